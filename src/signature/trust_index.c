#include "base/base.h"

#include "base/little.h"
#include "signature/trust_index.h"

enum { SUM = 32, NAME_MAX_BYTES = 1024 };

static const struct str magic = { "CSROOTS1", 8 };

bool trust_index_is_one(struct str bytes)
{
    return str_starts_with(bytes, magic);
}

static void put(struct buf *out, uint64_t value, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buf_add_char(out, (char)(value >> (8 * i) & 0xFF));
}

static void put_text(struct buf *out, struct str text, size_t width)
{
    put(out, text.n, width);
    buf_add(out, text);
}

static void put_entry(struct buf *out, const struct trust_entry *e)
{
    buf_add(out, (struct str){ (const char *)e->sha1, sizeof e->sha1 });
    buf_add(out, (struct str){ (const char *)e->sha256, sizeof e->sha256 });
    put(out, e->is_root, 1);
    put(out, e->allowed, 1);
    put(out, e->denied, 1);
    put(out, e->not_before_for, 1);
    put(out, (uint64_t)e->disabled, 8);
    put(out, (uint64_t)e->not_before, 8);
    put_text(out, str_slice(e->name, 0, NAME_MAX_BYTES), 2);
    put_text(out, e->cert.der, 4);
}

void trust_index_write(const struct trust *t, struct digester *g, struct buf *out)
{
    const struct trust_source *source = trust_source(t);
    uint64_t ndisallowed = 0;
    struct digest sum;
    struct str hash;
    size_t at = 0;

    buf_add(out, magic);
    put(out, (uint64_t)source->date, 8);
    put(out, source->is_microsoft, 1);
    put_text(out, str_slice(source->name, 0, NAME_MAX_BYTES), 2);
    put(out, trust_count(t), 4);
    for (size_t i = 0; i < trust_count(t); i++)
        put_entry(out, trust_at(t, i));
    while (trust_next_disallowed(t, &at, &hash))
        ndisallowed++;
    put(out, ndisallowed, 4);
    for (at = 0; trust_next_disallowed(t, &at, &hash);)
        put_text(out, hash, 1);
    digest_compute(g, DIGEST_SHA256, buf_str(out), &sum);
    buf_add(out, digest_str(&sum));
}

/* A cursor; after the first error everything is zero and empty. */
struct reader {
    struct str rest;
    bool failed;
};

static struct str take(struct reader *r, size_t n)
{
    struct str out = str_slice(r->rest, 0, n);

    if (r->failed || n > r->rest.n) {
        r->failed = true;
        return (struct str){ NULL, 0 };
    }
    r->rest = str_slice(r->rest, n, r->rest.n);
    return out;
}

static uint64_t get(struct reader *r, size_t n)
{
    struct str bytes = take(r, n);
    uint64_t value = 0;

    for (size_t i = bytes.n; i-- > 0;)
        value = value << 8 | (uint8_t)bytes.p[i];
    return value;
}

static void copy(struct reader *r, uint8_t *out, size_t n)
{
    struct str bytes = take(r, n);

    if (bytes.n)
        memcpy(out, bytes.p, n);
}

static void read_entry(struct reader *r, struct trust_entry *e)
{
    *e = (struct trust_entry){ .is_root = false };
    copy(r, e->sha1, sizeof e->sha1);
    copy(r, e->sha256, sizeof e->sha256);
    e->is_root = get(r, 1) != 0;
    e->allowed = (unsigned)get(r, 1);
    e->denied = (unsigned)get(r, 1);
    e->not_before_for = (unsigned)get(r, 1);
    e->disabled = (int64_t)get(r, 8);
    e->not_before = (int64_t)get(r, 8);
    e->name = take(r, (size_t)get(r, 2));
    e->cert.der = take(r, (size_t)get(r, 4));
}

/* The sum is right, and not only the magic. */
static enum status check_sum(struct str bytes, struct diag *diag)
{
    struct str body = str_slice(bytes, 0, bytes.n - SUM);
    struct digester *g;
    struct digest sum;

    TRY(digester_new(&g, diag));
    digest_compute(g, DIGEST_SHA256, body, &sum);
    digester_free(g);
    return str_eq(digest_str(&sum), str_slice(bytes, body.n, bytes.n))
               ? ST_OK
               : diag_set(diag, ST_FORMAT, 0, "the index of roots is damaged");
}

static enum status read_lists(struct trust *t, struct reader *r, struct diag *diag)
{
    for (uint64_t n = get(r, 4); n > 0 && !r->failed; n--) {
        struct trust_entry e;

        read_entry(r, &e);
        if (!r->failed)
            TRY(trust_add_kept(t, &e, diag));
    }
    for (uint64_t n = get(r, 4); n > 0 && !r->failed; n--) {
        struct str hash = take(r, (size_t)get(r, 1));

        TRY(trust_disallow(t, &(struct disallowed){ .signed_hash = hash }, diag));
    }
    return r->failed || r->rest.n
               ? diag_set(diag, ST_FORMAT, 0, "the index of roots is damaged")
               : ST_OK;
}

enum status trust_index_read(struct trust *t, struct str bytes, struct diag *diag)
{
    struct reader r = { .failed = false };
    bool is_microsoft;
    struct str name;
    int64_t date;

    if (!trust_index_is_one(bytes) || bytes.n < magic.n + SUM)
        return diag_set(diag, ST_FORMAT, 0, "not an index of roots");
    TRY(check_sum(bytes, diag));
    bytes = trust_keep(t, bytes);
    if (!bytes.p)
        return diag_set(diag, ST_NOMEM, 0, "out of memory for the index of roots");
    r.rest = str_slice(bytes, magic.n, bytes.n - SUM);
    date = (int64_t)get(&r, 8);
    is_microsoft = get(&r, 1) != 0;
    name = take(&r, (size_t)get(&r, 2));
    TRY(read_lists(t, &r, diag));
    trust_describe(t, name, date, is_microsoft);
    return ST_OK;
}
