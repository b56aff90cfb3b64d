/*
 * cmd_lint.c - countersign lint: what is wrong or odd about queries.
 */
#include "base/base.h"

#include "cli/command.h"
#include "cli/lint_report.h"
#include "cli/lookup.h"
#include "os/write.h"
#include "query/lint.h"
#include "query/print.h"

enum lint_option {
    LINT_FILE,
    LINT_FIX,
    LINT_WRITE,
    LINT_FORMAT,
    LINT_DIALECT,
    LINT_LOOKUP_DIR,
    LINT_LIBRARY,
};

static const struct option options[] = {
    [LINT_FILE] = { 'f', "file", OPTION_LIST, "FILE",
                    "a file with a query; '-' is standard input" },
    [LINT_FIX] = { 0, "fix", OPTION_FLAG, NULL,
                   "print the query with every certain fix applied, as LogScale takes "
                   "it, and exit with 0" },
    [LINT_WRITE] = { 'w', "write", OPTION_FLAG, NULL,
                     "with --fix: write to the file, if it changed, instead of stdout" },
    [LINT_FORMAT] = { 'F', "format", OPTION_TEXT, "text|json|sarif",
                      "text (default), json: one array for editors, or sarif: SARIF "
                      "2.1.0" },
    [LINT_DIALECT] = { 0, "dialect", OPTION_TEXT, "strict|lenient",
                       "strict: what LogScale refuses is an error; lenient (default): a "
                       "warning" },
    [LINT_LOOKUP_DIR] = { 'L', "lookup-dir", OPTION_LIST, "DIR",
                          "where lookup files are" },
    [LINT_LIBRARY] = { 0, "library", OPTION_LIST, "DIR",
                       "saved queries: $scope/pkg:name() is scope/pkg/name.cql below "
                       "DIR" },
    { 0, NULL, OPTION_FLAG, NULL, NULL },
};

/* A fix may uncover the next: `x==a |` loses its second '=', then its pipe. */
enum { OUT_BYTES = 64 << 20, REPAIRS_MAX = 10 };

/* All queries of one call. */
struct lint_job {
    const struct arguments *args;
    struct plan_options plan_options;
    struct lookup lookup;
    struct lint_report report;
};

/* One query and what was found. */
struct linting {
    struct lint_job *job;
    struct query_source source; /* borrowed, or what the fixes made of it */
    struct arena arena;         /* of repaired texts */
    struct plan *plan;
    enum status status; /* of the plan */
};

static enum status make_plan(struct linting *l, struct diag *diag)
{
    plan_free(l->plan);
    l->status = plan_new(&l->plan, l->source.text, &l->job->plan_options);
    if (!l->plan || !l->plan->ast)
        return diag_set(diag, ST_NOMEM, 0, "lint: out of memory");
    if (l->status == ST_OK || l->status == ST_TYPE)
        lint_plan(l->plan);
    return ST_OK;
}

/* ---- --fix -------------------------------------------------------------------------
 */

static enum status repair(struct linting *l, struct diag *diag)
{
    for (size_t i = 0; i < REPAIRS_MAX; i++) {
        size_t n;
        struct str text =
            lint_repair(l->source.text, &l->plan->problems, &l->arena, &n);

        if (!text.p)
            return diag_set(diag, ST_NOMEM, 0, "lint: out of memory");
        if (n == 0)
            break;
        l->source.text = text;
        TRY(make_plan(l, diag));
    }
    return ST_OK;
}

static bool has_code(const struct problems *problems, const char *code)
{
    for (size_t i = 0; i < problems->n; i++)
        if (strcmp(problems->v[i].code, code) == 0)
            return true;
    return false;
}

/* What is still to be said is said of the new text, unless not all could be done. */
static enum status look_again(struct linting *l, const struct buf *out,
                              struct diag *diag)
{
    if (has_code(&l->plan->problems, "W509"))
        return ST_OK;
    l->source.text = str_dup(&l->arena, buf_str(out));
    if (!l->source.text.p)
        return diag_set(diag, ST_NOMEM, 0, "lint: out of memory");
    return make_plan(l, diag);
}

/* The text, or where only another tree helps, that tree in the canonical layout. */
static enum status print_fixed(struct linting *l, struct buf *out, struct diag *diag)
{
    struct plan *plan = l->plan;
    bool is_rewritten = lint_needs_rewrite(&plan->problems);
    struct ast *fixed = NULL;

    if (is_rewritten)
        fixed = lint_fix(plan->ast, &plan->arena, &plan->problems);
    if (fixed)
        print_query(fixed, PRINT_LAYOUT, out);
    else
        buf_add(out, l->source.text);
    if (!str_ends_with(buf_str(out), STR("\n")))
        buf_add_char(out, '\n');
    if (out->failed || (is_rewritten && !fixed))
        return diag_set(diag, ST_NOMEM, 0, "lint: out of memory");
    return is_rewritten ? look_again(l, out, diag) : ST_OK;
}

static int deliver(const struct linting *l, const struct query_source *original,
                   const struct buf *out)
{
    const struct arguments *args = l->job->args;
    struct diag diag = { 0 };

    if (!args->text[LINT_WRITE])
        return console_print_buf(args->console, out);
    if (!original->is_file) {
        (void)diag_set(&diag, ST_SYNTAX, 0, "lint: --write needs a file to write to");
        return console_fail(args->console, &diag);
    }
    if (str_eq(buf_str(out), original->text))
        return EXIT_CLEAN;
    if (write_whole(original->name.p, buf_str(out), &diag) != ST_OK)
        return console_fail(args->console, &diag);
    return EXIT_CLEAN;
}

/* Errors that have no fix leave nothing to print. */
static int fix_query(struct linting *l, const struct query_source *original)
{
    struct diag diag = { 0 };
    struct buf out;
    int result;

    if (repair(l, &diag) != ST_OK)
        return console_fail(l->job->args->console, &diag);
    if (l->status != ST_OK) {
        lint_report_add(&l->job->report, &l->source, &l->plan->problems);
        return EXIT_FOUND;
    }
    buf_init(&out, OUT_BYTES);
    result = print_fixed(l, &out, &diag) == ST_OK
                 ? deliver(l, original, &out)
                 : console_fail(l->job->args->console, &diag);
    buf_release(&out);
    (void)query_source_complain(&l->source, &l->plan->problems, 0,
                                l->job->args->console);
    return result;
}

/* ---- the command ------------------------------------------------------------------
 */

static int lint_query(struct linting *l, const struct query_source *original)
{
    const struct problems *problems;
    struct diag diag = { 0 };

    if (make_plan(l, &diag) != ST_OK)
        return console_fail(l->job->args->console, &diag);
    if (l->job->args->text[LINT_FIX])
        return fix_query(l, original);
    problems = &l->plan->problems;
    lint_report_add(&l->job->report, &l->source, problems);
    return problems->errors || problems->warnings ? EXIT_FOUND : EXIT_CLEAN;
}

static int lint_source(void *ctx, const struct query_source *source)
{
    struct linting l = { .job = ctx, .source = *source };
    int exit_status;

    arena_init(&l.arena, OUT_BYTES);
    exit_status = lint_query(&l, source);
    plan_free(l.plan);
    arena_release(&l.arena);
    return exit_status;
}

static enum status read_options(struct lint_job *job, struct diag *diag)
{
    const char *dialect = job->args->text[LINT_DIALECT];
    const char *const *folder = job->args->list[LINT_LOOKUP_DIR];

    job->plan_options.dialect =
        dialect && !strcmp(dialect, "strict") ? DIALECT_STRICT : DIALECT_LENIENT;
    job->plan_options.allow_unbound = true;
    lookup_attach(&job->lookup, &job->plan_options);
    TRY(lookup_add_all(&job->lookup, folder, job->args->list[LINT_LIBRARY], diag));
    if (job->args->text[LINT_WRITE] && !job->args->text[LINT_FIX])
        return diag_set(diag, ST_SYNTAX, 0, "lint: --write goes with --fix");
    return ST_OK;
}

static int run(const struct command *self UNUSED, const struct arguments *args)
{
    struct lint_job job = { .args = args };
    struct diag diag = { 0 };
    int found;
    int printed;

    if (read_options(&job, &diag) != ST_OK)
        return console_fail(args->console, &diag);
    lint_report_begin(&job.report,
                      args->text[LINT_FIX] ? NULL : args->text[LINT_FORMAT],
                      args->console);
    found = query_source_each(args->list[LINT_FILE], args->operand, args->noperands,
                              args->console, lint_source, &job);
    printed = lint_report_end(&job.report);
    return printed > found ? printed : found;
}

const struct command command_lint = {
    .name = "lint",
    .group = GROUP_WRITE,
    .summary = "Say what is wrong or odd about queries.",
    .usage = "countersign lint [OPTIONS] [QUERY|FILE.cql…]",
    .details =
        "Names errors, what LogScale would refuse or read otherwise, and what is right "
        "in form but cannot do what it seems to: words sought in a bit mask, a branch "
        "that is never reached, a limit that nobody wrote. Each has a code, which "
        "'countersign explain' tells more of, and says what to write instead. The exit "
        "status is 1 when there is an error or a warning; notes do not count.\n"
        "\n"
        "With --fix every fix that is certain is applied, and comments and layout stay; "
        "only a query that LogScale could not parse at all is laid out anew.",
    .examples =
        "  countersign lint query.cql              # all that is odd, with places\n"
        "  countersign lint --fix query.cql        # the query as it should be\n"
        "  countersign lint --fix -w queries/*.cql # the same, into the files\n"
        "  countersign lint --format json -        # for an editor\n"
        "  countersign lint -F sarif queries/*.cql # for a code host\n",
    .options = options,
    .run = run,
};
