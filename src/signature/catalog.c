#include "base/base.h"

#include "base/hash.h"
#include "os/file.h"
#include "os/walk.h"
#include "signature/catalog.h"
#include "signature/cms.h"

enum {
    CATALOG_BYTES_MAX = 1024 * 1024 * 1024, /* of all catalogs together */
    CATALOGS_MAX = 65536,
    CTL_WITHIN = 128 /* the kind of list stands in the first bytes of the file */
};

struct catalog {
    struct str path, der;
};

struct catalogs {
    struct arena arena;
    struct map member; /* digest -> number of the catalog */
    struct catalog *catalog;
    size_t n, cap, skipped;
};

bool catalog_is_one(struct str head)
{
    struct str start = str_slice(head, 0, CTL_WITHIN);

    return start.n && (uint8_t)start.p[0] == DER_SEQUENCE &&
           str_find(start, oid_octets(OID_SIGNED_DATA)) != SIZE_MAX &&
           str_find(start, oid_octets(OID_MS_CATALOG_LIST)) != SIZE_MAX;
}

enum status catalogs_new(struct catalogs **out, struct diag *diag)
{
    struct catalogs *c = calloc(1, sizeof *c);

    *out = c;
    if (!c)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    arena_init(&c->arena, CATALOG_BYTES_MAX);
    map_init(&c->member, &c->arena);
    return ST_OK;
}

void catalogs_free(struct catalogs *c)
{
    if (!c)
        return;
    arena_release(&c->arena);
    free(c->catalog);
    free(c);
}

static enum status no_memory(struct diag *diag)
{
    return diag_set(diag, ST_NOMEM, 0, "out of memory for the catalogs");
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/*
 * A tag that is the digits of a digest in UTF-16 with a NUL, as bytes in `out`, which
 * has room for a SHA-256; 0 when it is anything else.
 */
static size_t tag_from_hex(struct str tag, char *out)
{
    size_t n = tag.n / 4;

    if (tag.n % 4 == 2 && tag.p[tag.n - 2] == 0 && tag.p[tag.n - 1] == 0)
        tag.n -= 2;
    if (tag.n != 4 * n || (n != 20 && n != 32))
        return 0;
    for (size_t i = 0; i < n; i++) {
        int high = hex_digit(tag.p[4 * i]), low = hex_digit(tag.p[4 * i + 2]);

        if (high < 0 || low < 0 || tag.p[4 * i + 1] || tag.p[4 * i + 3])
            return 0;
        out[i] = (char)(high << 4 | low);
    }
    return n;
}

/* The first catalog that lists a digest keeps it. */
static bool put(struct catalogs *c, struct str digest)
{
    return map_put(&c->member, digest, (uint32_t)c->n) != NULL;
}

static bool put_tag(struct catalogs *c, struct str tag)
{
    char bytes[32];
    size_t n;

    if (tag.n == 20 || tag.n == 32)
        return put(c, tag);
    n = tag_from_hex(tag, bytes);
    return n == 0 || put(c, (struct str){ bytes, n });
}

/* DigestInfo of a member's SpcIndirectData. */
static bool put_indirect(struct catalogs *c, struct der *values)
{
    struct der spc = der_enter(values, DER_SEQUENCE), info;
    struct algorithm algorithm;
    struct str digest;

    (void)der_expect(&spc, DER_SEQUENCE);
    info = der_enter(&spc, DER_SEQUENCE);
    cms_parse_algorithm(&info, &algorithm);
    digest = der_expect(&info, DER_OCTET_STRING).value;
    if (der_failed(&info) || digest.n != digest_size(digest_from_oid(algorithm.oid)) ||
        (digest.n != 20 && digest.n != 32))
        return true;
    return put(c, digest);
}

static bool put_member(struct catalogs *c, struct der *list)
{
    struct der member = der_enter(list, DER_SEQUENCE);
    struct str tag = der_expect(&member, DER_OCTET_STRING).value;
    struct der attributes = der_enter(&member, DER_SET);

    if (!der_failed(list) && !put_tag(c, tag))
        return false;
    while (!der_at_end(&attributes)) {
        struct der attribute = der_enter(&attributes, DER_SEQUENCE);
        enum oid oid = oid_find(der_expect(&attribute, DER_OID).value);
        struct der values = der_enter(&attribute, DER_SET);

        if (oid == OID_SPC_INDIRECT_DATA && !der_failed(&values) &&
            !put_indirect(c, &values))
            return false;
    }
    return true;
}

/* Fields before the list of members, of which only the kind of list matters. */
static bool skip_to_members(struct der *ctl)
{
    struct der usage = der_enter(ctl, DER_SEQUENCE);
    enum oid kind = oid_find(der_expect(&usage, DER_OID).value);

    (void)der_optional(ctl, DER_OCTET_STRING);
    (void)der_optional(ctl, DER_INTEGER);
    (void)der_time(ctl);
    if (der_peek(ctl) == DER_UTC_TIME || der_peek(ctl) == DER_GENERALIZED_TIME)
        (void)der_next(ctl);
    (void)der_expect(ctl, DER_SEQUENCE);
    return kind == OID_MS_CATALOG_LIST;
}

static enum status add_members(struct catalogs *c, const struct cms *cms,
                               struct diag *diag)
{
    struct der_error error;
    struct der content = der_init(&error, cms->content);
    struct der ctl = der_enter(&content, DER_SEQUENCE), list;

    if (!skip_to_members(&ctl))
        return diag_set(diag, ST_FORMAT, 0, "the list is no catalog");
    list = der_enter(&ctl, DER_SEQUENCE);
    while (!der_at_end(&list))
        if (!put_member(c, &list))
            return no_memory(diag);
    if (der_failed(&list))
        return diag_set(diag, ST_FORMAT, error.offset, "catalog: %s",
                        der_problem_text(error.problem));
    return ST_OK;
}

static bool grow(struct catalogs *c)
{
    size_t more = c->cap ? c->cap * 2 : 16;
    struct catalog *bigger;

    if (c->n < c->cap)
        return true;
    if (c->n >= CATALOGS_MAX)
        return false;
    bigger = realloc(c->catalog, more * sizeof *bigger);
    if (!bigger)
        return false;
    c->catalog = bigger;
    c->cap = more;
    return true;
}

enum status catalogs_add(struct catalogs *c, struct str path, struct str der,
                         struct diag *diag)
{
    struct catalog own = { str_dup(&c->arena, path), str_dup(&c->arena, der) };
    struct cms *cms = malloc(sizeof *cms);
    enum status st = ST_OK;

    if (!cms || !own.path.p || !own.der.p || !grow(c))
        st = no_memory(diag);
    if (st == ST_OK)
        st = cms_parse(own.der, cms, diag);
    if (st == ST_OK && cms->content_type != OID_MS_CTL)
        st = diag_set(diag, ST_FORMAT, 0, "the signed content is no list");
    if (st != ST_NOMEM && c->n < c->cap) {
        /* Members of a list that breaks off stay, and lead to a catalog that fails. */
        c->catalog[c->n] = own;
        if (st == ST_OK)
            st = add_members(c, cms, diag);
        c->n++;
    }
    free(cms);
    return st;
}

static enum status add_file(void *context, const char *path,
                            const struct file_info *info UNUSED)
{
    struct catalogs *c = context;
    enum status st = ST_OK;
    char head[CTL_WITHIN];
    struct str bytes;
    struct file f;
    size_t got = 0;

    if (info->type != FILE_REGULAR || file_open(&f, path, NULL) != ST_OK)
        return ST_OK;
    if (file_pread(&f, head, sizeof head, 0, &got, NULL) != ST_OK)
        got = 0;
    file_close(&f);
    if (!catalog_is_one((struct str){ head, got }))
        return ST_OK;
    st = file_load(path, CONTAINER_PKCS7_MAX, &bytes, NULL);
    if (st == ST_OK) {
        st = catalogs_add(c, str_from_cstr(path), bytes, NULL);
        free((void *)(uintptr_t)bytes.p);
    }
    c->skipped += st != ST_OK;
    return st == ST_NOMEM ? st : ST_OK;
}

static void skip_entry(void *context, const char *path UNUSED, const char *why UNUSED)
{
    struct catalogs *c = context;

    c->skipped++;
}

enum status catalogs_add_path(struct catalogs *c, const char *path, struct diag *diag)
{
    const struct walk_visitor visitor = { .ctx = c,
                                          .file = add_file,
                                          .problem = skip_entry };
    struct walk_memory memory;
    struct file_info info;
    struct str bytes;
    enum status st;

    TRY(file_look(path, &info, diag));
    if (info.type == FILE_FOLDER) {
        walk_memory_init(&memory);
        st = walk_folder(path, &visitor, &memory, diag);
        walk_memory_release(&memory);
        return st;
    }
    TRY(file_load(path, CONTAINER_PKCS7_MAX, &bytes, diag));
    st = catalogs_add(c, str_from_cstr(path), bytes, diag);
    free((void *)(uintptr_t)bytes.p);
    return st;
}

size_t catalogs_count(const struct catalogs *c)
{
    return c->n;
}

size_t catalogs_skipped(const struct catalogs *c)
{
    return c->skipped;
}

size_t catalogs_members(const struct catalogs *c)
{
    return c->member.n;
}

bool catalogs_find(const void *index, const struct digests *digests,
                   struct catalog_hit *out)
{
    static const enum digest_algorithm tried[] = { DIGEST_SHA256, DIGEST_SHA1 };
    const struct catalogs *c = index;

    for (size_t i = 0; i < countof(tried); i++) {
        const struct digest *d = &digests->of[tried[i]];
        const struct map_entry *hit =
            d->algorithm == DIGEST_NONE ? NULL : map_find(&c->member, digest_str(d));

        if (!hit)
            continue;
        *out = (struct catalog_hit){ .path = c->catalog[hit->value].path,
                                     .der = c->catalog[hit->value].der };
        return true;
    }
    return false;
}
