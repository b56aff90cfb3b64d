/*
 * forged.c MANIFEST - judge every forged case and compare with the manifest, in TAP.
 *
 * A line of the manifest is `name verdict findings`, findings joined by commas or `-`,
 * and a reason behind `#`; or `name skip  # why`. A case that only other tools can make
 * is left to independent.py. Verdict and findings must be exactly these, save that a
 * missing revocation list is remarked everywhere; the table of the forge must say the
 * same; and every case of the table must be in the manifest.
 */
#include "base/base.h"

#include <stdio.h>

#include "base/buf.h"
#include "forge/forge.h"
#include "os/file.h"
#include "signature/catalog.h"
#include "signature/verify.h"

enum { MANIFEST_MAX = 1 << 20, WORDS_MAX = 1024 };

struct run {
    struct forge *forge;
    size_t number;
    size_t nfailed;
};

static void report(struct run *run, bool is_good, struct str name, const char *remark)
{
    run->number++;
    run->nfailed += !is_good;
    printf("%sok %zu - %.*s%s\n", is_good ? "" : "not ", run->number, STR_ARG(name),
           remark);
}

/* "a,b" of what was found; remarks about absent revocation lists are left out. */
static void list_findings(const struct findings *f, struct buf *out)
{
    enum finding sorted[FINDING_COUNT];
    size_t n = findings_sorted(f, sorted);

    buf_reset(out);
    for (size_t i = 0; i < n; i++) {
        if (sorted[i] == FINDING_REVOCATION_NOT_CHECKED)
            continue;
        if (out->n)
            buf_add_char(out, ',');
        buf_add_cstr(out, finding_word(sorted[i]));
    }
    if (out->n == 0)
        buf_add_char(out, '-');
}

/* The same of the forge's own table. */
static void list_words(const char *words, struct buf *out)
{
    buf_reset(out);
    for (; *words; words++)
        buf_add_char(out, (char)(*words == ' ' ? ',' : *words));
    if (out->n == 0)
        buf_add_char(out, '-');
}

struct judgement {
    struct file_result result;
    enum verdict verdict;
    struct buf findings;
};

/* What a case needs besides the file. */
struct surroundings {
    struct trust *trust;
    struct catalogs *catalogs;
    struct verify_options options; /* the verifier looks at them as long as it lives */
    struct verifier *verifier;
};

static enum status surround(const struct forge_case *c,
                            const struct forge_sample *sample, struct surroundings *out,
                            struct diag *diag)
{
    struct verify_options *options = &out->options;

    TRY(forge_trust(c, sample, &out->trust, diag));
    TRY(catalogs_new(&out->catalogs, diag));
    if (sample->catalog.n) {
        TRY(catalogs_add(out->catalogs, STR("given.cat"), sample->catalog, diag));
        options->catalog_lookup = catalogs_find;
        options->catalogs = out->catalogs;
        options->ncatalogs = 1;
    }
    options->now = sample->at;
    options->trust = out->trust;
    options->policy.require_revocation = c->require_revocation;
    return verifier_new(&out->verifier, options, diag);
}

static bool judge(const struct run *run, const struct forge_case *c,
                  struct judgement *out, struct diag *diag)
{
    struct forge_sample sample;
    struct surroundings around = { .trust = NULL };
    bool ok = forge_make(run->forge, c, &sample, diag) == ST_OK &&
              surround(c, &sample, &around, diag) == ST_OK;

    if (ok) {
        verify_bytes(around.verifier, sample.file, sample.bytes, &out->result);
        out->verdict = out->result.verdict;
        list_findings(&out->result.findings, &out->findings);
    }
    verifier_free(around.verifier);
    catalogs_free(around.catalogs);
    trust_free(around.trust);
    return ok;
}

static void complain(const struct judgement *j, struct str verdict, struct str findings)
{
    printf("# expected %.*s %.*s\n# got      %s %.*s\n# %.*s\n", STR_ARG(verdict),
           STR_ARG(findings), verdict_row(j->verdict)->word,
           STR_ARG(buf_str(&j->findings)), STR_ARG(j->result.detail));
}

/* Does the forge's own table say what the manifest says? */
static bool agrees(const struct forge_case *c, struct str verdict, struct str findings)
{
    struct buf words;
    bool ok;

    buf_init(&words, WORDS_MAX);
    list_words(c->findings, &words);
    ok =
        str_eq(verdict, str_from_cstr(c->verdict)) && str_eq(findings, buf_str(&words));
    if (!ok)
        printf("# the forge says %s %.*s\n", c->verdict, STR_ARG(buf_str(&words)));
    buf_release(&words);
    return ok;
}

static void run_case(struct run *run, const struct forge_case *c, struct str verdict,
                     struct str findings)
{
    struct judgement j = { .verdict = VERDICT_VALID };
    struct diag diag = { .offset = 0 };
    bool ok;

    buf_init(&j.findings, WORDS_MAX);
    if (!judge(run, c, &j, &diag)) {
        report(run, false, str_from_cstr(c->name), "");
        printf("# %s\n", diag.text);
    } else {
        ok = str_eq(verdict, str_from_cstr(verdict_row(j.verdict)->word)) &&
             str_eq(findings, buf_str(&j.findings));
        if (!ok)
            complain(&j, verdict, findings);
        ok = agrees(c, verdict, findings) && ok;
        report(run, ok, str_from_cstr(c->name), "");
        file_result_release(&j.result);
    }
    buf_release(&j.findings);
}

static struct str next_word(struct str *line)
{
    *line = str_trim(*line);
    return str_cut(line, ' ');
}

static void run_line(struct run *run, struct str line, bool *is_listed)
{
    struct str reason = line;
    struct str rest = str_trim(str_cut(&reason, '#'));
    struct str name = next_word(&rest), verdict = next_word(&rest);
    char text[64], remark[200];
    const struct forge_case *c;

    if (name.n == 0)
        return;
    snprintf(text, sizeof text, "%.*s", STR_ARG(name));
    c = forge_find(text);
    if (c)
        is_listed[c - forge_case_table] = true;
    if (str_eq(verdict, STR("skip"))) {
        snprintf(remark, sizeof remark, " # SKIP %.*s", STR_ARG(str_trim(reason)));
        report(run, true, name, remark);
        return;
    }
    if (!c) {
        report(run, true, name, " # SKIP made by other tools only (independent.py)");
        return;
    }
    run_case(run, c, verdict, str_trim(rest));
}

int main(int argc, char **argv)
{
    struct run run = { .number = 0 };
    struct diag diag = { .offset = 0 };
    bool *is_listed = calloc(forge_case_count, 1);
    struct str manifest, rest;

    if (argc != 2 || !is_listed ||
        file_load(argv[1], MANIFEST_MAX, &manifest, &diag) != ST_OK ||
        forge_new(&run.forge, STR("countersign"), &diag) != ST_OK) {
        printf("Bail out! %s\n", diag.text);
        return 1;
    }
    for (rest = manifest; rest.p;)
        run_line(&run, str_cut(&rest, '\n'), is_listed);
    for (size_t i = 0; i < forge_case_count; i++)
        if (!is_listed[i]) {
            report(&run, false, str_from_cstr(forge_case_table[i].name), "");
            printf("# the manifest does not list it\n");
        }
    printf("1..%zu\n", run.number);
    free((void *)(uintptr_t)manifest.p);
    free(is_listed);
    forge_free(run.forge);
    return run.nfailed != 0;
}
