/*
 * fn_sum.c - sum() and avg(): what numbers add up to, and their mean.
 *
 * Sums are exact and rounded once, so they do not depend on the order of events.
 */
#include "base/base.h"

#include "func/agg_list.h"
#include "func/agg_sum.h"

enum { SUM_FIELD, SUM_AS };

static void sum_add(const struct func_call *call, void *state, struct row row,
                    struct func_run *run, struct arena *arena)
{
    (void)run;
    agg_sum_add(state, row_value(row, call->arg[SUM_FIELD].field), arena);
}

static void sum_merge(const struct func_call *call, void *into, void *from,
                      struct arena *arena)
{
    (void)call;
    agg_sum_merge(into, from, arena);
}

static void sum_finish(const struct func_call *call, void *state, struct agg_rows *rows)
{
    agg_answer(rows, call->arg[SUM_AS].field, agg_sum_value(state));
}

static void avg_finish(const struct func_call *call, void *state, struct agg_rows *rows)
{
    const struct agg_sum *sum = state;

    agg_answer(rows, call->arg[SUM_AS].field,
               sum->n ? agg_sum_mean(sum, sum->n) : value_missing());
}

static const struct aggregate sum_aggregate = {
    .size = sizeof(struct agg_sum),
    .add = sum_add,
    .merge = sum_merge,
    .finish = sum_finish,
};

static const struct aggregate avg_aggregate = {
    .size = sizeof(struct agg_sum),
    .add = sum_add,
    .merge = sum_merge,
    .finish = avg_finish,
};

static const struct func_param sum_params[] = {
    { .name = "field", .kind = PARAM_FIELD, .flags = PARAM_REQUIRED | PARAM_UNNAMED },
    { .name = "as", .kind = PARAM_OUT, .def = "_sum" },
    { 0 },
};

static const struct func_param avg_params[] = {
    { .name = "field", .kind = PARAM_FIELD, .flags = PARAM_REQUIRED | PARAM_UNNAMED },
    { .name = "as", .kind = PARAM_OUT, .def = "_avg" },
    { 0 },
};

static const struct func_example sum_examples[] = {
    { "sum(n)", "{\"n\":\"1\"}\n{\"n\":\"2.5\"}\n{\"n\":\"x\"}\n{\"a\":\"1\"}\n",
      "{\"_sum\":\"3.5\"}\n" },
    { "sum(n)", "{\"a\":\"1\"}\n", "{\"_sum\":\"0\"}\n" },
    { 0 },
};

static const struct func_example avg_examples[] = {
    { "avg(n, as=mean)", "{\"n\":\"1\"}\n{\"n\":\"2\"}\n{\"n\":\"x\"}\n",
      "{\"mean\":\"1.5\"}\n" },
    { "avg(n)", "{\"a\":\"1\"}\n", "" },
    { 0 },
};

const struct func func_sum = {
    .name = "sum",
    .summary = "Adds up the values of a field that are numbers; 0 when there are none.",
    .source = "https://library.humio.com/data-analysis/functions-sum.html",
    .family = "aggregate",
    .params = sum_params,
    .flags = FUNC_PROJECTS,
    .aggregate = &sum_aggregate,
    .examples = sum_examples,
};

const struct func func_avg = {
    .name = "avg",
    .summary = "Takes the mean of the values of a field that are numbers.",
    .source = "https://library.humio.com/data-analysis/functions-avg.html",
    .family = "aggregate",
    .params = avg_params,
    .flags = FUNC_PROJECTS,
    .aggregate = &avg_aggregate,
    .examples = avg_examples,
};
