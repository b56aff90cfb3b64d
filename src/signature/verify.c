#include "base/base.h"

#include "os/file.h"
#include "signature/judge.h"
#include "signature/pass.h"

struct verifier {
    const struct verify_options *options; /* borrowed */
    struct digester *digester;
    struct keyring *ring;
    struct signer_memory catalogs;
    char *buffer; /* VERIFY_PIECE bytes */
};

enum status verifier_new(struct verifier **out, const struct verify_options *o,
                         struct diag *diag)
{
    struct verifier *v = calloc(1, sizeof *v);
    enum status st = ST_OK;

    *out = NULL;
    if (!v)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    v->options = o;
    v->buffer = malloc(VERIFY_PIECE);
    if (!v->buffer)
        st = diag_set(diag, ST_NOMEM, 0, "out of memory");
    if (st == ST_OK)
        st = digester_new(&v->digester, diag);
    if (st == ST_OK)
        st = keyring_new(&v->ring, v->digester, diag);
    if (st != ST_OK) {
        verifier_free(v);
        return st;
    }
    *out = v;
    return ST_OK;
}

void verifier_free(struct verifier *v)
{
    if (!v)
        return;
    keyring_free(v->ring);
    digester_free(v->digester);
    free(v->buffer);
    free(v);
}

/* The signatures of one file on their way from bytes to reports. */
struct work {
    struct judge j;
    struct found *found;
    struct parsed *parsed;
    size_t n;
    unsigned checks_left;
};

/* Parse what `blob` holds, then the signatures nested in it: one level, 16 at most. */
static enum status parse_nested(struct work *w, size_t parent, struct diag *diag)
{
    const struct parsed *outer = &w->parsed[parent];
    const struct signer_info *signer = &outer->cms->signer;
    size_t followed = 0;

    for (size_t i = 0; i < signer->nunsigned; i++) {
        const struct attribute *a = &signer->unsigned_attribute[i];
        struct der_error error;
        struct der d = der_init(&error, a->values);

        while (a->oid == OID_SPC_NESTED_SIGNATURE && !der_at_end(&d)) {
            struct parsed *p = &w->parsed[w->n];
            struct str der = d.rest;

            (void)der_next(&d);
            der.n -= d.rest.n;
            if (followed++ >= VERIFY_NESTED_MAX || w->n >= VERIFY_SIGNATURES_MAX)
                continue;
            *p = (struct parsed){ .role = ROLE_NESTED, .parent = parent };
            if (outer->blob && outer->blob->contiguous)
                p->offset = outer->offset + (size_t)(der.p - outer->der.p);
            TRY(judge_parse(&w->j, der, p, diag));
            w->n++;
        }
    }
    if (followed)
        finding_add(&w->found->findings, FINDING_NESTED, "%zu", followed);
    if (followed > VERIFY_NESTED_MAX)
        finding_add(&w->found->findings, FINDING_TOO_MANY_NESTED, "%zu of %zu followed",
                    (size_t)VERIFY_NESTED_MAX, followed);
    return ST_OK;
}

static enum status parse_all(struct work *w, struct diag *diag)
{
    size_t nblobs = w->found->nblobs;

    w->parsed = arena_new_array(w->j.arena, struct parsed, VERIFY_SIGNATURES_MAX);
    if (!w->parsed)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    for (size_t i = 0; i < nblobs; i++) {
        const struct signature_blob *blob = &w->found->blob[i];

        w->parsed[i] = (struct parsed){ .role = i ? ROLE_ADDITIONAL : ROLE_PRIMARY,
                                        .parent = i,
                                        .blob = blob,
                                        .offset = blob->offset };
        TRY(judge_parse(&w->j, blob->der, &w->parsed[i], diag));
        w->n++;
    }
    for (size_t i = 0; i < nblobs; i++)
        if (w->parsed[i].cms)
            TRY(parse_nested(w, i, diag));
    return ST_OK;
}

/* The digests that anybody will ask for. */
static unsigned wanted_digests(const struct work *w)
{
    unsigned set = w->j.options->digests | DIGEST_BIT(DIGEST_SHA256);

    for (size_t i = 0; i < w->n; i++)
        if (w->parsed[i].spc.algorithm < DIGEST_COUNT)
            set |= DIGEST_BIT(w->parsed[i].spc.algorithm);
    return set;
}

static enum status prepare(struct work *w, struct diag *diag)
{
    const struct container *container = w->j.container;
    struct spc_content *content;

    if (!container->prepare)
        return ST_OK;
    content = arena_new_array(w->j.arena, struct spc_content, w->n + 1);
    if (!content)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    for (size_t i = 0; i < w->n; i++)
        content[i] = w->parsed[i].spc;
    return container->prepare(w->j.subject, w->found, content, w->n, diag);
}

static enum status judge_all(struct work *w, struct file_result *r, struct diag *diag)
{
    r->signature = arena_new_array(w->j.arena, struct signature_report, w->n + 1);
    if (!r->signature)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    for (; r->nsignatures < w->n; r->nsignatures++) {
        size_t i = r->nsignatures;
        const struct parsed *p = &w->parsed[i];

        TRY(judge_signature(&w->j, p, i, p->parent == i ? NULL : &w->parsed[p->parent],
                            &r->signature[i], diag));
        if (p->role == ROLE_NESTED && r->signature[i].verdict != VERDICT_VALID)
            finding_add(&r->signature[p->parent].findings, FINDING_NESTED_INVALID,
                        "signature %zu is %s", i + 1,
                        verdict_row(r->signature[i].verdict)->word);
        if (!p->cms && p->role == ROLE_PRIMARY)
            finding_add(&w->found->findings, FINDING_CERTIFICATE_TABLE_UNREADABLE,
                        "%.*s", STR_ARG(p->why_not));
    }
    return ST_OK;
}

/* Falcon's mask: the verdict's bits and what it adds for Microsoft, catalogs, roots. */
static uint32_t sign_info_flags(const struct file_result *r)
{
    const struct signature_report *s = r->nsignatures ? &r->signature[0] : NULL;
    uint32_t flags = verdict_row(r->verdict)->sign_info_flags;
    const struct cert_report *signer = s && s->nchain ? &s->chain[0] : NULL;

    if (s && s->role == ROLE_CATALOG && r->verdict == VERDICT_VALID)
        flags = SIGN_HAS_VALID_SIGNATURE | SIGN_CAT_SIGNED | SIGN_NO_EMBEDDED_CERT;
    if (signer && s->nchain == 1 && s->findings.has[FINDING_SELF_SIGNED])
        flags |= SIGN_SELF_SIGNED;
    if (r->findings.has[FINDING_FLIGHT_ROOT])
        flags |= SIGN_FLIGHT_ROOT;
    if (signer && s->has_microsoft_root &&
        str_eq(signer->organization, STR("Microsoft Corporation")))
        flags |= SIGN_MS_SIGNED;
    return flags;
}

/* The first signature decides; without one the container's own words do. */
static void conclude(struct file_result *r, const struct found *found)
{
    const struct signature_report *s = r->nsignatures ? &r->signature[0] : NULL;

    findings_merge(&r->findings, &found->findings);
    if (found->is_malformed) {
        r->verdict = VERDICT_MALFORMED;
        r->detail = str_from_cstr(found->malformed ? found->malformed : "");
    } else if (s) {
        r->verdict = s->verdict;
        r->detail = s->detail;
        r->digest_ok = s->digest_ok;
        r->signature_ok = s->signature_ok;
        r->is_trusted = s->is_trusted;
        findings_merge(&r->findings, &s->findings);
    } else {
        r->verdict = VERDICT_UNSIGNED;
        r->detail = STR("no embedded signature; no catalog was given");
    }
}

/*
 * Catalogs list programs by their Authenticode digest, with or without padding, and
 * other files by the digest of all bytes.
 */
static bool is_listed(const struct work *w, const struct file_result *r,
                      const struct digests *whole, struct catalog_hit *hit)
{
    const struct verify_options *o = w->j.options;

    return o->catalog_lookup(o->catalogs, &r->authentihash, hit) ||
           o->catalog_lookup(o->catalogs, &r->authentihash_padded, hit) ||
           o->catalog_lookup(o->catalogs, whole, hit);
}

/* An unsigned file may be listed in a catalog, whose signature then is the file's. */
static enum status try_catalogs(struct work *w, struct file_result *r,
                                const struct digests *whole, struct diag *diag)
{
    struct catalog_hit hit;

    if (!w->j.options->catalog_lookup || w->n > 0 || w->found->is_malformed)
        return ST_OK;
    if (!is_listed(w, r, whole, &hit)) {
        r->detail =
            report_text(w->j.arena, "no embedded signature; not in %zu catalogs",
                        w->j.options->ncatalogs);
        return ST_OK;
    }
    w->j.content_type = OID_MS_CTL;
    w->parsed[0] = (struct parsed){ .role = ROLE_CATALOG };
    TRY(judge_parse(&w->j, hit.der, &w->parsed[0], diag));
    w->n = 1;
    r->catalog = str_dup(w->j.arena, hit.path);
    finding_add(&r->findings, FINDING_CATALOG, "%.*s", STR_ARG(hit.path));
    TRY(judge_all(w, r, diag));
    conclude(r, w->found);
    return ST_OK;
}

/* A file that no container recognises can still be listed in a catalog. */
static enum status verify_other(struct work *w, const struct pass *pass,
                                struct file_result *r, struct diag *diag)
{
    r->state = FILE_NOT_SIGNABLE;
    if (!w->j.options->hash_others && !w->j.options->catalog_lookup)
        return ST_OK;
    TRY(pass_run(pass, &r->sha256, &r->authentihash, &r->authentihash_padded, diag));
    if (!w->j.options->catalog_lookup)
        return ST_OK;
    TRY(parse_all(w, diag));
    TRY(try_catalogs(w, r, pass->whole, diag));
    if (w->n == 0)
        return ST_OK;
    r->state = FILE_JUDGED;
    r->container = "other";
    attribute_file(&w->j, w->parsed, r);
    return r->arena.failed ? diag_set(diag, ST_NOMEM, 0, "out of memory") : ST_OK;
}

/*
 * 1. Who bids for the file? 2. Where are its signatures? 3. Parse them, to know the
 * digests. 4. Read the file once. 5. Judge each signature. 6. The first decides.
 */
static enum status verify_subject(struct verifier *v, struct subject *s,
                                  struct file_result *r, struct diag *diag)
{
    struct work w = { .checks_left = CHAIN_CHECKS_MAX };
    struct digests whole = { 0 };
    struct pass pass = { .subject = s,
                         .container = container_for(s),
                         .digester = v->digester,
                         .buffer = v->buffer,
                         .cap = VERIFY_PIECE,
                         .on_read = v->options->on_read,
                         .on_read_context = v->options->on_read_context,
                         .whole = v->options->catalog_lookup ? &whole : NULL };

    w.found = arena_new(&r->arena, struct found);
    if (!w.found)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    findings_init(&w.found->findings, &r->arena);
    w.found->link_time = TIME_NONE;
    pass.found = w.found;
    r->size = s->size;
    w.j = (struct judge){ .options = v->options,
                          .digester = v->digester,
                          .ring = v->ring,
                          .catalogs = &v->catalogs,
                          .arena = &r->arena,
                          .checks_left = &w.checks_left,
                          .subject = s,
                          .container = pass.container,
                          .found = w.found,
                          .digests = &r->authentihash };
    if (!pass.container)
        return verify_other(&w, &pass, r, diag);
    r->container = pass.container->name;
    TRY(pass.container->find_signature(s, w.found, diag));
    w.j.content_type = w.found->content_type;
    TRY(parse_all(&w, diag));
    TRY(prepare(&w, diag));
    pass.set = wanted_digests(&w);
    TRY(pass_run(&pass, &r->sha256, &r->authentihash, &r->authentihash_padded, diag));
    TRY(judge_all(&w, r, diag));
    conclude(r, w.found);
    TRY(try_catalogs(&w, r, &whole, diag));
    r->table = w.found->table;
    r->behind_table = r->table.size ? s->size - r->table.offset - r->table.size : 0;
    r->version = w.found->version;
    r->machine = w.found->machine;
    r->link_time = w.found->link_time;
    attribute_file(&w.j, w.parsed, r);
    if (keyring_ran_out(v->ring) || r->arena.failed)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    return ST_OK;
}

static void result_init(struct file_result *r, struct str path)
{
    *r = (struct file_result){ .verdict = VERDICT_UNSIGNED,
                               .sha256 = { .algorithm = DIGEST_NONE },
                               .link_time = TIME_NONE };
    arena_init(&r->arena, VERIFY_ARENA_MAX);
    findings_init(&r->findings, &r->arena);
    r->path = str_dup(&r->arena, path);
    for (size_t i = 0; i < DIGEST_COUNT; i++) {
        r->authentihash.of[i].algorithm = DIGEST_NONE;
        r->authentihash_padded.of[i].algorithm = DIGEST_NONE;
    }
}

/* What stopped the work on one file is told in its result; the run goes on. */
static void settle(struct file_result *r, enum status st, const struct diag *why)
{
    r->windows_code = verdict_row(r->verdict)->windows_code;
    r->sign_info_flags = sign_info_flags(r);
    if (st == ST_OK)
        return;
    r->state = FILE_UNREADABLE;
    r->error = *why;
}

static enum status read_file(void *context, uint64_t offset, void *out, size_t n,
                             struct diag *diag)
{
    const struct file *f = context;
    size_t got;

    TRY(file_pread(f, out, n, offset, &got, diag));
    return got == n ? ST_OK
                    : diag_set(diag, ST_IO, 0, "%s: became shorter while it was read",
                               f->path);
}

/* The file must not change while it is read: head and digests would not fit together.
 */
static enum status check_unchanged(const struct file *f, struct file_result *r,
                                   struct diag *diag)
{
    struct file_info after;

    TRY(file_look(f->path, &after, diag));
    if (after.size == f->info.size && after.modified_ms == f->info.modified_ms)
        return ST_OK;
    r->verdict = VERDICT_MALFORMED;
    r->detail = STR("the file changed while it was read");
    return ST_OK;
}

static enum status verify_open(struct verifier *v, struct file *f,
                               struct file_result *r, struct diag *diag)
{
    struct subject s = { .path = r->path,
                         .size = f->info.size,
                         .read_at = read_file,
                         .context = f,
                         .arena = &r->arena };
    char head[SUBJECT_HEAD];

    TRY(file_pread(f, head, sizeof head, 0, &s.head.n, diag));
    s.head.p = head;
    TRY(verify_subject(v, &s, r, diag));
    return check_unchanged(f, r, diag);
}

static enum status verify_path(struct verifier *v, const char *path,
                               struct file_result *r, struct diag *diag)
{
    struct file_info info;
    enum status st;
    struct file f;

    /* Looked at first: opening a FIFO would wait for its writer. */
    TRY(file_look(path, &info, diag));
    if (info.type != FILE_REGULAR)
        return diag_set(diag, ST_UNSUPPORTED, 0, "%s: not a regular file", path);
    TRY(file_open(&f, path, diag));
    st = verify_open(v, &f, r, diag);
    file_close(&f);
    return st;
}

void verify_file(struct verifier *v, const char *path, struct file_result *out)
{
    struct diag why = { .offset = 0 };

    result_init(out, str_from_cstr(path));
    settle(out, verify_path(v, path, out, &why), &why);
}

void verify_bytes(struct verifier *v, struct str path, struct str bytes,
                  struct file_result *out)
{
    struct diag why = { .offset = 0 };
    struct subject s;

    result_init(out, path);
    subject_from_memory(&s, out->path, &bytes, &out->arena);
    settle(out, verify_subject(v, &s, out, &why), &why);
}

void file_result_release(struct file_result *r)
{
    arena_release(&r->arena);
}

void file_result_moved(struct file_result *r)
{
    r->findings.arena = &r->arena;
    for (size_t i = 0; i < r->nsignatures; i++)
        r->signature[i].findings.arena = &r->arena;
}

void file_result_name_donors(struct file_result *r, const struct known *known)
{
    for (size_t i = 0; i < r->nsignatures; i++) {
        struct signature_report *s = &r->signature[i];

        if (!s->findings.has[FINDING_DONOR_DIGEST] || s->donor.n)
            continue;
        s->donor = known_find(known, s->signed_digest, &r->arena);
        if (!s->donor.n)
            continue;
        finding_add(&s->findings, FINDING_DONOR_DIGEST, "donor=%.*s",
                    STR_ARG(s->donor));
        if (i == 0)
            finding_add(&r->findings, FINDING_DONOR_DIGEST, "donor=%.*s",
                        STR_ARG(s->donor));
    }
}
