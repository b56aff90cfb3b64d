/*
 * fn_sort.c - sort(): the first rows in the order of some fields.
 */
#include "base/base.h"

#include "func/sort_args.h"
#include "func/top_agg.h"

enum { SORT_FIELD, SORT_LIMIT, SORT_ORDER, SORT_REVERSE, SORT_TYPE };

static enum status sort_open(const struct func_call *call, void **state,
                             struct diag *diag)
{
    const struct func_arg *arg = call->arg;
    struct sort_args args = { &arg[SORT_FIELD], &arg[SORT_ORDER], &arg[SORT_TYPE],
                              &arg[SORT_REVERSE] };
    struct top_call *top = arena_new(call->env->arena, struct top_call);

    if (!top)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    top->shape.limit = (size_t)arg[SORT_LIMIT].integer;
    if (!arg[SORT_LIMIT].by_user)
        top->on_cut = "sort() keeps 200 rows and there were more; add limit=, up to "
                      "limit=200000";
    *state = top;
    return sort_args_read(call, &args, &top->shape, diag);
}

static const struct func_param params[] = {
    { .name = "field", .kind = PARAM_FIELDS, .flags = PARAM_UNNAMED, .def = "_count" },
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
      .help = "one for all fields, or one for each" },
    { .name = "reverse",
      .kind = PARAM_BOOL,
      .def = "false",
      .flags = PARAM_DEPRECATED,
      .help = "turn the order round; write order= instead" },
    { .name = "type",
      .kind = PARAM_ENUMS,
      .def = "number",
      .choices = SORT_TYPES,
      .help = "how values compare; one for all fields, or one for each" },
    { 0 },
};

static const struct func_example examples[] = {
    { "sort(n)", "{\"n\":\"9\"}\n{\"n\":\"x\"}\n{\"n\":\"10\"}\n",
      "{\"n\":\"10\"}\n{\"n\":\"9\"}\n{\"n\":\"x\"}\n" },
    { "sort([a, n], order=[asc, desc], type=[string, number])",
      "{\"a\":\"y\",\"n\":\"1\"}\n{\"a\":\"x\",\"n\":\"2\"}\n{\"a\":\"x\",\"n\":\"10\"}\n",
      "{\"a\":\"x\",\"n\":\"10\"}\n{\"a\":\"x\",\"n\":\"2\"}\n{\"a\":\"y\",\"n\":\"1\"}\n" },
    { "sort(h, type=hex, order=asc, limit=2)",
      "{\"h\":\"0xff\"}\n{\"h\":\"1A\"}\n{\"h\":\"9\"}\n",
      "{\"h\":\"9\"}\n{\"h\":\"1A\"}\n" },
    { 0 },
};

const struct func func_sort = {
    .name = "sort",
    .summary = "Sorts rows by fields and keeps the first; rows that compare equal keep "
               "their order.",
    .source = "https://library.humio.com/data-analysis/functions-sort.html",
    .family = "aggregate",
    .params = params,
    .flags = FUNC_KEEPS_FIELDS,
    .open = sort_open,
    .aggregate = &top_aggregate,
    .examples = examples,
};
