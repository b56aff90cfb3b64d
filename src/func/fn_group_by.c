/*
 * fn_group_by.c - groupBy(): one row for each combination of values of some fields.
 *
 * All groups are kept until the end, also those beyond the limit: which groups are
 * the first `limit` ones is known only when all workers are done, and a count must
 * not depend on who has seen its events. The byte limit of the arena bounds them.
 */
#include "base/base.h"

#include "func/agg_warn.h"
#include "func/group_agg.h"
#include "func/row_product.h"

enum { GROUP_FIELD, GROUP_FUNCTION, GROUP_LIMIT };

static enum status group_open(const struct func_call *call, void **state,
                              struct diag *diag)
{
    *state = NULL;
    if (call->arg[GROUP_FIELD].n == 0)
        return diag_set(diag, ST_TYPE, call->arg[GROUP_FIELD].offset,
                        "groupBy() needs at least one field");
    return ST_OK;
}

static void group_init(const struct func_call *call, void *state, struct arena *arena)
{
    struct agg_list list;

    if (agg_list_init(&list, &call->arg[GROUP_FUNCTION], arena))
        group_table_init(state, call->arg[GROUP_FIELD].n, &list);
}

static void warn_cut(const struct func_call *call, struct agg_rows *rows)
{
    if (call->arg[GROUP_LIMIT].by_user)
        rows->warn(rows, AGG_WARN_CUT,
                   "groupBy() has more groups than its limit; only those that appeared "
                   "first are kept; raise limit=, up to limit=max");
    else
        rows->warn(rows, AGG_WARN_DEFAULT_CUT,
                   "groupBy() has more than 20,000 groups; only the 20,000 that "
                   "appeared first are kept; add limit=max to keep more");
}

static void emit_group(const struct func_call *call, struct group_table *table,
                       struct group *g, struct row_product *product)
{
    struct agg_rows *keys;

    row_product_begin(product);
    keys = row_product_part(product);
    for (size_t k = 0; k < table->nkeys; k++)
        keys->set(keys, &call->arg[GROUP_FIELD].field[k],
                  value_str(group_key_text(table, g, k)));
    agg_list_finish(&table->list, group_states(g), product);
    row_product_emit(product);
}

static void group_finish(const struct func_call *call, void *state,
                         struct agg_rows *rows)
{
    struct group_table *table = state;
    int64_t left = call->arg[GROUP_LIMIT].integer;
    struct row_product product;
    struct group_walk walk;
    struct group *g;

    row_product_init(&product, rows);
    if (group_walk_start(&walk, table, rows->arena)) {
        while ((g = group_walk_next(&walk)) && left-- > 0 && !rows->arena->failed)
            emit_group(call, table, g, &product);
        if (g && !rows->arena->failed)
            warn_cut(call, rows);
    }
    row_product_end(&product);
}

static const struct aggregate group_aggregate = {
    .size = sizeof(struct group_table),
    .init = group_init,
    .add = group_agg_add,
    .add_batch = group_agg_add_batch,
    .merge = group_agg_merge,
    .partitions = group_agg_partitions,
    .merge_partition = group_agg_merge_partition,
    .finish = group_finish,
};

static const struct func_param params[] = {
    { .name = "field",
      .kind = PARAM_FIELDS,
      .flags = PARAM_REQUIRED | PARAM_UNNAMED,
      .help = "an event without one of them is left out" },
    { .name = "function",
      .kind = PARAM_AGGREGATES,
      .def = "count(as=_count)",
      .help = "computed for each group; [] gives the combinations alone" },
    { .name = "limit",
      .kind = PARAM_LIMIT,
      .def = "20000",
      .min = 1,
      .max = 1000000,
      .help = "groups to keep, those that appear first" },
    { 0 },
};

static const struct func_example examples[] = {
    { "groupBy(user)",
      "{\"user\":\"a\"}\n{\"user\":\"b\"}\n{\"user\":\"a\"}\n{\"host\":\"h\"}\n",
      "{\"user\":\"a\",\"_count\":\"2\"}\n{\"user\":\"b\",\"_count\":\"1\"}\n" },
    { "groupBy([host, user], function=sum(n, as=total))",
      "{\"host\":\"h\",\"user\":\"a\",\"n\":\"2\"}\n"
      "{\"host\":\"h\",\"user\":\"a\",\"n\":\"3\"}\n",
      "{\"host\":\"h\",\"user\":\"a\",\"total\":\"5\"}\n" },
    { "groupBy(user, function=[])", "{\"user\":\"a\"}\n{\"user\":\"a\"}\n",
      "{\"user\":\"a\"}\n" },
    { 0 },
};

const struct func func_groupBy = {
    .name = "groupBy",
    .summary = "Makes one row for each combination of values of some fields and runs "
               "aggregates over its events.",
    .source = "https://library.humio.com/data-analysis/functions-groupby.html",
    .family = "aggregate",
    .params = params,
    .flags = FUNC_PROJECTS,
    .open = group_open,
    .aggregate = &group_aggregate,
    .examples = examples,
};
