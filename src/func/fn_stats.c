/*
 * fn_stats.c - stats(): several aggregates side by side over the same events.
 */
#include "base/base.h"

#include "func/agg_list.h"
#include "func/row_product.h"

enum { STATS_FUNCTION };

struct stats {
    struct agg_list list;
    void *states;
};

static void stats_init(const struct func_call *call, void *state, struct arena *arena)
{
    struct stats *stats = state;

    if (!agg_list_init(&stats->list, &call->arg[STATS_FUNCTION], arena))
        return;
    stats->states = arena_alloc(arena, stats->list.size, 8);
    if (stats->states)
        agg_list_start(&stats->list, stats->states, arena);
}

static void stats_add(const struct func_call *call, void *state, struct row row,
                      struct func_run *run, struct arena *arena)
{
    struct stats *stats = state;

    (void)call;
    if (stats->states)
        agg_list_add(&stats->list, stats->states, row, run, arena);
}

static void stats_add_batch(const struct func_call *call, void *state,
                            struct batch *batch, struct func_run *run,
                            struct arena *arena)
{
    struct stats *stats = state;

    (void)call;
    if (stats->states)
        agg_list_add_batch(&stats->list, stats->states, batch, run, arena);
}

static void stats_merge(const struct func_call *call, void *into, void *from,
                        struct arena *arena)
{
    struct stats *a = into;
    struct stats *b = from;

    (void)call;
    if (a->states && b->states)
        agg_list_merge(&a->list, a->states, b->states, arena);
}

static void stats_finish(const struct func_call *call, void *state,
                         struct agg_rows *rows)
{
    struct stats *stats = state;
    struct row_product product;

    (void)call;
    row_product_init(&product, rows);
    row_product_begin(&product);
    if (stats->states)
        agg_list_finish(&stats->list, stats->states, &product);
    row_product_emit(&product);
    row_product_end(&product);
}

static const struct aggregate stats_aggregate = {
    .size = sizeof(struct stats),
    .init = stats_init,
    .add = stats_add,
    .add_batch = stats_add_batch,
    .merge = stats_merge,
    .finish = stats_finish,
};

static const struct func_param params[] = {
    { .name = "function",
      .kind = PARAM_AGGREGATES,
      .flags = PARAM_UNNAMED,
      .def = "count(as=_count)",
      .help = "rows of several that make more than one are combined each with each" },
    { 0 },
};

static const struct func_example examples[] = {
    { "stats([count(), sum(n)])", "{\"n\":\"1\"}\n{\"n\":\"2\"}\n",
      "{\"_count\":\"2\",\"_sum\":\"3\"}\n" },
    { "stats([avg(n), table(n)])", "{\"n\":\"1\"}\n{\"n\":\"2\"}\n",
      "{\"_avg\":\"1.5\",\"n\":\"1\"}\n{\"_avg\":\"1.5\",\"n\":\"2\"}\n" },
    { 0 },
};

const struct func func_stats = {
    .name = "stats",
    .summary = "Runs several aggregates over the same events and puts their answers "
               "side by side.",
    .source = "https://library.humio.com/data-analysis/functions-stats.html",
    .family = "aggregate",
    .params = params,
    .flags = FUNC_PROJECTS,
    .aggregate = &stats_aggregate,
    .examples = examples,
};
