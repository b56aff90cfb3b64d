#include "base/base.h"

#include <stdio.h>

#include "forge/der_write.h"
#include "forge/graft.h"
#include "forge/kit.h"
#include "forge/telemetry.h"
#include "signature/verdict.h"
#include "text/base64.h"
#include "text/json_text.h"

enum {
    TEXT_MAX = 1 << 24,
    PEM_LINE = 64,
    STEP_MS = 60 * 1000,
};

struct making {
    struct forge *f;
    const struct kit_order *order;
    struct kit *kit;
    struct diag *diag;
    struct buf text; /* of the file being composed */
};

/* ---- files ---- */

/* Add a file of `bytes`, which the forge owns. */
static enum status add(struct making *m, const char *folder, struct str name,
                       const char *suffix, struct str bytes)
{
    struct str parts[] = {
        str_from_cstr(folder), name, str_from_cstr(suffix), { "", 1 }
    };
    struct str path = der_join(&m->f->arena, 0, parts, countof(parts));

    if (m->kit->n == KIT_FILES_MAX)
        return diag_set(m->diag, ST_LIMIT, 0, "more than %d files", KIT_FILES_MAX);
    if (!path.p || !bytes.p)
        return diag_set(m->diag, ST_NOMEM, 0, "out of memory");
    m->kit->file[m->kit->n++] = (struct kit_file){ path.p, bytes };
    return ST_OK;
}

/* Add what was composed in m->text, and begin anew. */
static enum status add_text(struct making *m, const char *folder, struct str name,
                            const char *suffix)
{
    struct str bytes = str_dup(&m->f->arena, buf_str(&m->text));
    bool failed = m->text.failed;

    buf_reset(&m->text);
    if (failed)
        return diag_set(m->diag, ST_NOMEM, 0, "out of memory");
    return add(m, folder, name, suffix, bytes);
}

static enum status add_pem(struct making *m, const char *folder, const char *name,
                           const char *label, struct str der)
{
    struct buf base64;
    struct str rest;

    buf_init(&base64, TEXT_MAX);
    base64_add(&base64, der);
    buf_printf(&m->text, "-----BEGIN %s-----\n", label);
    for (rest = buf_str(&base64); rest.n; rest = str_slice(rest, PEM_LINE, rest.n)) {
        buf_add(&m->text, str_slice(rest, 0, PEM_LINE));
        buf_add_char(&m->text, '\n');
    }
    buf_printf(&m->text, "-----END %s-----\n", label);
    m->text.failed |= base64.failed;
    buf_release(&base64);
    return add_text(m, folder, str_from_cstr(name), ".pem");
}

/* What all files are judged with. */
static enum status add_trust(struct making *m)
{
    const struct forge_cert *root = pki_cert(m->f, "root");

    if (!root)
        return diag_set(m->diag, ST_UNSUPPORTED, 0, "libcrypto refused a key");
    TRY(add_pem(m, "roots/", "forged-root", "CERTIFICATE", root->der));
    for (size_t i = 0; i < SCENARIO_CRLS; i++) {
        char name[32];

        (void)snprintf(name, sizeof name, "forged-%s", scenario_crl[i].issuer);
        TRY(add_pem(m, "crls/", name, "X509 CRL", pki_crl(m->f, &scenario_crl[i])));
    }
    return ST_OK;
}

/* ---- what to expect ---- */

/* The class that a hunt gives to what sensors say of a verdict; "" for no finding. */
static const char *hunt_class(const char *verdict)
{
    static const struct {
        uint32_t flag;
        const char *word;
    } classes[] = { { SIGN_HASH_MISMATCH, "hash_mismatch" },
                    { SIGN_CERT_REVOKED, "revoked" },
                    { SIGN_CERT_EXPIRED, "expired" },
                    { SIGN_INVALID_SIGN_CHAIN | SIGN_FAILED_CERT_CHECK, "untrusted" } };
    uint32_t flags = verdict_row(verdict_from_word(verdict))->sign_info_flags;

    for (size_t i = 0; i < countof(classes); i++)
        if (flags & classes[i].flag)
            return classes[i].word;
    return "";
}

static bool is_grafted_from_users(const struct making *m, const struct scenario *s)
{
    return strcmp(s->made.name, "sigthief") == 0 &&
           (m->order->donor.path || m->order->target.path);
}

/* How a user's program is laid out decides which other findings it gets. */
static const char *findings_of(const struct making *m, const struct scenario *s)
{
    return is_grafted_from_users(m, s) ? "donor_digest" : s->made.findings;
}

static void expect(struct making *m, const struct scenario *s, struct str file)
{
    struct str rest = str_from_cstr(findings_of(m, s));
    const char *between = "";

    buf_add(&m->text, STR("{\"case\":"));
    json_add_string(&m->text, str_from_cstr(s->made.name));
    buf_add(&m->text, STR(",\"file\":"));
    json_add_string(&m->text, file);
    buf_printf(&m->text, ",\"verdict\":\"%s\",\"hunt\":\"%s\",\"findings\":[",
               s->made.verdict, hunt_class(s->made.verdict));
    while (rest.n) {
        struct str word = str_cut(&rest, ' ');

        buf_printf(&m->text, "%s\"%.*s\"", between, STR_ARG(word));
        between = ",";
    }
    buf_add(&m->text, STR("]}\n"));
}

static const char opening[] =
    "# Forged programs\n\n"
    "Made by `countersign forge` to test verifiers and detections. The programs print "
    "one line and exit; the\n"
    "certificates are invented, their keys thrown away or, with `--seed`, known to "
    "anybody who knows the seed.\n"
    "Never trust the root of this folder on a machine that matters. The telemetry is "
    "synthetic and says so.\n\n"
    "```sh\n"
    "countersign verify --roots roots --crl crls --catalogs catalogs programs\n"
    "countersign hunt --roots roots --crl crls --catalogs catalogs programs\n"
    "countersign hunt telemetry/falcon          # or telemetry/windows, "
    "telemetry/windows-xml: the same events in each\n"
    "```\n\n"
    "A verifier must give each file in `programs/` this verdict, and a hunt must find "
    "exactly those with a word in the\n"
    "third column. `expected.ndjson` says the same for programs.\n\n"
    "| case | verdict | hunt finds | findings of the verifier |\n"
    "| --- | --- | --- | --- |\n";

static enum status add_readme(struct making *m)
{
    buf_add(&m->text, STR(opening));
    for (size_t i = 0; i < m->order->nscenarios; i++) {
        const struct forge_case *c = &m->order->scenario[i]->made;
        const char *found = hunt_class(c->verdict);

        buf_printf(&m->text, "| %s | `%s` | %s | %s |\n", c->name, c->verdict,
                   found[0] ? found : "nothing", findings_of(m, m->order->scenario[i]));
    }
    for (size_t i = 0; i < m->order->nscenarios; i++) {
        const struct scenario *s = m->order->scenario[i];

        buf_printf(&m->text, "\n## %s\n\n%s.\n%s\n", s->made.name, s->made.shows,
                   s->story);
    }
    return add_text(m, "", STR("README"), ".md");
}

/* ---- one scenario ---- */

static struct str base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return str_from_cstr(slash ? slash + 1 : path);
}

/* Graft with what the user gave; what is missing comes from the forge. */
static enum status graft_users(struct making *m, struct forge_sample *sample)
{
    const struct kit_order *o = m->order;
    struct kit_program donor = o->donor, target = o->target;
    struct forge_sample valid;

    TRY(forge_make(m->f, &scenario_find("valid")->made, &valid, m->diag));
    if (!donor.path)
        donor = (struct kit_program){ "valid.exe", valid.bytes };
    if (!target.path)
        target = (struct kit_program){
            "sigthief.exe", pe_program(m->f, &scenario_find("sigthief")->made.program)
        };
    TRY(graft(m->f, donor.bytes, donor.path, target.bytes, target.path, &sample->bytes,
              m->diag));
    sample->file = base_name(target.path);
    return ST_OK;
}

static enum status make_sample(struct making *m, const struct scenario *s,
                               struct forge_sample *sample)
{
    if (is_grafted_from_users(m, s)) {
        *sample = (struct forge_sample){ .ncrls = 0 };
        return graft_users(m, sample);
    }
    TRY(forge_make(m->f, &s->made, sample, m->diag));
    if (!s->made.file)
        sample->file = DER(&m->f->arena, 0, str_from_cstr(s->made.name), STR(".exe"));
    return ST_OK;
}

static enum status add_telemetry(struct making *m, const struct sighting *s)
{
    struct str name = str_from_cstr(s->scenario->made.name);

    telemetry_falcon(m->f, s, &m->text);
    TRY(add_text(m, "telemetry/falcon/", name, ".ndjson"));
    telemetry_windows(m->f, s, TELEMETRY_JSON, &m->text);
    TRY(add_text(m, "telemetry/windows/", name, ".ndjson"));
    telemetry_windows(m->f, s, TELEMETRY_XML, &m->text);
    return add_text(m, "telemetry/windows-xml/", name, ".xml");
}

static enum status add_scenario(struct making *m, size_t i, struct buf *expected)
{
    const struct scenario *s = m->order->scenario[i];
    struct sighting sighting = { .scenario = s,
                                 .host = m->order->host[i % m->order->nhosts],
                                 .time_ms = m->order->time_ms + (int64_t)i * STEP_MS };
    struct forge_sample sample;

    TRY(make_sample(m, s, &sample));
    expect(m, s, sample.file);
    buf_add(expected, buf_str(&m->text));
    buf_reset(&m->text);
    TRY(add(m, "programs/", sample.file, "", sample.bytes));
    if (sample.catalog.n)
        TRY(add(m, "catalogs/", str_from_cstr(s->made.name), ".cat", sample.catalog));
    sighting.file = sample.file;
    sighting.bytes = sample.bytes;
    return add_telemetry(m, &sighting);
}

static enum status add_hosts(struct making *m)
{
    for (size_t i = 0; i < m->order->nhosts; i++)
        telemetry_host(m->f, m->order->host[i], m->order->time_ms, &m->text);
    return add_text(m, "telemetry/falcon/aidmaster/", STR("hosts"), ".ndjson");
}

static enum status add_all(struct making *m, struct buf *expected)
{
    TRY(add_readme(m));
    TRY(add_trust(m));
    TRY(add_hosts(m));
    for (size_t i = 0; i < m->order->nscenarios; i++)
        TRY(add_scenario(m, i, expected));
    buf_add(&m->text, buf_str(expected));
    m->text.failed |= expected->failed;
    return add_text(m, "", STR("expected"), ".ndjson");
}

enum status kit_make(struct forge *f, const struct kit_order *order, struct kit *out,
                     struct diag *diag)
{
    struct making m = { .f = f, .order = order, .kit = out, .diag = diag };
    struct buf expected;
    enum status st;

    out->n = 0;
    buf_init(&m.text, TEXT_MAX);
    buf_init(&expected, TEXT_MAX);
    st = add_all(&m, &expected);
    if (st == ST_OK && (f->failed || f->arena.failed))
        st = diag_set(diag, ST_UNSUPPORTED, 0, "libcrypto refused a key or digest");
    buf_release(&expected);
    buf_release(&m.text);
    return st;
}
