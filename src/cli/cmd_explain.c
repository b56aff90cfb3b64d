/*
 * cmd_explain.c - countersign explain: a code, or a query's plan, in words.
 */
#include "base/base.h"

#include "cli/analyze.h"
#include "cli/command.h"
#include "cli/explain_mapping.h"
#include "cli/explain_print.h"
#include "cli/lookup.h"
#include "cli/now.h"
#include "cli/params.h"
#include "cli/query_source.h"
#include "exec/explain_scan.h"

enum explain_option {
    EXPLAIN_FILE,
    EXPLAIN_FORMAT,
    EXPLAIN_CODES,
    EXPLAIN_MAPPING,
    EXPLAIN_ANALYZE,
    EXPLAIN_PARAM,
    EXPLAIN_LOOKUP_DIR,
    EXPLAIN_LIBRARY,
    EXPLAIN_DIALECT,
    EXPLAIN_NO_PREFILTER,
};

static const struct option options[] = {
    [EXPLAIN_FILE] = { 'f', "file", OPTION_TEXT, "FILE",
                       "read the query from FILE; '-' is standard input" },
    [EXPLAIN_FORMAT] = { 'F', "format", OPTION_TEXT, "table|json",
                         "table (default), or one JSON array" },
    [EXPLAIN_CODES] = { 0, "codes", OPTION_FLAG, NULL,
                        "list every code that a problem of a query can have" },
    [EXPLAIN_MAPPING] = { 0, "mapping", OPTION_FLAG, NULL,
                          "list how Windows events get Falcon's names; of one SOURCE, "
                          "or of all" },
    [EXPLAIN_ANALYZE] = { 0, "analyze", OPTION_FLAG, NULL,
                          "run the query over the PATHs behind it, and show rows in and "
                          "out and the time of each step instead of its rows" },
    [EXPLAIN_PARAM] = { 'p', "param", OPTION_LIST, "NAME=VALUE",
                        "the value of ?NAME; without one it stands for anything" },
    [EXPLAIN_LOOKUP_DIR] = { 'L', "lookup-dir", OPTION_LIST, "DIR",
                             "where lookup files and saved queries are" },
    [EXPLAIN_LIBRARY] = { 0, "library", OPTION_LIST, "DIR",
                          "saved queries: $scope/pkg:name() is scope/pkg/name.cql below "
                          "DIR" },
    [EXPLAIN_DIALECT] = { 0, "dialect", OPTION_TEXT, "strict|lenient",
                          "strict: refuse what LogScale refuses; lenient (default): "
                          "explain it and warn" },
    [EXPLAIN_NO_PREFILTER] = { 0, "no-prefilter", OPTION_FLAG, NULL,
                               "as with query --no-prefilter" },
    { 0, NULL, OPTION_FLAG, NULL, NULL },
};

static bool wants_json(const struct arguments *args)
{
    const char *format = args->text[EXPLAIN_FORMAT];

    return format && strcmp(format, "json") == 0;
}

static int print_and_release(const struct arguments *args, struct buf *out)
{
    int result = console_print_buf(args->console, out);

    buf_release(out);
    return result;
}

/* ---- codes ----------------------------------------------------------------------- */

/* "W501", "w501": a letter and three digits. */
static bool is_code(const char *text)
{
    return strlen(text) == 4 && strchr("EWNewn", text[0]) &&
           strspn(text + 1, "0123456789") == 3;
}

static const struct problem_code *find_code(const char *text)
{
    char code[5] = { (char)(text[0] & ~0x20), text[1], text[2], text[3], '\0' };

    return problem_code_find(code);
}

static int unknown_code(const struct arguments *args, const char *text)
{
    console_error(args->console,
                  "explain: there is no code '%s'; 'countersign explain --codes' lists "
                  "them",
                  text);
    return EXIT_FAILED;
}

static int explain_codes(const struct arguments *args)
{
    struct buf out;

    buf_init(&out, SIZE_MAX);
    if (wants_json(args))
        explain_codes_json(problem_codes, problem_codes_len, &out);
    else
        explain_codes_list(args->console->has_out_color, &out);
    return print_and_release(args, &out);
}

static int explain_code(const struct arguments *args, const char *text)
{
    const struct problem_code *code = find_code(text);
    struct buf out;

    if (!code)
        return unknown_code(args, text);
    buf_init(&out, SIZE_MAX);
    if (wants_json(args))
        explain_codes_json(code, 1, &out);
    else
        explain_code_text(code, args->console->has_out_color, &out);
    return print_and_release(args, &out);
}

/* ---- the names of Windows events ---------------------------------------------------
 */

static int explain_mapping(const struct arguments *args)
{
    const char *source = args->noperands ? args->operand[0] : NULL;
    struct buf out;
    bool found;

    buf_init(&out, SIZE_MAX);
    if (wants_json(args))
        found = explain_mapping_json(source, &out);
    else
        found = explain_mapping_text(source, args->console->has_out_color, &out);
    if (found)
        return print_and_release(args, &out);
    buf_release(&out);
    console_error(args->console,
                  "explain: there is no source '%s' of events; 'countersign explain "
                  "--mapping' lists them",
                  source);
    return EXIT_FAILED;
}

/* ---- a query ----------------------------------------------------------------------
 */

struct explaining {
    const struct arguments *args;
    struct arena arena;
    struct query_source source;
    struct lookup lookup;
    struct plan_options plan_options;
    struct plan *plan;
};

static enum status read_query(struct explaining *x, struct diag *diag)
{
    const struct arguments *args = x->args;
    bool has_paths = args->text[EXPLAIN_ANALYZE] != NULL;

    if (args->text[EXPLAIN_FILE] && (has_paths || args->noperands == 0))
        return query_source_load(&x->source, args->text[EXPLAIN_FILE], diag);
    if (!args->text[EXPLAIN_FILE] &&
        (args->noperands == 1 || (has_paths && args->noperands)))
        return query_source_copy(&x->source, args->operand[0], diag);
    return diag_set(diag, ST_SYNTAX, 0,
                    "explain: one code or one query; usage: countersign explain "
                    "CODE|QUERY");
}

static enum status read_options(struct explaining *x, struct diag *diag)
{
    const struct arguments *args = x->args;
    struct plan_options *o = &x->plan_options;
    const char *const *folder = args->list[EXPLAIN_LOOKUP_DIR];
    const char *dialect = args->text[EXPLAIN_DIALECT];

    o->dialect =
        dialect && strcmp(dialect, "strict") == 0 ? DIALECT_STRICT : DIALECT_LENIENT;
    o->allow_unbound = !args->text[EXPLAIN_ANALYZE];
    TRY(now_ms(&o->now_ms, diag));
    lookup_attach(&x->lookup, o);
    TRY(params_parse(args->list[EXPLAIN_PARAM], &x->arena, &o->param, &o->nparams,
                     diag));
    TRY(lookup_add_all(&x->lookup, folder, args->list[EXPLAIN_LIBRARY], diag));
    if (!folder[0])
        TRY(lookup_add(&x->lookup, STR("."), diag));
    return read_query(x, diag);
}

/* Run it; what stands behind the query are paths. */
static int print_analysis(struct explaining *x)
{
    const struct arguments *args = x->args;
    size_t used = args->text[EXPLAIN_FILE] ? 0 : 1;
    struct runner_options how = {
        .paths = args->operand + used,
        .npaths = args->noperands - used,
        .has_prefilter = !args->text[EXPLAIN_NO_PREFILTER],
    };
    struct diag diag = { 0 };
    struct analysis a;
    struct buf out;

    if (analyze(&a, x->plan, &how, args->console, &x->arena, &diag) != ST_OK)
        return console_fail(args->console, &diag);
    buf_init(&out, SIZE_MAX);
    if (wants_json(args))
        analysis_json(&a, x->plan, &out);
    else
        analysis_text(&a, x->plan, args->console->has_out_color, &out);
    return print_and_release(args, &out);
}

static int print_plan(struct explaining *x)
{
    const struct console *console = x->args->console;
    struct explanation e;
    struct diag diag = { 0 };
    struct buf out;

    explain_init(&e, &x->arena);
    if (explain_plan(&e, x->plan, !x->args->text[EXPLAIN_NO_PREFILTER]) != ST_OK) {
        (void)diag_set(&diag, ST_NOMEM, 0, "explain: out of memory");
        return console_fail(console, &diag);
    }
    buf_init(&out, SIZE_MAX);
    if (wants_json(x->args))
        explain_plan_json(&e, &out);
    else
        explain_plan_text(&e, console->has_out_color,
                          console->out_width ? console->out_width : 100, &out);
    return print_and_release(x->args, &out);
}

static int explain_query(const struct arguments *args)
{
    struct explaining x = { .args = args };
    struct diag diag = { 0 };
    int result = EXIT_FAILED;
    enum status st;

    arena_init(&x.arena, SIZE_MAX);
    if (read_options(&x, &diag) != ST_OK) {
        result = console_fail(args->console, &diag);
        goto out;
    }
    st = plan_new(&x.plan, x.source.text, &x.plan_options);
    if (!x.plan) {
        console_error(args->console, "%s", status_text(st));
        goto out;
    }
    (void)query_source_complain(&x.source, &x.plan->problems, 0, args->console);
    if (st == ST_OK)
        result = args->text[EXPLAIN_ANALYZE] ? print_analysis(&x) : print_plan(&x);
out:
    plan_free(x.plan);
    query_source_release(&x.source);
    arena_release(&x.arena);
    return result;
}

/* ---- the command ------------------------------------------------------------------
 */

/* What is explained when an option asks for it, in place of an operand. */
static const struct {
    enum explain_option option;
    int (*print)(const struct arguments *args);
} topics[] = {
    { EXPLAIN_CODES, explain_codes },
    { EXPLAIN_MAPPING, explain_mapping },
};

static int run(const struct command *self UNUSED, const struct arguments *args)
{
    for (size_t i = 0; i < countof(topics); i++)
        if (args->text[topics[i].option])
            return topics[i].print(args);
    if (args->noperands == 1 && !args->text[EXPLAIN_FILE] && is_code(args->operand[0]))
        return explain_code(args, args->operand[0]);
    return explain_query(args);
}

const struct command command_explain = {
    .name = "explain",
    .group = GROUP_WRITE,
    .summary = "Say what a query does, step by step, or what a code means.",
    .usage = "countersign explain [OPTIONS] QUERY\n"
             "       countersign explain --analyze [OPTIONS] QUERY [PATH…]\n"
             "       countersign explain [OPTIONS] -f FILE\n"
             "       countersign explain CODE\n"
             "       countersign explain --mapping [SOURCE]",
    .details =
        "With a CODE such as W501, which stands behind every message about a query: "
        "what it is, why it is said, an example, and what to write instead.\n"
        "\n"
        "With a QUERY: what is sought in the raw bytes before anything is decoded, "
        "which fields are decoded, what runs on each event and what on the rows of an "
        "aggregate, and which limits apply. With --analyze it is run, and how many rows "
        "each step took in and put out is shown instead, and the time that took.\n"
        "\n"
        "With --mapping: which fields of Windows events a query meets under which of "
        "Falcon's names.",
    .examples = "  countersign explain W501\n"
                "  countersign explain -f hunt.cql\n"
                "  countersign explain --analyze -f hunt.cql /data/fdr\n"
                "  countersign explain --codes --format json\n"
                "  countersign explain --mapping sysmon\n",
    .options = options,
    .run = run,
};
