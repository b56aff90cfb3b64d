/*
 * fn_special.c - the functions that the executor runs itself: sources, tables,
 * joins and the query's interval. Here is only what is true of their calls.
 */
#include "base/base.h"

#include "func/table.h"

const struct func func_createEvents = {
    .name = "createEvents",
    .summary = "Make events of the given texts instead of reading any; each "
               "becomes an "
               "event's @rawstring.",
    .source = "library.humio.com/data-analysis/functions-createevents.html",
    .family = "aggregate",
    .params =
        (const struct func_param[]){
            { .name = "rawstring",
              .kind = PARAM_STRINGS,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = NULL },
        },
    .special = FUNC_CREATE_EVENTS,
    .examples =
        (const struct func_example[]){
            { .query = "createEvents([\"a=1\", \"a=2\"]) | kvParse() | select(a)",
              .input = "",
              .output = "{\"a\":\"1\"}\n{\"a\":\"2\"}" },
            { .query = NULL },
        },
};

/* The tables, one a name; each file is read once, when the query is compiled.
 */
static enum status read_file_open(const struct func_call *call, void **state,
                                  struct diag *diag)
{
    const struct func_arg *file = &call->arg[0];
    const struct func_arg *include = &call->arg[1];
    const struct func_table **table =
        arena_new_array(call->env->arena, const struct func_table *, file->n);
    struct field field;

    if (!table)
        return diag_set(diag, ST_NOMEM, file->offset, "no memory for a table");
    for (size_t i = 0; i < file->n; i++) {
        TRY(table_find(call->env, file->text[i], &table[i], diag));
        for (size_t k = 0; !include->given && k < table[i]->ncolumns; k++)
            TRY(call->env->field(call->env, table[i]->column[k], &field, diag));
    }
    for (size_t k = 0; include->given && k < include->n; k++)
        TRY(call->env->field(call->env, include->text[k], &field, diag));
    *state = table;
    return ST_OK;
}

const struct func func_readFile = {
    .name = "readFile",
    .summary = "Read events from CSV files or ad-hoc tables, a row each.",
    .source = "library.humio.com/data-analysis/functions-readfile.html",
    .family = "lookup",
    .params =
        (const struct func_param[]){
            { .name = "file",
              .kind = PARAM_STRINGS,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED,
              .help = "names of files or of tables that defineTable() made" },
            { .name = "include",
              .kind = PARAM_STRINGS,
              .help = "columns to read; all without" },
            { .name = "limit",
              .kind = PARAM_LIMIT,
              .min = 1,
              .max = INT64_C(1) << 40,
              .help = "most rows to read" },
            { .name = NULL },
        },
    .special = FUNC_READ_FILE,
    .open = read_file_open,
    .examples =
        (const struct func_example[]){
            { .query = "defineTable(name=\"t\", query={a=*}, include=[a]) | "
                       "readFile(t)",
              .input = "{\"a\":\"1\",\"b\":\"2\"}\n{\"b\":\"3\"}",
              .output = "{\"a\":\"1\"}" },
            { .query = NULL },
        },
};

const struct func func_defineTable = {
    .name = "defineTable",
    .summary = "Run a query first and keep its rows as a table for match() and "
               "readFile(); at the beginning of the query only, at most ten.",
    .source = "library.humio.com/data-analysis/functions-definetable.html",
    .family = "lookup",
    .params =
        (const struct func_param[]){
            { .name = "query",
              .kind = PARAM_PIPELINE,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "include",
              .kind = PARAM_FIELDS,
              .flags = PARAM_REQUIRED,
              .help = "columns of the table; * for all fields" },
            { .name = "name", .kind = PARAM_STRING, .flags = PARAM_REQUIRED },
            { .name = "start", .kind = PARAM_STRING, .help = "as the query without" },
            { .name = "end", .kind = PARAM_STRING, .help = "as the query without" },
            { .name = "view",
              .kind = PARAM_STRING,
              .help = "accepted; all queries read the same input" },
            { .name = NULL },
        },
    .special = FUNC_DEFINE_TABLE,
    .examples =
        (const struct func_example[]){
            { .query = "defineTable(name=\"bad\", query={kind=alert}, "
                       "include=[host]) | "
                       "kind=login | match(table=bad, field=host)",
              .input = "{\"kind\":\"alert\",\"host\":\"h1\"}\n"
                       "{\"kind\":\"login\",\"host\":\"h1\"}\n"
                       "{\"kind\":\"login\",\"host\":\"h2\"}",
              .output = "{\"kind\":\"login\",\"host\":\"h1\"}" },
            { .query = NULL },
        },
};

const struct func func_join = {
    .name = "join",
    .summary = "Keep the events whose key fields occur in the result of "
               "another query, "
               "and add fields of that result.",
    .source = "library.humio.com/data-analysis/functions-join.html",
    .family = "lookup",
    .params =
        (const struct func_param[]){
            { .name = "query",
              .kind = PARAM_PIPELINE,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "field", .kind = PARAM_FIELDS, .flags = PARAM_REQUIRED },
            { .name = "key",
              .kind = PARAM_FIELDS,
              .help = "the fields of the other query; as field= without" },
            { .name = "include", .kind = PARAM_FIELDS, .help = "fields to add" },
            { .name = "limit",
              .kind = PARAM_LIMIT,
              .def = "100000",
              .min = 1,
              .max = 200000,
              .help = "most rows of the other query" },
            { .name = "max",
              .kind = PARAM_LIMIT,
              .def = "1",
              .min = 1,
              .max = 200000,
              .help = "most rows for one key" },
            { .name = "mode",
              .kind = PARAM_ENUM,
              .def = "inner",
              .choices = "inner left",
              .help = "left: events without a partner stay" },
            { .name = "start", .kind = PARAM_STRING, .help = "as the query without" },
            { .name = "end", .kind = PARAM_STRING, .help = "as the query without" },
            { .name = "live", .kind = PARAM_BOOL, .help = "accepted, no effect" },
            { .name = "repo", .kind = PARAM_STRING, .help = "accepted, no effect" },
            { .name = "view", .kind = PARAM_STRING, .help = "accepted, no effect" },
            { .name = NULL },
        },
    .flags = FUNC_NEGATABLE,
    .special = FUNC_JOIN,
    .examples =
        (const struct func_example[]){
            { .query = "kind=login | join({kind=user}, field=uid, include=name)",
              .input = "{\"kind\":\"login\",\"uid\":\"7\"}\n"
                       "{\"kind\":\"user\",\"uid\":\"7\",\"name\":\"eve\"}\n"
                       "{\"kind\":\"login\",\"uid\":\"8\"}",
              .output = "{\"kind\":\"login\",\"uid\":\"7\",\"name\":\"eve\"}" },
            { .query = NULL },
        },
};

const struct func func_selfJoinFilter = {
    .name = "selfJoinFilter",
    .summary = "Keep the events whose key occurs, anywhere in the input, in an "
               "event of "
               "each of the where-queries.",
    .source = "library.humio.com/data-analysis/functions-selfjoinfilter.html",
    .family = "filter",
    .params =
        (const struct func_param[]){
            { .name = "field",
              .kind = PARAM_FIELDS,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "where",
              .kind = PARAM_PIPELINES,
              .flags = PARAM_REQUIRED,
              .help = "a list of { filters }" },
            { .name = "prefilter",
              .kind = PARAM_BOOL,
              .def = "false",
              .help = "keep only events that one of the where-queries passes" },
            { .name = NULL },
        },
    .flags = FUNC_NEGATABLE,
    .special = FUNC_SELF_JOIN_FILTER,
    .examples =
        (const struct func_example[]){
            { .query = "selfJoinFilter(id, where=[{a=1}, {b=2}])",
              .input = "{\"id\":\"x\",\"a\":\"1\"}\n{\"id\":\"y\",\"a\":\"1\"}\n"
                       "{\"id\":\"x\",\"b\":\"2\"}\n{\"id\":\"x\",\"c\":\"3\"}",
              .output = "{\"id\":\"x\",\"a\":\"1\"}\n{\"id\":\"x\",\"b\":\"2\"}\n"
                        "{\"id\":\"x\",\"c\":\"3\"}" },
            { .query = NULL },
        },
};

const struct func func_selfJoin = {
    .name = "selfJoin",
    .summary = "Make a row of the events that share a key, where the key occurs in an "
               "event of each of the where-queries.",
    .source = "library.humio.com/data-analysis/functions-selfjoin.html",
    .family = "lookup",
    .params =
        (const struct func_param[]){
            { .name = "field",
              .kind = PARAM_FIELDS,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "where",
              .kind = PARAM_PIPELINES,
              .flags = PARAM_REQUIRED,
              .help = "a list of { filters }" },
            { .name = "collect",
              .kind = PARAM_FIELDS,
              .help = "fields whose different values the row collects" },
            { .name = "limit",
              .kind = PARAM_LIMIT,
              .def = "20000",
              .min = 1,
              .max = 1000000,
              .help = "most rows" },
            { .name = "postfilter",
              .kind = PARAM_BOOL,
              .def = "false",
              .help = "ask the where-queries of the rows again" },
            { .name = "prefilter",
              .kind = PARAM_BOOL,
              .def = "false",
              .help = "collect only from events that one of the where-queries "
                      "passes" },
            { .name = "select",
              .kind = PARAM_FIELDS,
              .help = "fields of which the row has the newest value" },
            { .name = NULL },
        },
    .special = FUNC_SELF_JOIN,
    .examples =
        (const struct func_example[]){
            { .query = "selfJoin(mail, where=[{from=*eve*}, {to=*mia*}], "
                       "collect=[from, to])",
              .input = "{\"mail\":\"1\",\"from\":\"eve@x\"}\n"
                       "{\"mail\":\"2\",\"from\":\"eve@x\"}\n"
                       "{\"mail\":\"1\",\"to\":\"mia@y\"}\n"
                       "{\"mail\":\"1\",\"to\":\"leo@y\"}",
              .output = "{\"mail\":\"1\",\"from\":\"eve@x\","
                        "\"to\":\"mia@y\\nleo@y\"}" },
            { .query = NULL },
        },
};

const struct func func_setTimeInterval = {
    .name = "setTimeInterval",
    .summary = "Set the query's time interval; must stand before everything else.",
    .source = "library.humio.com/data-analysis/functions-settimeinterval.html",
    .family = "time",
    .params =
        (const struct func_param[]){
            { .name = "start",
              .kind = PARAM_STRING,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED,
              .help = "7d, calendar:1mon, now@d, a date, or milliseconds since "
                      "1970" },
            { .name = "end", .kind = PARAM_STRING, .def = "now" },
            { .name = "timezone",
              .kind = PARAM_STRING,
              .help = "where days begin; UTC without" },
            { .name = NULL },
        },
    .special = FUNC_SET_TIME_INTERVAL,
    .examples =
        (const struct func_example[]){
            { .query = "setTimeInterval(start=1000, end=2000) | n=*",
              .input = "{\"@timestamp\":\"999\",\"n\":\"1\"}\n"
                       "{\"@timestamp\":\"1500\",\"n\":\"2\"}",
              .output = "{\"@timestamp\":\"1500\",\"n\":\"2\"}" },
            { .query = NULL },
        },
};

const struct func func_explain_asTable = {
    .name = "explain:asTable",
    .summary = "Explain the query before it instead of running it: a row for "
               "each step "
               "and for what is done before it.",
    .source = "library.humio.com/data-analysis/functions-explain-astable.html",
    .family = "event",
    .params =
        (const struct func_param[]){
            { .name = "showPrefilters",
              .kind = PARAM_BOOL,
              .def = "true",
              .help = "also which texts are sought in the bytes of records" },
            { .name = NULL },
        },
    .special = FUNC_EXPLAIN,
    .examples =
        (const struct func_example[]){
            { .query = "createEvents([\"a\"]) | "
                       "explain:asTable(showPrefilters=false)",
              .input = "",
              .output = "{\"phase\":\"input\",\"what\":\"events are made by "
                        "createEvents(); no input is read\"}\n"
                        "{\"phase\":\"per event\",\"what\":\"lets everything "
                        "through\"}\n"
                        "{\"phase\":\"output\",\"what\":\"events, in the order of "
                        "the input\"}\n" },
            { .query = NULL },
        },
};
