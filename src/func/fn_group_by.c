/*
 * fn_group_by.c - groupBy(): one row for each combination of values of some fields.
 *
 * All groups are kept until the end, also those beyond the limit: which groups are
 * the first `limit` ones is known only when all workers are done, and a count must
 * not depend on who has seen its events. The byte limit of the arena bounds them.
 */
#include "base/base.h"

#include "func/agg_warn.h"
#include "func/group_keys.h"
#include "func/row_product.h"

enum { GROUP_FIELD, GROUP_FUNCTION, GROUP_LIMIT };

/* Keys ahead whose place is asked for, so that it has arrived when it is needed. */
enum { PREFETCH_DISTANCE = 12 };

/* A row alone is cheap to merge; below this the start of threads costs more. */
enum { PARALLEL_MIN = 20000, PARTS = 64 };

struct group_by {
    struct group_table table;
};

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
    struct group_by *group = state;
    struct agg_list list;

    if (agg_list_init(&list, &call->arg[GROUP_FUNCTION], arena))
        group_table_init(&group->table, call->arg[GROUP_FIELD].n, &list);
}

static void add_rows(const struct func_call *call, struct group_by *group,
                     const struct group_keys *keys, struct batch *batch,
                     struct func_run *run, struct arena *arena)
{
    (void)call;
    for (size_t j = 0; j < keys->n && !arena->failed; j++) {
        struct group_key key = group_keys_at(keys, j);
        struct row row = { batch, keys->row[j] };
        struct group *g;

        if (j + PREFETCH_DISTANCE < keys->n)
            group_table_prefetch(&group->table, keys->hash[j + PREFETCH_DISTANCE]);
        g = group_table_put(&group->table, &key, row, arena);
        if (g)
            agg_list_add(&group->table.list, group_states(g), row, run, arena);
    }
}

static void add_selected(const struct func_call *call, void *state, struct batch *batch,
                         const uint16_t *sel, size_t nsel, struct func_run *run,
                         struct arena *arena)
{
    const struct func_arg *field = &call->arg[GROUP_FIELD];
    struct group_keys keys;

    if (arena->failed)
        return;
    if (group_keys_read(&keys, field->field, field->n, batch, sel, nsel, run->arena))
        add_rows(call, state, &keys, batch, run, arena);
}

static void group_add(const struct func_call *call, void *state, struct row row,
                      struct func_run *run, struct arena *arena)
{
    uint16_t sel = (uint16_t)row.i;

    add_selected(call, state, row.batch, &sel, 1, run, arena);
}

static void group_add_batch(const struct func_call *call, void *state,
                            struct batch *batch, struct func_run *run,
                            struct arena *arena)
{
    add_selected(call, state, batch, batch->sel, batch->nsel, run, arena);
}

static void group_merge(const struct func_call *call, void *into, void *from,
                        struct arena *arena)
{
    struct group_by *a = into;
    struct group_by *b = from;

    (void)call;
    group_table_merge(&a->table, &b->table, arena);
}

static size_t group_partitions(const struct func_call *call, void *const *state,
                               size_t nstates)
{
    size_t n = 0;

    (void)call;
    for (size_t i = 0; i < nstates; i++)
        n += ((const struct group_by *)state[i])->table.n;
    return n < PARALLEL_MIN ? 1 : PARTS;
}

static void group_merge_partition(const struct func_call *call, void *const *state,
                                  size_t nstates, size_t part, size_t nparts,
                                  struct arena *arena)
{
    struct group_table **table = arena_new_array(arena, struct group_table *, nstates);

    (void)call;
    if (!table)
        return;
    for (size_t i = 0; i < nstates; i++)
        table[i] = &((struct group_by *)state[i])->table;
    group_table_merge_part(table, nstates, part, nparts, arena);
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
    struct group_by *group = state;
    int64_t left = call->arg[GROUP_LIMIT].integer;
    struct row_product product;
    struct group_walk walk;
    struct group *g;

    row_product_init(&product, rows);
    if (group_walk_start(&walk, &group->table, rows->arena)) {
        while ((g = group_walk_next(&walk)) && left-- > 0 && !rows->arena->failed)
            emit_group(call, &group->table, g, &product);
        if (g && !rows->arena->failed)
            warn_cut(call, rows);
    }
    row_product_end(&product);
}

static const struct aggregate group_aggregate = {
    .size = sizeof(struct group_by),
    .init = group_init,
    .add = group_add,
    .add_batch = group_add_batch,
    .merge = group_merge,
    .partitions = group_partitions,
    .merge_partition = group_merge_partition,
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
