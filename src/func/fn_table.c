/*
 * fn_table.c - table(): some fields as columns, newest events first.
 */
#include "base/base.h"

#include "func/sort_args.h"
#include "func/top_agg.h"

enum {
    TABLE_FIELDS,
    TABLE_LIMIT,
    TABLE_ORDER,
    TABLE_REVERSE,
    TABLE_SORTBY,
    TABLE_TYPE
};

static enum status table_open(const struct func_call *call, void **state,
                              struct diag *diag)
{
    const struct func_arg *arg = call->arg;
    struct sort_args args = { &arg[TABLE_SORTBY], &arg[TABLE_ORDER], &arg[TABLE_TYPE],
                              &arg[TABLE_REVERSE] };
    struct top_call *top = arena_new(call->env->arena, struct top_call);

    if (!top)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    if (arg[TABLE_FIELDS].n == 0)
        return diag_set(diag, ST_TYPE, arg[TABLE_FIELDS].offset,
                        "table() needs at least one field");
    top->shape.limit = (size_t)arg[TABLE_LIMIT].integer;
    top->shape.keep = arg[TABLE_FIELDS].field;
    top->shape.nkeep = arg[TABLE_FIELDS].n;
    if (!arg[TABLE_LIMIT].by_user)
        top->on_cut = "table() keeps 200 rows and there were more; add limit=, up to "
                      "limit=200000";
    *state = top;
    return sort_args_read(call, &args, &top->shape, diag);
}

static const struct func_param params[] = {
    { .name = "fields",
      .kind = PARAM_FIELDS,
      .flags = PARAM_REQUIRED | PARAM_UNNAMED,
      .help = "the columns, in this order" },
    { .name = "limit",
      .kind = PARAM_LIMIT,
      .def = "200",
      .min = 1,
      .max = 200000,
      .help = "rows to keep" },
    { .name = "order",
      .kind = PARAM_ENUMS,
      .def = "desc",
      .choices = "asc desc",
      .help = "one for all sort fields, or one for each" },
    { .name = "reverse",
      .kind = PARAM_BOOL,
      .flags = PARAM_DEPRECATED,
      .help = "turn the order round; write order= instead" },
    { .name = "sortby", .kind = PARAM_FIELDS, .def = "@timestamp" },
    { .name = "type",
      .kind = PARAM_ENUMS,
      .def = "number",
      .choices = SORT_TYPES,
      .help = "how values compare; one for all sort fields, or one for each" },
    { 0 },
};

static const struct func_example examples[] = {
    { "table([b, a])",
      "{\"@timestamp\":\"1000\",\"a\":\"1\",\"b\":\"x\"}\n"
      "{\"@timestamp\":\"2000\",\"a\":\"2\",\"c\":\"y\"}\n",
      "{\"a\":\"2\"}\n{\"b\":\"x\",\"a\":\"1\"}\n" },
    { "table(a, sortby=a, order=asc, limit=2)",
      "{\"a\":\"3\"}\n{\"a\":\"1\"}\n{\"a\":\"2\"}\n",
      "{\"a\":\"1\"}\n{\"a\":\"2\"}\n" },
    { 0 },
};

const struct func func_table_ = {
    .name = "table",
    .summary =
        "Keeps some fields as columns and sorts, by time and newest first unless "
        "told otherwise.",
    .source = "https://library.humio.com/data-analysis/functions-table.html",
    .family = "aggregate",
    .params = params,
    .flags = FUNC_PROJECTS,
    .open = table_open,
    .aggregate = &top_aggregate,
    .examples = examples,
};
