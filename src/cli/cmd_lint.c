/*
 * cmd_lint.c - countersign lint: what is wrong or odd about queries.
 */
#include "base/base.h"

#include "cli/command.h"
#include "cli/lookup.h"
#include "cli/query_source.h"
#include "query/lint.h"
#include "query/plan.h"
#include "query/print.h"

enum lint_option { LINT_FILE, LINT_FIX, LINT_FORMAT, LINT_DIALECT, LINT_LIBRARY };

static const struct option options[] = {
    [LINT_FILE] = { 'f', "file", OPTION_LIST, "FILE",
                    "a file with a query; '-' is standard input" },
    [LINT_FIX] = { 0, "fix", OPTION_FLAG, NULL,
                   "print the query as LogScale takes it, and exit with 0" },
    [LINT_FORMAT] = { 'F', "format", OPTION_TEXT, "NAME",
                      "text (default) or json, an array for editors" },
    [LINT_DIALECT] = { 0, "dialect", OPTION_TEXT, "strict|lenient",
                       "strict: what LogScale refuses is an error; lenient (default): a "
                       "warning" },
    [LINT_LIBRARY] = { 'L', "lookup-dir", OPTION_LIST, "DIR",
                       "where lookup files and saved queries are" },
    { 0, NULL, OPTION_FLAG, NULL, NULL },
};

enum { OUT_BYTES = 64 << 20 };

/* One query and what was found. */
struct linting {
    const struct arguments *args;
    const struct query_source *source;
    struct plan *plan;
    struct plan_options plan_options;
    struct lookup lookup;
};

static bool is_json(const struct arguments *args)
{
    return args->text[LINT_FORMAT] && strcmp(args->text[LINT_FORMAT], "json") == 0;
}

/* The query that LogScale takes. Errors leave nothing to print. */
static int print_fixed(struct linting *l)
{
    struct plan *plan = l->plan;
    struct ast *fixed = lint_fix(plan->ast, &plan->arena, &plan->problems);
    struct buf out;
    int exit_status = EXIT_FAILED;

    buf_init(&out, OUT_BYTES);
    if (fixed)
        print_query(fixed, PRINT_LAYOUT, &out);
    if (fixed && !out.failed)
        exit_status = console_print_buf(l->args->console, &out);
    buf_release(&out);
    return exit_status;
}

static int print_problems(struct linting *l)
{
    const struct problems *problems = &l->plan->problems;
    int exit_status = problems->errors || problems->warnings ? EXIT_FOUND : EXIT_CLEAN;
    int printed = EXIT_CLEAN;
    struct buf out;

    if (!is_json(l->args)) {
        (void)query_source_complain(l->source, problems, 0, l->args->console);
    } else {
        buf_init(&out, OUT_BYTES);
        problems_print_json(problems, l->source->text, l->source->name, &out);
        printed = console_print_buf(l->args->console, &out);
        buf_release(&out);
    }
    return printed == EXIT_CLEAN ? exit_status : printed;
}

static int lint_one(struct linting *l)
{
    enum status st = plan_new(&l->plan, l->source->text, &l->plan_options);
    struct diag diag = { 0 };

    if (!l->plan || !l->plan->ast) {
        (void)diag_set(&diag, ST_NOMEM, 0, "out of memory");
        return console_fail(l->args->console, &diag);
    }
    if (st == ST_OK || st == ST_TYPE)
        lint_query(l->plan->ast, &l->plan->arena, &l->plan->problems);
    if (l->args->text[LINT_FIX] && st == ST_OK) {
        int exit_status = print_fixed(l);

        (void)query_source_complain(l->source, &l->plan->problems, 0, l->args->console);
        return exit_status;
    }
    return print_problems(l);
}

/* What query_source_each() carries along. */
struct lint_job {
    const struct arguments *args;
};

static int lint_source(void *ctx, const struct query_source *source)
{
    const struct arguments *args = ((const struct lint_job *)ctx)->args;
    const char *dialect = args->text[LINT_DIALECT];
    struct linting l = { .args = args, .source = source };
    int exit_status;

    l.plan_options.dialect =
        dialect && !strcmp(dialect, "strict") ? DIALECT_STRICT : DIALECT_LENIENT;
    l.plan_options.allow_unbound = true;
    lookup_attach(&l.lookup, &l.plan_options);
    for (size_t i = 0; args->list[LINT_LIBRARY][i]; i++) {
        struct diag diag = { 0 };
        struct str folder = str_from_cstr(args->list[LINT_LIBRARY][i]);

        if (lookup_add(&l.lookup, folder, &diag) != ST_OK)
            return console_fail(args->console, &diag);
    }
    exit_status = lint_one(&l);
    plan_free(l.plan);
    return exit_status;
}

static int run(const struct command *self UNUSED, const struct arguments *args)
{
    return query_source_each(args->list[LINT_FILE], args->operand, args->noperands,
                             args->console, lint_source, &(struct lint_job){ args });
}

const struct command command_lint = {
    .name = "lint",
    .group = GROUP_WRITE,
    .summary = "Say what is wrong or odd about queries.",
    .usage = "countersign lint [OPTIONS] [QUERY|FILE.cql…]",
    .details =
        "Names errors, what LogScale would refuse or read otherwise, and what is right "
        "in form but cannot do what it seems to: words sought in a bit mask, a branch "
        "that is never reached, a limit that nobody wrote. Each has a code and says "
        "what to write instead. The exit status is 1 when there is an error or a "
        "warning. With --fix the query is printed as LogScale takes it.",
    .examples =
        "  countersign lint query.cql          # all that is odd, with places\n"
        "  countersign lint --fix query.cql    # the query that LogScale takes\n"
        "  countersign lint --format json -    # for an editor\n",
    .options = options,
    .run = run,
};
