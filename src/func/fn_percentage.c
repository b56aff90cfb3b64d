/*
 * fn_percentage.c - percentage(): the share of events that meet a condition.
 */
#include "base/base.h"

#include "func/agg_list.h"

enum { SHARE_CONDITION, SHARE_AS };

struct share {
    uint64_t n, hits;
};

static void share_add(const struct func_call *call, void *state, struct row row,
                      struct func_run *run, struct arena *arena)
{
    struct share *share = state;

    (void)arena;
    share->n++;
    share->hits += value_is_true(func_expr(run, &call->arg[SHARE_CONDITION], 0, row));
}

static void share_merge(const struct func_call *call, void *into, void *from,
                        struct arena *arena)
{
    struct share *a = into;
    const struct share *b = from;

    (void)call;
    (void)arena;
    a->n += b->n;
    a->hits += b->hits;
}

static void share_finish(const struct func_call *call, void *state,
                         struct agg_rows *rows)
{
    const struct share *share = state;
    struct value v = value_missing();

    if (share->n)
        v = value_double((double)share->hits * 100 / (double)share->n);
    agg_answer(rows, call->arg[SHARE_AS].field, v);
}

static const struct aggregate share_aggregate = {
    .size = sizeof(struct share),
    .add = share_add,
    .merge = share_merge,
    .finish = share_finish,
};

static const struct func_param params[] = {
    { .name = "condition",
      .kind = PARAM_CONDITION,
      .flags = PARAM_REQUIRED | PARAM_UNNAMED },
    { .name = "as", .kind = PARAM_OUT, .def = "_percentage" },
    { 0 },
};

static const struct func_example examples[] = {
    { "percentage(test(ok))",
      "{\"ok\":\"true\"}\n{\"ok\":\"false\"}\n{\"ok\":\"true\"}\n{\"b\":\"1\"}\n",
      "{\"_percentage\":\"50\"}\n" },
    { 0 },
};

const struct func func_percentage = {
    .name = "percentage",
    .summary = "Computes the share of events that meet a condition, in percent.",
    .source = "https://library.humio.com/data-analysis/functions-percentage.html",
    .family = "aggregate",
    .params = params,
    .flags = FUNC_PROJECTS,
    .aggregate = &share_aggregate,
    .examples = examples,
};
