/*
 * fn_match.c - match(): look fields up in a file or an ad-hoc table, and add columns.
 *
 * Fields that the event has are overwritten; a cell that the table lacks changes
 * nothing.
 */
#include "base/base.h"

#include "base/arena.h"
#include "func/arg.h"
#include "func/table_match.h"

enum { GLOB = MATCH_OWN, MODE };

static enum match_mode mode_of(const struct func_call *call)
{
    struct str mode = call->arg[MODE].text[0];

    if (str_eq(mode, STR("cidr")))
        return MATCH_CIDR;
    if (str_eq(mode, STR("glob")) || call->arg[GLOB].boolean)
        return MATCH_GLOB;
    return MATCH_STRING;
}

static enum status match_open(const struct func_call *call, void **state,
                              struct diag *diag)
{
    struct table_match *m;

    TRY(table_match_open(call, mode_of(call), state, diag));
    m = ((struct table_match_handle *)*state)->m;
    for (size_t i = 0; i < m->nout; i++)
        TRY(call->env->field(call->env, m->out[i].name, &m->out[i], diag));
    return ST_OK;
}

/* ---- a row ------------------------------------------------------------------------
 */

static void add_columns(const struct func_call *call, struct row row, uint32_t found)
{
    const struct table_match *m = table_match_of(call);

    for (size_t i = 0; i < m->nout; i++) {
        struct value v = table_match_cell(m, found, i);

        if (!value_is_missing(v))
            row_set(row, &m->out[i], v);
    }
}

static bool match_rewrite(const struct func_call *call, struct row row,
                          struct func_run *run)
{
    struct match_search search;
    uint32_t found;

    if (!table_match_begin(call, row, run, &search) ||
        !match_search_next(&search, &found))
        return !call->arg[MATCH_STRICT].boolean;
    add_columns(call, row, found);
    return true;
}

static bool match_expands(const struct func_call *call)
{
    return call->arg[MATCH_NROWS].integer > 1;
}

static void match_expand(const struct func_call *call, struct row row,
                         struct func_run *run, struct row_sink *sink)
{
    int64_t left = call->arg[MATCH_NROWS].integer;
    struct match_search search;
    uint32_t found;

    if (table_match_begin(call, row, run, &search))
        for (; left > 0 && match_search_next(&search, &found); left--)
            add_columns(call, sink->begin(sink, row), found);
    if (left == call->arg[MATCH_NROWS].integer && !call->arg[MATCH_STRICT].boolean)
        (void)sink->begin(sink, row);
}

const struct func func_match = {
    .name = "match",
    .summary = "Look fields up in a CSV or JSON file or an ad-hoc table, and add its "
               "columns; events without a match are dropped unless strict=false.",
    .source = "library.humio.com/data-analysis/functions-match.html",
    .family = "lookup",
    .params =
        (const struct func_param[]){
            { .name = "file", .kind = PARAM_STRING, .flags = PARAM_UNNAMED },
            { .name = "field", .kind = PARAM_FIELDS, .flags = PARAM_REQUIRED },
            { .name = "column",
              .kind = PARAM_STRINGS,
              .help = "key columns; called as the fields without" },
            { .name = "ignoreCase", .kind = PARAM_BOOL, .def = "false" },
            { .name = "include",
              .kind = PARAM_STRINGS,
              .help = "columns to add; all but the keys without" },
            { .name = "nrows",
              .kind = PARAM_LIMIT,
              .def = "1",
              .min = 1,
              .max = MATCH_ROWS_MAX,
              .help = "most rows for one event; each makes an event" },
            { .name = "strict", .kind = PARAM_BOOL, .def = "true" },
            { .name = "table", .kind = PARAM_STRING, .help = "another name of file" },
            { .name = "glob",
              .kind = PARAM_BOOL,
              .flags = PARAM_DEPRECATED,
              .def = "false",
              .help = "write mode=glob instead" },
            { .name = "mode",
              .kind = PARAM_ENUM,
              .def = "string",
              .choices = "string cidr glob",
              .help = "the key column holds texts, networks or patterns" },
            { .name = NULL },
        },
    .flags = FUNC_NEGATABLE,
    .open = match_open,
    .prepare = table_match_prepare,
    .test = table_match_test,
    .rewrite = match_rewrite,
    .expand = match_expand,
    .expands = match_expands,
    .examples =
        (const struct func_example[]){
            { .query = "defineTable(name=\"t\", query={name=*}, include=[id, name]) | "
                       "seen=* | match(table=t, field=id)",
              .input =
                  "{\"id\":\"1\",\"name\":\"eve\"}\n{\"id\":\"1\",\"seen\":\"x\"}\n"
                  "{\"id\":\"2\",\"seen\":\"y\"}",
              .output = "{\"id\":\"1\",\"seen\":\"x\",\"name\":\"eve\"}" },
            { .query = "defineTable(name=\"t\", query={name=*}, include=[id, name]) | "
                       "seen=* | match(table=t, field=id, strict=false)",
              .input = "{\"id\":\"1\",\"name\":\"eve\"}\n{\"id\":\"2\",\"seen\":\"y\"}",
              .output = "{\"id\":\"2\",\"seen\":\"y\"}" },
            { .query = NULL },
        },
};
