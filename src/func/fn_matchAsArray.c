/*
 * fn_matchAsArray.c - matchAsArray(): look fields up, and add the rows that are found
 * as an array of objects.
 *
 * The event stays one: element 0 holds the columns of the last row that matches, as
 * match() counts them. An array of that name is replaced; without a match it stays.
 */
#include "base/base.h"

#include "base/arena.h"
#include "func/arg.h"
#include "func/array.h"
#include "func/table_match.h"

enum { AS_ARRAY = MATCH_OWN };

static enum status array_match_open(const struct func_call *call, void **state,
                                    struct diag *diag)
{
    return table_match_open(call, MATCH_STRING, state, diag);
}

/* `element.column`, in the batch's arena. */
static struct str member_name(struct func_run *run, struct str element,
                              struct str column)
{
    char *p = arena_text(run->arena, element.n + 1 + column.n);

    if (!p)
        return (struct str){ NULL, 0 };
    memcpy(p, element.p, element.n);
    p[element.n] = '.';
    if (column.n)
        memcpy(p + element.n + 1, column.p, column.n);
    return (struct str){ p, element.n + 1 + column.n };
}

static void add_element(const struct func_call *call, struct row row,
                        struct func_run *run, size_t i, uint32_t found)
{
    const struct table_match *m = table_match_of(call);
    struct str element = array_element(run->arena, call->arg[AS_ARRAY].text[0], i);

    for (size_t k = 0; element.p && k < m->nout; k++) {
        struct value v = table_match_cell(m, found, k);
        struct str name = member_name(run, element, m->out[k].name);

        if (name.p && !value_is_missing(v))
            row_set_name(row, name, v);
    }
}

static bool array_match_rewrite(const struct func_call *call, struct row row,
                                struct func_run *run)
{
    size_t max = (size_t)call->arg[MATCH_NROWS].integer;
    struct match_search search;
    uint32_t found;

    if (!table_match_begin(call, row, run, &search) ||
        !match_search_next(&search, &found))
        return !call->arg[MATCH_STRICT].boolean;
    array_remove(row, call->arg[AS_ARRAY].text[0]);
    add_element(call, row, run, 0, found);
    for (size_t i = 1; i < max && match_search_next(&search, &found); i++)
        add_element(call, row, run, i, found);
    return true;
}

const struct func func_matchAsArray = {
    .name = "matchAsArray",
    .summary = "Look fields up in a CSV or JSON file or an ad-hoc table, and add the "
               "rows that match as an array of objects; the event stays one.",
    .source = "library.humio.com/data-analysis/functions-matchasarray.html",
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
              .flags = PARAM_REQUIRED,
              .min = 1,
              .max = MATCH_ROWS_MAX,
              .help = "most rows for one event; each makes an element" },
            { .name = "strict", .kind = PARAM_BOOL, .def = "true" },
            { .name = "table", .kind = PARAM_STRING, .help = "another name of file" },
            { .name = "asArray",
              .kind = PARAM_ARRAY,
              .def = "_match",
              .help = "the array that holds the rows" },
            { .name = NULL },
        },
    .flags = FUNC_READS_ALL | FUNC_NEGATABLE,
    .open = array_match_open,
    .prepare = table_match_prepare,
    .test = table_match_test,
    .rewrite = array_match_rewrite,
    .examples =
        (const struct func_example[]){
            { .query = "defineTable(name=\"t\", query={name=*}, include=[id, name]) | "
                       "seen=* | matchAsArray(t, field=id, nrows=2, asArray=who)",
              .input =
                  "{\"id\":\"1\",\"name\":\"eve\"}\n{\"id\":\"1\",\"seen\":\"x\"}\n"
                  "{\"id\":\"1\",\"name\":\"mia\"}\n{\"id\":\"2\",\"seen\":\"y\"}",
              .output = "{\"id\":\"1\",\"seen\":\"x\",\"who[0].name\":\"mia\","
                        "\"who[1].name\":\"eve\"}" },
            { .query = NULL },
        },
};
