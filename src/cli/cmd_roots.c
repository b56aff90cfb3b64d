/*
 * cmd_roots.c - countersign roots: whose signatures are trusted?
 */
#include "base/base.h"

#include "cli/command.h"
#include "cli/console.h"
#include "cli/roots_fetch.h"
#include "cli/roots_store.h"
#include "os/file.h"
#include "os/write.h"

enum { INPUT_MAX = 64 * 1024 * 1024, TEXT_MAX = 64 * 1024 * 1024 };

#define MICROSOFT \
    "http://ctldl.windowsupdate.com/msdownload/update/v3/static/trustedr/en"

enum roots_option { ROOTS_ANCHOR, ROOTS_FROM, ROOTS_STORE };

static const struct option options[] = {
    [ROOTS_ANCHOR] = { 0, "anchor", OPTION_LIST, "FILE",
                       "import, fetch: believe trust lists under this root, beside "
                       "Microsoft's" },
    [ROOTS_FROM] = { 0, "from", OPTION_TEXT, "URL",
                     "fetch: the folder with authrootstl.cab, disallowedcertstl.cab and "
                     "the certificates; default: Microsoft's" },
    [ROOTS_STORE] = { 'o', "store", OPTION_TEXT, "FILE",
                      "the index to read or replace; default: that which verify uses" },
    { 0, NULL, OPTION_FLAG, NULL, NULL },
};

/* Give a file's bytes to `add`. */
static enum status with_file(const char *path, struct trust_import *im, bool is_anchor,
                             struct diag *diag)
{
    struct diag why = { .offset = 0 };
    struct str bytes;
    enum status st;

    TRY(file_load(path, INPUT_MAX, &bytes, diag));
    st = is_anchor ? trust_import_anchor(im, bytes, &why)
                   : trust_import_add(im, str_from_cstr(path), bytes, &why);
    free((void *)(uintptr_t)bytes.p);
    return st == ST_OK ? ST_OK
                       : diag_set(diag, st, why.offset, "%s: %s", path, why.text);
}

static enum status add_anchors(struct trust_import *im, const struct arguments *args,
                               struct diag *diag)
{
    const char *const *path = args->list[ROOTS_ANCHOR];

    for (size_t i = 0; path[i]; i++)
        TRY(with_file(path[i], im, true, diag));
    return ST_OK;
}

static enum status import_files(struct trust_import *im, const struct arguments *args,
                                struct diag *diag)
{
    if (args->noperands < 2)
        return diag_set(diag, ST_SYNTAX, 0, "roots import: no file");
    for (size_t i = 1; i < args->noperands; i++)
        TRY(with_file(args->operand[i], im, false, diag));
    return ST_OK;
}

static enum status fetch_files(struct trust_import *im, const struct arguments *args,
                               struct diag *diag)
{
    const char *from = args->text[ROOTS_FROM];

    return roots_fetch(im, from ? from : MICROSOFT, args->console, diag);
}

static enum status replace(const struct arguments *args,
                           enum status (*fill)(struct trust_import *im,
                                               const struct arguments *args,
                                               struct diag *diag),
                           struct diag *diag)
{
    struct trust_import *im;
    enum status st;

    TRY(trust_import_new(&im, diag));
    st = add_anchors(im, args, diag);
    if (st == ST_OK)
        st = fill(im, args, diag);
    if (st == ST_OK)
        st = roots_store_replace(im, args->text[ROOTS_STORE], args->console, diag);
    trust_import_free(im);
    return st;
}

static void add_usages(struct buf *out, unsigned set)
{
    buf_add_cstr(out, set & TRUST_CODE_SIGNING ? "code" : "-");
    buf_add_cstr(out, set & TRUST_TIME_STAMPING ? "\ttime" : "\t-");
}

static void add_date(struct buf *out, int64_t date)
{
    char text[ASN1_TIME_TEXT];

    buf_add_char(out, '\t');
    buf_add_cstr(out, date == TIME_NONE ? "-" : asn1_time_text(date, text));
}

/* SHA-1, usages, the two dates, whether the certificate is at hand, name. */
static void add_root(struct buf *out, const struct trust_entry *e, struct arena *arena)
{
    struct str name = e->name.n ? e->name : cert_name_text(e->cert.subject, arena);

    for (size_t i = 0; i < sizeof e->sha1; i++)
        buf_printf(out, "%02x", (unsigned)e->sha1[i]);
    buf_add_char(out, '\t');
    add_usages(out, e->allowed & ~e->denied);
    add_date(out, e->disabled);
    add_date(out, e->not_before);
    buf_add_cstr(out, e->cert.der.n ? "\there\t" : "\tmissing\t");
    for (size_t i = 0; i < name.n; i++)
        buf_add_char(out, name.p[i] < ' ' && name.p[i] >= 0 ? ' ' : name.p[i]);
    buf_add_char(out, '\n');
}

static enum status print_roots(const struct trust *t, struct diag *diag)
{
    struct output_file out;
    struct arena arena;
    struct buf text;
    enum status st;

    arena_init(&arena, TEXT_MAX);
    buf_init(&text, TEXT_MAX);
    buf_add_cstr(&text, "sha1\tcode\ttime\tdisabled\tnot_before\tcertificate\tname\n");
    for (size_t i = 0; i < trust_count(t); i++)
        if (trust_at(t, i)->is_root)
            add_root(&text, trust_at(t, i), &arena);
    output_stdout(&out);
    st = output_write(&out, buf_str(&text), diag);
    if (st == ST_OK || out.is_broken)
        st = output_commit(&out, diag);
    buf_release(&text);
    arena_release(&arena);
    return st;
}

static enum status list_roots(const struct arguments *args, struct diag *diag)
{
    const char *path = args->text[ROOTS_STORE];
    struct trust *t = NULL;
    struct buf usual;
    enum status st;

    buf_init(&usual, TEXT_MAX);
    roots_store_path(&usual);
    if (!path && usual.n > 1)
        path = usual.p;
    st = path ? trust_new(&t, diag)
              : diag_set(diag, ST_IO, 0, "no place for roots: set HOME or give -o");
    if (st == ST_OK)
        st = trust_add_path(t, path, diag);
    if (st == ST_OK)
        st = trust_seal(t, diag);
    if (st == ST_OK)
        st = print_roots(t, diag);
    trust_free(t);
    buf_release(&usual);
    return st;
}

static int roots_run(const struct command *self UNUSED, const struct arguments *args)
{
    const char *verb = args->noperands ? args->operand[0] : "";
    struct diag diag = { .offset = 0 };
    enum status st;

    if (strcmp(verb, "import") == 0)
        st = replace(args, import_files, &diag);
    else if (strcmp(verb, "fetch") == 0)
        st = replace(args, fetch_files, &diag);
    else if (strcmp(verb, "list") == 0)
        st = list_roots(args, &diag);
    else
        st = diag_set(&diag, ST_SYNTAX, 0,
                      "roots: say what to do: import FILE…, fetch, or list");
    return st == ST_OK ? EXIT_CLEAN : console_fail(args->console, &diag);
}

const struct command command_roots = {
    .name = "roots",
    .group = GROUP_FIND,
    .summary = "Import, fetch or list the roots that 'verify' trusts.",
    .usage = "countersign roots import|fetch|list [OPTIONS] [FILE…]",
    .details =
        "'import' reads Microsoft's trust lists (authroot.stl, disallowedcert.stl, or the "
        "cabinets they come in) and certificates in PEM or DER, checks who signed the "
        "lists, and keeps the roots with their usages and dates in one index. A list "
        "holds no certificates, so give both. Certificates alone are trusted for "
        "everything.\n"
        "\n"
        "'fetch' gets lists and certificates from Microsoft, or from --from URL. Either "
        "all of it arrives and replaces the index in one step, or the index stays as it "
        "was.\n"
        "\n"
        "'list' prints the roots: SHA-1, usages, the date from which the list disables "
        "the root, that from which it accepts nothing new, whether the certificate is at "
        "hand, and the name.",
    .examples = "  countersign roots fetch\n"
                "  countersign roots import authrootstl.cab roots.pem\n"
                "  countersign roots list | grep Microsoft\n",
    .options = options,
    .run = roots_run,
};
