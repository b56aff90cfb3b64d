/*
 * ct_appx.c - app packages and bundles: .appx, .msix, .appxbundle, .msixbundle.
 *
 * A zip file whose last entry, AppxSignature.p7x, is "PKCX" and a PKCS #7. What is
 * signed is not one digest but "APPX" and a list of them, each behind four letters:
 *
 *     AXPC  all local records but the signature's
 *     AXCD  the central directory and end records as they were without the signature
 *     AXCT  [Content_Types].xml      AXBM  AppxBlockMap.xml
 *     AXCI  AppxMetadata/CodeIntegrity.cat, where there is one
 *
 * AXPC covers every byte of every file, packed as it is. The block map holds a hash of
 * every 64 KiB of every file, unpacked: it is compared as well, and names the file that
 * was changed.
 */
#include "base/base.h"

#include "base/little.h"
#include "signature/appx_blocks.h"
#include "signature/container.h"
#include "signature/sip.h"
#include "signature/zip.h"

enum {
    TAIL = 1024,
    PART_BYTES_MAX = 4 * 1024 * 1024,
    PIECE = 32 * 1024,
    END_BYTES = 22,
    END64_BYTES = 56,
    LOCATOR_BYTES = 20
};

static const struct str signature_name = { "AppxSignature.p7x", 17 };

enum part { PART_RECORDS, PART_DIRECTORY, PART_TYPES, PART_MAP, PART_CODE, PART_COUNT };

static const struct {
    struct str mark, name; /* name: of the file; empty: computed otherwise */
    bool is_optional;
} parts[PART_COUNT] = {
    [PART_RECORDS] = { { "AXPC", 4 }, { NULL, 0 }, false },
    [PART_DIRECTORY] = { { "AXCD", 4 }, { NULL, 0 }, false },
    [PART_TYPES] = { { "AXCT", 4 }, { "[Content_Types].xml", 19 }, false },
    [PART_MAP] = { { "AXBM", 4 }, { "AppxBlockMap.xml", 16 }, false },
    [PART_CODE] = { { "AXCI", 4 }, { "AppxMetadata/CodeIntegrity.cat", 30 }, true },
};

struct appx_state {
    struct zip zip;
    const struct zip_entry *signature; /* NULL: unsigned */
    bool is_last; /* nothing stands between the signature and the directory */
    struct digests part[PART_COUNT];
    bool has_part[PART_COUNT];
    const char *blocks_problem; /* NULL: all blocks fit */
};

static int appx_bid(const struct subject *s)
{
    size_t n = s->size < TAIL ? (size_t)s->size : TAIL;
    char tail[TAIL];
    struct str end = { tail, n };

    if (!str_starts_with(s->head, STR("PK\3\4")) ||
        subject_read(s, s->size - n, tail, n, NULL) != ST_OK)
        return 0;
    return str_find(end, signature_name) != SIZE_MAX ||
                   str_find(end, parts[PART_MAP].name) != SIZE_MAX
               ? 40
               : 0;
}

static enum status unreadable(struct found *out, const char *why)
{
    out->is_malformed = true;
    out->malformed = why;
    return ST_OK;
}

/* Does the record of the signature end where the directory begins? */
static enum status take_signature(struct appx_state *state, struct found *out,
                                  struct diag *diag)
{
    const struct zip_entry *e = state->signature;
    uint64_t from, to;
    struct str bytes;

    TRY(zip_data(&state->zip, e, &from, &to, diag));
    TRY(zip_view(&state->zip, e, CONTAINER_PKCS7_MAX, &bytes, diag));
    state->is_last = to == state->zip.directory.offset;
    if (!str_starts_with(bytes, STR("PKCX")))
        return unreadable(out, "AppxSignature.p7x is no signature");
    out->table = (struct byte_range){ e->offset, to - e->offset };
    out->blob[out->nblobs++] =
        (struct signature_blob){ .der = str_slice(bytes, 4, bytes.n),
                                 .entry_offset = e->offset,
                                 .entry_size = (uint32_t)bytes.n };
    return ST_OK;
}

static enum status appx_find_signature(const struct subject *s, struct found *out,
                                       struct diag *diag)
{
    struct appx_state *state = arena_new(s->arena, struct appx_state);
    struct diag why = { .offset = 0 };
    enum status st;

    if (!state)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    out->state = state;
    out->content_type = OID_SPC_INDIRECT_DATA;
    out->data_type = OID_SPC_SIP_INFO;
    st = zip_open(&state->zip, s, &why);
    if (st == ST_OK) {
        state->signature = zip_find(&state->zip, signature_name);
        if (state->signature)
            st = take_signature(state, out, &why);
    }
    if (st == ST_NOMEM || st == ST_IO)
        return diag_set(diag, st, 0, "%s", why.text);
    return st == ST_OK ? ST_OK : unreadable(out, "the package is no sound zip file");
}

/* All bytes before the signature's record, or before the directory. */
static enum status digest_records(const struct appx_state *state,
                                  struct digest_run *run, struct diag *diag)
{
    const struct subject *s = state->zip.subject;
    uint64_t end =
        state->signature ? state->signature->offset : state->zip.directory.offset;
    char piece[PIECE];

    for (uint64_t at = 0; at < end;) {
        size_t n = end - at < sizeof piece ? (size_t)(end - at) : sizeof piece;

        TRY(subject_read(s, at, piece, n, diag));
        digest_run_add(run, (struct str){ piece, n });
        at += n;
    }
    return ST_OK;
}

static void put(char *at, uint64_t value, size_t n)
{
    for (size_t i = 0; i < n; i++)
        at[i] = (char)(value >> (8 * i) & 0xFF);
}

/* A field that says "see the 64-bit record" stays. */
static void put_unless_full(char *at, uint64_t value, size_t n)
{
    bool is_full = true;

    for (size_t i = 0; i < n; i++)
        is_full = is_full && at[i] == '\xFF';
    if (!is_full)
        put(at, value, n);
}

/* What the records at the end said before the signature was added. */
struct before {
    uint64_t entries, size, offset;
};

/* The 64-bit end record and its locator, where the tail begins with them. */
static size_t digest_end64(struct str tail, const struct before *b,
                           struct digest_run *run)
{
    char record[END64_BYTES + LOCATOR_BYTES];

    if (tail.n < sizeof record || le32(tail.p) != 0x06064B50)
        return 0;
    memcpy(record, tail.p, sizeof record);
    put(record + 24, b->entries, 8);
    put(record + 32, b->entries, 8);
    put(record + 40, b->size, 8);
    put(record + 48, b->offset, 8);
    put(record + END64_BYTES + 8, b->offset + b->size, 8);
    digest_run_add(run, (struct str){ record, sizeof record });
    return sizeof record;
}

static void digest_directory(const struct appx_state *state, struct digest_run *run)
{
    const struct zip_directory *z = &state->zip.directory;
    struct before b = { .offset =
                            state->signature ? state->signature->offset : z->offset };
    struct str tail = z->tail;
    char end[END_BYTES];

    for (size_t i = 0; i < z->nentries; i++) {
        if (&z->entry[i] == state->signature)
            continue;
        digest_run_add(run, z->entry[i].record);
        b.size += z->entry[i].record.n;
        b.entries++;
    }
    tail = str_slice(tail, digest_end64(tail, &b, run), tail.n);
    if (tail.n < sizeof end)
        return;
    memcpy(end, tail.p, sizeof end);
    put(end + 4, 0, 4);
    put_unless_full(end + 8, b.entries, 2);
    put_unless_full(end + 10, b.entries, 2);
    put_unless_full(end + 12, b.size, 4);
    put_unless_full(end + 16, b.offset, 4);
    digest_run_add(run, (struct str){ end, sizeof end });
    digest_run_add(run, str_slice(tail, sizeof end, tail.n));
}

/* One part; has_part says whether there is such a thing in the package. */
static enum status digest_part(struct appx_state *state, enum part part,
                               struct digester *g, unsigned set, struct diag *diag)
{
    const struct zip_entry *e = zip_find(&state->zip, parts[part].name);
    struct digest_run run;
    enum status st = ST_OK;
    struct str bytes;
    bool ok;

    state->has_part[part] = parts[part].name.n == 0 || e;
    digest_run_start(&run, g, set);
    if (part == PART_RECORDS)
        st = digest_records(state, &run, diag);
    else if (part == PART_DIRECTORY)
        digest_directory(state, &run);
    else if (e) {
        st = zip_view(&state->zip, e, PART_BYTES_MAX, &bytes, diag);
        if (st == ST_OK)
            digest_run_add(&run, bytes);
    }
    ok = digest_run_finish(&run, &state->part[part]);
    digest_run_release(&run);
    for (size_t i = 0; i < DIGEST_COUNT && st != ST_OK; i++)
        state->part[part].of[i].algorithm = DIGEST_NONE;
    if (!ok)
        return diag_set(diag, ST_NOMEM, 0, "libcrypto could not hash the package");
    return st == ST_NOMEM || st == ST_IO ? st : ST_OK;
}

static enum status check_blocks(struct appx_state *state, struct digester *g,
                                struct diag *diag)
{
    const struct zip_entry *e = zip_find(&state->zip, parts[PART_MAP].name);
    struct diag why = { .offset = 0 };
    struct str map = { NULL, 0 };
    enum status st = e ? zip_view(&state->zip, e, PART_BYTES_MAX, &map, &why) : ST_OK;

    if (st == ST_NOMEM || st == ST_IO)
        return diag_set(diag, st, 0, "%s", why.text);
    return appx_blocks_check(&state->zip, map, g, &state->blocks_problem, diag);
}

static enum status appx_digest(const struct subject *s UNUSED,
                               const struct found *found, struct digester *g,
                               unsigned set, struct digests *out, struct diag *diag)
{
    struct appx_state *state = found->state;

    if (found->is_malformed)
        return ST_OK;
    for (size_t i = 0; i < PART_COUNT; i++)
        TRY(digest_part(state, (enum part)i, g, set, diag));
    *out = state->part[PART_RECORDS];
    return state->signature ? check_blocks(state, g, diag) : ST_OK;
}

/* The digest behind a part's mark in the signed list; empty when it is not listed. */
static struct str listed(struct str list, enum part part, size_t size)
{
    list = str_slice(list, 4, list.n);
    while (list.n >= 4 + size) {
        if (str_starts_with(list, parts[part].mark))
            return str_slice(list, 4, 4 + size);
        list = str_slice(list, 4 + size, list.n);
    }
    return (struct str){ NULL, 0 };
}

static const char *problem_of(const struct appx_state *state,
                              const struct spc_content *content)
{
    struct str id = sip_id(content->data_value);
    size_t size = digest_size(content->algorithm);

    if (!str_eq(id, sip_appx) && !str_eq(id, sip_appx_bundle))
        return "the signed content describes another kind of file";
    if (size == 0 || !str_starts_with(content->digest, STR("APPX")))
        return "the signed digests are not those of a package";
    if (!state->is_last)
        return "there are bytes between the signature and the directory";
    if (state->blocks_problem)
        return state->blocks_problem;
    for (size_t i = 0; i < PART_COUNT; i++) {
        struct str want = listed(content->digest, (enum part)i, size);
        const struct digest *is = &state->part[i].of[content->algorithm];

        if (parts[i].is_optional && !state->has_part[i] && want.n == 0)
            continue;
        if (!state->has_part[i] || want.n == 0 || !str_eq(want, digest_str(is)))
            return "a part of the package is not the one that was signed";
    }
    return NULL;
}

static void appx_check(const struct subject *s UNUSED, struct found *found,
                       struct digester *g UNUSED, const struct spc_content *content,
                       size_t i UNUSED, struct content_check *check)
{
    check->problem = problem_of(found->state, content);
    check->digest_ok = check->problem == NULL;
}

const struct container container_appx = {
    .name = "appx",
    .summary = "app packages and bundles: .appx, .msix, .appxbundle, .msixbundle",
    .source = "APPNOTE.TXT; the digests as observed in signed packages",
    .bid = appx_bid,
    .find_signature = appx_find_signature,
    .digest = appx_digest,
    .check = appx_check,
};
