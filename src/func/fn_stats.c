/*
 * fn_stats.c - stats(): several aggregates side by side over the same events.
 */
#include "base/base.h"

#include "func/agg_block.h"

enum { STATS_FUNCTION };

static void stats_init(const struct func_call *call, void *state, struct arena *arena)
{
    agg_block_init(state, &call->arg[STATS_FUNCTION], arena);
}

static void stats_add(const struct func_call *call, void *state, struct row row,
                      struct func_run *run, struct arena *arena)
{
    struct agg_block *stats = state;

    (void)call;
    if (stats->states)
        agg_list_add(&stats->list, stats->states, row, run, arena);
}

static void stats_add_batch(const struct func_call *call, void *state,
                            struct batch *batch, struct func_run *run,
                            struct arena *arena)
{
    struct agg_block *stats = state;

    (void)call;
    if (stats->states)
        agg_list_add_batch(&stats->list, stats->states, batch, run, arena);
}

static void stats_merge(const struct func_call *call, void *into, void *from,
                        struct arena *arena)
{
    (void)call;
    agg_block_merge(into, from, arena);
}

static void stats_finish(const struct func_call *call, void *state,
                         struct agg_rows *rows)
{
    (void)call;
    agg_block_finish(state, rows);
}

static const struct aggregate stats_aggregate = {
    .size = sizeof(struct agg_block),
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
