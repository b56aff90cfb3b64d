#include "base/base.h"

#include "base/hash.h"
#include "signature/crl.h"
#include "signature/trust.h"

enum {
    TRUST_BYTES_MAX = 256 * 1024 * 1024, /* of certificates and revocation lists */
    ENTRIES_MAX = 100000
};

#define NO_ENTRY UINT32_MAX /* no enumerator: they are ints */

/* Things of one name: a list through `next`, first in `first`. */
struct name_index {
    struct map first;
    uint32_t *next; /* by number of the thing; NO_ENTRY ends */
};

struct crl_entry {
    struct str der;
    struct str issuer;
};

struct trust {
    struct arena arena;
    struct digester *digester; /* for adding; looking up computes nothing */
    struct trust_entry *entry;
    size_t n, cap;
    struct crl_entry *crl;
    size_t ncrls, crl_cap;
    struct map by_sha1;    /* entries */
    struct map disallowed; /* hashes of 20 and 32 bytes: numbers in `hash` */
    struct str *hash;      /* in the order in which they were added */
    size_t nhashes, hash_cap;
    struct name_index by_subject, by_issuer;
    struct trust_source source;
    bool is_sealed;
};

enum status trust_new(struct trust **out, struct diag *diag)
{
    struct trust *t = calloc(1, sizeof *t);
    enum status st;

    *out = t;
    if (!t)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    arena_init(&t->arena, TRUST_BYTES_MAX);
    map_init(&t->by_sha1, &t->arena);
    map_init(&t->disallowed, &t->arena);
    map_init(&t->by_subject.first, &t->arena);
    map_init(&t->by_issuer.first, &t->arena);
    t->source.date = TIME_NONE;
    st = digester_new(&t->digester, diag);
    if (st == ST_OK)
        return ST_OK;
    trust_free(t);
    *out = NULL;
    return st;
}

void trust_free(struct trust *t)
{
    if (!t)
        return;
    arena_release(&t->arena);
    digester_free(t->digester);
    free(t->entry);
    free(t->crl);
    free(t->hash);
    free(t);
}

static enum status no_memory(struct diag *diag)
{
    return diag_set(diag, ST_NOMEM, 0, "out of memory for the trust store");
}

/* Room for one more element of `size` bytes in the array `*p`. */
static bool grow(void **p, size_t n, size_t *cap, size_t size)
{
    size_t more = *cap ? *cap * 2 : 64;
    void *bigger;

    if (n < *cap)
        return true;
    if (n >= ENTRIES_MAX)
        return false;
    bigger = realloc(*p, more * size);
    if (!bigger)
        return false;
    *p = bigger;
    *cap = more;
    return true;
}

static void hash_into(struct trust *t, enum digest_algorithm algorithm,
                      struct str bytes, uint8_t *out)
{
    struct digest d;

    digest_compute(t->digester, algorithm, bytes, &d);
    memcpy(out, d.bytes, digest_size(algorithm));
}

/* Copy what the caller lends and fill in the hashes. */
static enum status own(struct trust *t, struct trust_entry *e, struct diag *diag)
{
    struct str copy;

    e->name = e->name.n ? str_dup(&t->arena, e->name) : (struct str){ NULL, 0 };
    if (e->cert.der.n == 0)
        return ST_OK;
    copy = str_dup(&t->arena, e->cert.der);
    if (!copy.p)
        return no_memory(diag);
    TRY(cert_parse(copy, &e->cert, diag));
    hash_into(t, DIGEST_SHA1, e->cert.der, e->sha1);
    hash_into(t, DIGEST_SHA256, e->cert.der, e->sha256);
    return ST_OK;
}

struct str trust_keep(struct trust *t, struct str bytes)
{
    return str_dup(&t->arena, bytes);
}

/* A later entry for the same certificate rules, but a certificate at hand stays. */
static void overwrite(struct trust_entry *old, const struct trust_entry *e)
{
    struct cert cert = old->cert;
    struct str name = old->name;
    uint8_t sha256[32];

    memcpy(sha256, old->sha256, sizeof sha256);
    *old = *e;
    if (e->cert.der.n == 0) {
        old->cert = cert;
        memcpy(old->sha256, sha256, sizeof sha256);
    }
    if (e->name.n == 0)
        old->name = name;
}

/* Put an entry into its place; everything that it points to lives as the store. */
static enum status put(struct trust *t, const struct trust_entry *e, struct diag *diag)
{
    struct map_entry *slot;
    void *grown = t->entry;

    if (!grow(&grown, t->n, &t->cap, sizeof *t->entry))
        return no_memory(diag);
    t->entry = grown;
    slot = map_put(&t->by_sha1, (struct str){ (const char *)e->sha1, sizeof e->sha1 },
                   (uint32_t)t->n);
    if (!slot)
        return no_memory(diag);
    if (slot->value < t->n)
        overwrite(&t->entry[slot->value], e);
    else
        t->entry[t->n++] = *e;
    return ST_OK;
}

enum status trust_add(struct trust *t, const struct trust_entry *entry,
                      struct diag *diag)
{
    struct trust_entry e = *entry;

    assert(!t->is_sealed);
    TRY(own(t, &e, diag));
    return put(t, &e, diag);
}

enum status trust_add_kept(struct trust *t, const struct trust_entry *entry,
                           struct diag *diag)
{
    struct trust_entry e = *entry;

    assert(!t->is_sealed);
    if (e.cert.der.n)
        TRY(cert_parse(e.cert.der, &e.cert, diag));
    return put(t, &e, diag);
}

static bool add_hash(struct trust *t, struct str hash)
{
    void *grown = t->hash;
    struct map_entry *slot;

    if (!grow(&grown, t->nhashes, &t->hash_cap, sizeof *t->hash))
        return false;
    t->hash = grown;
    slot = map_put(&t->disallowed, hash, (uint32_t)t->nhashes);
    if (slot && slot->value == t->nhashes)
        t->hash[t->nhashes++] = slot->key;
    return slot != NULL;
}

enum status trust_disallow(struct trust *t, const struct disallowed *d,
                           struct diag *diag)
{
    const struct str hash[] = { d->sha1, d->sha256, d->signed_hash };

    assert(!t->is_sealed);
    for (size_t i = 0; i < countof(hash); i++)
        if (hash[i].n && !add_hash(t, hash[i]))
            return no_memory(diag);
    return ST_OK;
}

enum status trust_add_crl(struct trust *t, struct str der, struct diag *diag)
{
    struct str copy = str_dup(&t->arena, der);
    void *grown = t->crl;
    struct crl crl;

    assert(!t->is_sealed);
    if (!copy.p || !grow(&grown, t->ncrls, &t->crl_cap, sizeof *t->crl))
        return no_memory(diag);
    t->crl = grown;
    TRY(crl_parse(copy, &crl, diag));
    t->crl[t->ncrls++] = (struct crl_entry){ copy, crl.issuer };
    return ST_OK;
}

void trust_describe(struct trust *t, struct str name, int64_t date, bool is_microsoft)
{
    t->source.name = str_dup(&t->arena, name);
    t->source.date = date;
    t->source.is_microsoft = is_microsoft;
}

void trust_count_skipped(struct trust *t, size_t n)
{
    t->source.nskipped += n;
}

/* Thing `i`, the last so far, has this name. Called from the last thing to the first.
 */
static bool index_name(struct name_index *index, struct str name, uint32_t i)
{
    struct map_entry *slot = map_put(&index->first, name, NO_ENTRY);

    if (!slot)
        return false;
    index->next[i] = slot->value;
    slot->value = i;
    return true;
}

enum status trust_seal(struct trust *t, struct diag *diag)
{
    struct arena *a = &t->arena;

    t->by_subject.next = arena_new_array(a, uint32_t, t->n + 1);
    t->by_issuer.next = arena_new_array(a, uint32_t, t->ncrls + 1);
    if (!t->by_subject.next || !t->by_issuer.next)
        return no_memory(diag);
    for (size_t i = t->n; i-- > 0;) {
        const struct trust_entry *e = &t->entry[i];

        if (e->cert.der.n && !index_name(&t->by_subject, e->cert.subject, (uint32_t)i))
            return no_memory(diag);
        t->source.nroots += e->is_root;
        t->source.nintermediates += !e->is_root;
    }
    for (size_t i = t->ncrls; i-- > 0;)
        if (!index_name(&t->by_issuer, t->crl[i].issuer, (uint32_t)i))
            return no_memory(diag);
    t->source.nrevocation_lists = t->ncrls;
    t->is_sealed = true;
    return ST_OK;
}

const struct trust_source *trust_source(const struct trust *t)
{
    return &t->source;
}

/*
 * Step through the things of one name. *at is 0 at the start, then the number of the
 * thing handed out plus one.
 */
static uint32_t step(const struct name_index *index, struct str name, size_t *at)
{
    uint32_t i;

    if (*at == 0) {
        const struct map_entry *slot = map_find(&index->first, name);

        i = slot ? slot->value : NO_ENTRY;
    } else {
        i = index->next[*at - 1];
    }
    if (i != NO_ENTRY)
        *at = (size_t)i + 1;
    return i;
}

const struct trust_entry *trust_by_subject(const struct trust *t, struct str subject,
                                           size_t *at)
{
    uint32_t i = step(&t->by_subject, subject, at);

    return i == NO_ENTRY ? NULL : &t->entry[i];
}

bool trust_crl_by_issuer(const struct trust *t, struct str issuer, size_t *at,
                         struct str *der)
{
    uint32_t i = step(&t->by_issuer, issuer, at);

    if (i == NO_ENTRY)
        return false;
    *der = t->crl[i].der;
    return true;
}

const struct trust_entry *trust_find(const struct trust *t, const struct cert *cert)
{
    const struct trust_entry *e;
    size_t at = 0;

    while ((e = trust_by_subject(t, cert->subject, &at)) != NULL)
        if (str_eq(e->cert.der, cert->der))
            return e;
    return NULL;
}

const struct trust_entry *trust_find_sha1(const struct trust *t, const uint8_t sha1[20])
{
    const struct map_entry *slot =
        map_find(&t->by_sha1, (struct str){ (const char *)sha1, 20 });

    return slot ? &t->entry[slot->value] : NULL;
}

bool trust_is_disallowed(const struct trust *t, const struct cert *cert,
                         struct digester *g)
{
    struct digest d[3];

    if (t->disallowed.n == 0)
        return false;
    digest_compute(g, DIGEST_SHA1, cert->der, &d[0]);
    digest_compute(g, DIGEST_SHA256, cert->der, &d[1]);
    digest_compute(g, cert_digest(cert), cert->tbs, &d[2]);
    for (size_t i = 0; i < countof(d); i++)
        if (d[i].algorithm != DIGEST_NONE &&
            map_find(&t->disallowed, digest_str(&d[i])) != NULL)
            return true;
    return false;
}

bool trust_next_disallowed(const struct trust *t, size_t *at, struct str *hash)
{
    if (*at == t->nhashes)
        return false;
    *hash = t->hash[(*at)++];
    return true;
}

size_t trust_count(const struct trust *t)
{
    return t->n;
}

const struct trust_entry *trust_at(const struct trust *t, size_t i)
{
    return &t->entry[i];
}
