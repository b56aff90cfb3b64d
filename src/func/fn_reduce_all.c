/*
 * fn_reduce_all.c - array:reduceAll(): aggregates over all elements of an array in
 * all events.
 */
#include "base/base.h"

#include "func/agg_block.h"
#include "func/array_feed.h"

enum { REDUCE_ARRAY, REDUCE_FUNCTION, REDUCE_VAR };

static void reduce_init(const struct func_call *call, void *state, struct arena *arena)
{
    agg_block_init(state, &call->arg[REDUCE_FUNCTION], arena);
}

static void reduce_add(const struct func_call *call, void *state, struct row row,
                       struct func_run *run, struct arena *arena)
{
    struct agg_block *block = state;
    struct str name = *call->arg[REDUCE_ARRAY].text;
    struct array_feed feed = array_feed_start(row, call->arg[REDUCE_VAR].field);

    for (size_t i = 0; block->states && i < ARRAY_MAX; i++) {
        struct value v = array_get(row, run->arena, name, i);

        if (value_is_missing(v))
            break;
        array_feed_put(&feed, i, v);
        agg_list_add(&block->list, block->states, row, run, arena);
    }
    array_feed_end(&feed);
}

static void reduce_merge(const struct func_call *call, void *into, void *from,
                         struct arena *arena)
{
    (void)call;
    agg_block_merge(into, from, arena);
}

static void reduce_finish(const struct func_call *call, void *state,
                          struct agg_rows *rows)
{
    (void)call;
    agg_block_finish(state, rows);
}

static const struct aggregate reduce_aggregate = {
    .size = sizeof(struct agg_block),
    .init = reduce_init,
    .add = reduce_add,
    .merge = reduce_merge,
    .finish = reduce_finish,
};

static const struct func_param params[] = {
    { .name = "array", .kind = PARAM_ARRAY, .flags = PARAM_REQUIRED | PARAM_UNNAMED },
    { .name = "function", .kind = PARAM_AGGREGATES, .flags = PARAM_REQUIRED },
    { .name = "var",
      .kind = PARAM_FIELD,
      .flags = PARAM_REQUIRED,
      .help = "the field that holds an element while the aggregates see it" },
    { 0 },
};

static const struct func_example examples[] = {
    { "array:reduceAll(\"n[]\", var=x, function=[count(as=c), sum(x)])",
      "{\"n[0]\":\"1\",\"n[1]\":\"2\"}\n{\"n[0]\":\"3\"}\n{\"a\":\"1\"}\n",
      "{\"c\":\"3\",\"_sum\":\"6\"}\n" },
    { 0 },
};

const struct func func_array_reduceAll = {
    .name = "array:reduceAll",
    .summary = "Runs aggregates over all elements of an array in all events.",
    .source = "https://library.humio.com/data-analysis/functions-array-reduceall.html",
    .family = "aggregate",
    .params = params,
    .flags = FUNC_READS_ALL | FUNC_PROJECTS,
    .aggregate = &reduce_aggregate,
    .examples = examples,
};
