/*
 * cmd_diff.c - countersign diff: which findings appear and disappear between two
 * versions of a query.
 */
#include "base/base.h"

#include "cli/command.h"
#include "cli/lookup.h"
#include "cli/now.h"
#include "cli/query_source.h"
#include "cli/runner.h"
#include "output/json_row.h"

enum { ROWS_MAX = 1 << 20, TEXT_MAX = 1 << 30 };

enum diff_option { DIFF_FORMAT, DIFF_INPUT };

static const struct option options[] = {
    [DIFF_FORMAT] = { 'F', "format", OPTION_TEXT, "text|json",
                      "text (default): a line a finding with - or + before it; json: an "
                      "object a line" },
    [DIFF_INPUT] = { 0, "input", OPTION_TEXT, "NAME",
                     "read the events as this format; default: by content" },
    { 0, NULL, OPTION_FLAG, NULL, NULL },
};

/* The rows of one version as JSON, sorted. */
struct version {
    struct query_source source;
    struct lookup lookup;
    struct plan_options plan_options;
    struct plan *plan;
    struct buf text; /* all rows, each with a NUL behind it */
    struct str *row;
    size_t n;
};

struct diff {
    const struct arguments *args;
    struct version version[2];
    struct runner runner;
    bool is_open;
    size_t ndifferent;
};

static enum status take_rows(void *ctx, struct batch *batch, struct diag *diag)
{
    struct version *v = ctx;

    for (uint32_t i = 0; i < batch->nsel; i++) {
        if (v->n == ROWS_MAX)
            return diag_set(diag, ST_LIMIT, 0, "%.*s: more than %d findings",
                            STR_ARG(v->source.name), ROWS_MAX);
        TRY(json_add_row(&v->text, (struct row){ batch, batch->sel[i] }, diag));
        buf_add_char(&v->text, '\0');
        v->n++;
    }
    return ST_OK;
}

static int compare(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static enum status sort_rows(struct version *v, struct diag *diag)
{
    struct str rest = buf_str(&v->text);

    v->row = calloc(v->n + 1, sizeof *v->row);
    if (v->text.failed || !v->row)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    for (size_t i = 0; i < v->n; i++)
        v->row[i] = str_cut(&rest, '\0');
    qsort(v->row, v->n, sizeof *v->row, compare);
    return ST_OK;
}

static enum status compile(struct diff *d, struct version *v, const char *path,
                           struct diag *diag)
{
    enum status st;

    buf_init(&v->text, TEXT_MAX);
    TRY(query_source_load(&v->source, path, diag));
    TRY(now_ms(&v->plan_options.now_ms, diag));
    lookup_attach(&v->lookup, &v->plan_options);
    TRY(lookup_add(&v->lookup, lookup_folder_of(path), diag));
    st = plan_new(&v->plan, v->source.text, &v->plan_options);
    if (v->plan)
        (void)query_source_complain(&v->source, &v->plan->problems, 0,
                                    d->args->console);
    return st == ST_OK ? ST_OK : diag_set(diag, st, 0, "%s: %s", path, status_text(st));
}

static enum status run(struct diff *d, struct diag *diag)
{
    const struct arguments *args = d->args;
    struct runner_options o = { .input = args->text[DIFF_INPUT],
                                .has_prefilter = true };

    if (args->noperands < 3)
        return diag_set(diag, ST_FORMAT, 0, "two queries and DATA are expected");
    for (size_t i = 0; i < 2; i++)
        TRY(compile(d, &d->version[i], args->operand[i], diag));
    o.paths = args->operand + 2;
    o.npaths = args->noperands - 2;
    TRY(runner_open(&d->runner, &o, false, args->console, diag));
    d->is_open = true;
    for (size_t i = 0; i < 2; i++) {
        struct row_output output = { &d->version[i], take_rows };

        TRY(runner_run(&d->runner, d->version[i].plan, &output, diag));
        TRY(sort_rows(&d->version[i], diag));
    }
    return ST_OK;
}

/* ---- printing ---- */

static void add_change(struct diff *d, bool is_new, struct str row, struct buf *out)
{
    const char *format = d->args->text[DIFF_FORMAT];

    d->ndifferent++;
    if (format && strcmp(format, "json") == 0)
        buf_printf(out, "{\"change\":\"%s\",\"finding\":%.*s}\n",
                   is_new ? "added" : "removed", STR_ARG(row));
    else
        buf_printf(out, "%c %.*s\n", is_new ? '+' : '-', STR_ARG(row));
}

/* Both lists are sorted: walk them side by side. */
static void add_changes(struct diff *d, struct buf *out)
{
    const struct version *old = &d->version[0], *new = &d->version[1];
    size_t i = 0, k = 0;

    while (i < old->n || k < new->n) {
        int order = i == old->n   ? 1
                    : k == new->n ? -1
                                  : str_cmp(old->row[i], new->row[k]);

        if (order < 0)
            add_change(d, false, old->row[i], out);
        else if (order > 0)
            add_change(d, true, new->row[k], out);
        i += order <= 0;
        k += order >= 0;
    }
}

static int print(struct diff *d)
{
    struct buf out;
    int printed;

    buf_init(&out, SIZE_MAX);
    add_changes(d, &out);
    printed = console_print_buf(d->args->console, &out);
    buf_release(&out);
    console_note(d->args->console, "%zu findings before, %zu now, %zu differ",
                 d->version[0].n, d->version[1].n, d->ndifferent);
    if (printed != EXIT_CLEAN)
        return printed;
    if (runner_report(&d->runner) && runner_read_nothing(&d->runner))
        return EXIT_FAILED;
    return d->ndifferent ? EXIT_FOUND : EXIT_CLEAN;
}

static int diff_run(const struct command *self UNUSED, const struct arguments *args)
{
    struct diff d = { .args = args };
    struct diag diag = { 0 };
    int result;

    result = run(&d, &diag) == ST_OK ? print(&d) : console_fail(args->console, &diag);
    for (size_t i = 0; i < countof(d.version); i++) {
        plan_free(d.version[i].plan);
        query_source_release(&d.version[i].source);
        buf_release(&d.version[i].text);
        free(d.version[i].row);
    }
    if (d.is_open)
        runner_close(&d.runner);
    return result;
}

const struct command command_diff = {
    .name = "diff",
    .group = GROUP_WRITE,
    .summary = "Say which findings a change of a query adds and removes.",
    .usage = "countersign diff [OPTIONS] OLD.cql NEW.cql DATA…",
    .details =
        "Runs both queries over DATA (files or folders, as for 'query') and prints the "
        "rows that only one of them has. Order does not count, how often does.\n"
        "\n"
        "The exit status is 1 when they differ.",
    .examples = "  countersign diff old.cql new.cql examples/telemetry\n"
                "  git show HEAD:detection.cql > /tmp/old.cql && countersign diff "
                "/tmp/old.cql detection.cql /data\n",
    .options = options,
    .run = diff_run,
};
