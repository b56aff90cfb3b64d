/*
 * ct_msi.c - packages, patches and transforms of Windows Installer: compound files.
 *
 * Two streams of the root hold the signature:
 *
 *     \5DigitalSignature         the PKCS #7
 *     \5MsiDigitalSignatureEx    digest of the metadata; may be missing
 *
 * The digest covers the contents of all other streams in the order of their names, each
 * storage followed by its class identifier; where the second stream is there, the
 * digest of names, sizes and dates of all entries goes first.
 */
#include "base/base.h"

#include "signature/cfbf.h"
#include "signature/container.h"
#include "signature/sip.h"

enum { PREHASH_MAX = DIGEST_BYTES_MAX };

/* UTF-16 with its closing NUL, of which the literal's own end is only half. */
#define NAME(text)                    \
    {                                 \
        (text "\0"), sizeof(text) + 1 \
    }
static const struct str signature_name =
    NAME("\5\0D\0i\0g\0i\0t\0a\0l\0S\0i\0g\0n\0a\0t"
         "\0u\0r\0e\0");
static const struct str extra_name = NAME("\5\0M\0s\0i\0D\0i\0g\0i\0t\0a\0l\0S\0i\0g\0n"
                                          "\0a\0t\0u\0r\0e\0E\0x\0");

struct msi_state {
    struct cfbf cfbf;
    struct str extra; /* what MsiDigitalSignatureEx holds; empty: not there */
    bool has_extra;
    bool is_readable;
    struct digests prehash;
};

/* One walk over the tree; runs hold one algorithm each. */
struct walk {
    struct msi_state *state;
    struct digest_run run[DIGEST_COUNT];
    bool is_metadata; /* digest the metadata, not the contents */
};

static int msi_bid(const struct subject *s)
{
    static const char last[] = "\0\0\0\0\0\xC0\0\0\0\0\0\0\x46";
    char id[16];

    if (!cfbf_is_one(s->head) || !cfbf_root_class(s, id))
        return 0;
    /* {000C1084-…}, {000C1086-…}, {000C1082-…}: package, patch, transform. */
    if (id[0] != '\x84' && id[0] != '\x86' && id[0] != '\x82')
        return 0;
    return id[1] == '\x10' && id[2] == '\x0C' && memcmp(id + 3, last, 13) == 0 ? 96 : 0;
}

static bool is_named(const struct cfbf_entry *e, struct str name)
{
    return e->type == CFBF_STREAM && str_eq(e->name, name);
}

static enum status take_streams(const struct subject *s, struct msi_state *state,
                                struct found *out, struct diag *diag)
{
    struct cfbf_entry root, *entry;
    struct str der;
    size_t n;

    cfbf_rewind(&state->cfbf);
    cfbf_entry(&state->cfbf, 0, &root);
    TRY(cfbf_children(&state->cfbf, &root, &entry, &n, diag));
    for (size_t i = 0; i < n; i++) {
        if (is_named(&entry[i], extra_name)) {
            state->has_extra = true;
            TRY(cfbf_view(&state->cfbf, &entry[i], PREHASH_MAX, &state->extra, diag));
        }
        if (!is_named(&entry[i], signature_name) || out->nblobs)
            continue;
        TRY(cfbf_view(&state->cfbf, &entry[i], CONTAINER_PKCS7_MAX, &der, diag));
        out->blob[out->nblobs++] =
            (struct signature_blob){ .der = der, .entry_size = (uint32_t)der.n };
    }
    (void)s;
    return ST_OK;
}

static enum status msi_find_signature(const struct subject *s, struct found *out,
                                      struct diag *diag)
{
    struct msi_state *state = arena_new(s->arena, struct msi_state);
    struct diag why = { .offset = 0 };
    enum status st;

    if (!state)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    out->state = state;
    out->content_type = OID_SPC_INDIRECT_DATA;
    out->data_type = OID_SPC_SIP_INFO;
    st = cfbf_open(&state->cfbf, s, &why);
    if (st == ST_OK)
        st = take_streams(s, state, out, &why);
    if (st == ST_NOMEM || st == ST_IO)
        return diag_set(diag, st, 0, "%s", why.text);
    state->is_readable = st == ST_OK;
    if (st == ST_OK)
        return ST_OK;
    out->is_malformed = true;
    out->malformed = st == ST_LIMIT ? "the compound file is beyond the limits of a "
                                      "sound one"
                                    : "the compound file is broken";
    return ST_OK;
}

static void add_all(void *context, struct str piece)
{
    struct walk *w = context;

    for (size_t i = 0; i < DIGEST_COUNT; i++)
        digest_run_add(&w->run[i], piece);
}

/* Name, class or size, state and dates of an entry; the root has no name and dates. */
static void add_metadata(struct walk *w, const struct cfbf_entry *e)
{
    size_t name = e->name.n >= 2 ? e->name.n - 2 : 0;

    if (e->type != CFBF_ROOT)
        add_all(w, str_slice(e->name, 0, name));
    add_all(w, e->type == CFBF_STREAM ? e->size_field : e->class_id);
    add_all(w, e->state);
    if (e->type != CFBF_ROOT)
        add_all(w, e->times);
}

static enum status walk_storage(struct walk *w, const struct cfbf_entry *storage,
                                unsigned depth, struct diag *diag)
{
    struct cfbf *c = &w->state->cfbf;
    struct cfbf_entry *entry;
    size_t n;

    if (depth > CFBF_DEPTH_MAX)
        return diag_set(diag, ST_LIMIT, 0, "storages nest too deep");
    if (w->is_metadata)
        add_metadata(w, storage);
    TRY(cfbf_children(c, storage, &entry, &n, diag));
    for (size_t i = 0; i < n; i++) {
        if (depth == 0 &&
            (is_named(&entry[i], signature_name) || is_named(&entry[i], extra_name)))
            continue;
        if (entry[i].type == CFBF_STORAGE)
            TRY(walk_storage(w, &entry[i], depth + 1, diag));
        else if (entry[i].type == CFBF_STREAM && w->is_metadata)
            add_metadata(w, &entry[i]);
        else if (entry[i].type == CFBF_STREAM)
            TRY(cfbf_read(c, &entry[i], add_all, w, diag));
    }
    if (!w->is_metadata)
        add_all(w, storage->class_id);
    return ST_OK;
}

/* One walk: the digests of metadata or contents, behind `prefix` if there is one. */
static enum status walk_tree(struct msi_state *state, struct digester *g, unsigned set,
                             const struct digests *prefix, struct digests *out,
                             struct diag *diag)
{
    struct walk w = { .state = state, .is_metadata = prefix == NULL };
    struct cfbf_entry root;
    enum status st;
    bool ok = true;

    for (size_t i = 0; i < DIGEST_COUNT; i++) {
        digest_run_start(&w.run[i], g, set & DIGEST_BIT(i));
        if (prefix && prefix->of[i].algorithm != DIGEST_NONE)
            digest_run_add(&w.run[i], digest_str(&prefix->of[i]));
    }
    cfbf_rewind(&state->cfbf);
    cfbf_entry(&state->cfbf, 0, &root);
    st = walk_storage(&w, &root, 0, diag);
    for (size_t i = 0; i < DIGEST_COUNT; i++) {
        struct digests one;

        ok = digest_run_finish(&w.run[i], &one) && ok;
        out->of[i] = one.of[i];
        digest_run_release(&w.run[i]);
    }
    if (st == ST_OK && !ok)
        st = diag_set(diag, ST_NOMEM, 0, "libcrypto could not hash the package");
    return st;
}

static enum status msi_digest(const struct subject *s UNUSED, const struct found *found,
                              struct digester *g, unsigned set, struct digests *out,
                              struct diag *diag)
{
    struct msi_state *state = found->state;
    struct diag why = { .offset = 0 };
    enum status st = ST_OK;

    for (size_t i = 0; i < DIGEST_COUNT; i++)
        state->prehash.of[i].algorithm = DIGEST_NONE;
    if (!state->is_readable)
        return ST_OK;
    if (state->has_extra)
        st = walk_tree(state, g, set, NULL, &state->prehash, &why);
    if (st == ST_OK)
        st = walk_tree(state, g, set, &state->prehash, out, &why);
    if (st == ST_OK || st == ST_NOMEM || st == ST_IO)
        return st == ST_OK ? ST_OK : diag_set(diag, st, 0, "%s", why.text);
    /* A broken stream has no digest, so nothing fits it. */
    for (size_t i = 0; i < DIGEST_COUNT; i++)
        out->of[i].algorithm = DIGEST_NONE;
    return ST_OK;
}

static void msi_check(const struct subject *s UNUSED, struct found *found,
                      struct digester *g UNUSED, const struct spc_content *content,
                      size_t i UNUSED, struct content_check *check)
{
    const struct msi_state *state = found->state;
    bool fits = true;

    if (state->has_extra && content->algorithm < DIGEST_COUNT)
        fits = str_eq(state->extra, digest_str(&state->prehash.of[content->algorithm]));
    if (check->digest_ok && !fits) {
        check->digest_ok = false;
        check->problem = "names, sizes or dates in the package are not those signed";
    }
    if (check->digest_ok && !str_eq(sip_id(content->data_value), sip_msi)) {
        check->digest_ok = false;
        check->problem = "the signed content describes another kind of file";
    }
}

const struct container container_msi = {
    .name = "msi",
    .summary = "packages, patches and transforms of Windows Installer",
    .source = "[MS-CFB]; the digest as observed in signed packages",
    .bid = msi_bid,
    .find_signature = msi_find_signature,
    .digest = msi_digest,
    .check = msi_check,
};
