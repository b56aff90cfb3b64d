#include "base/base.h"

#include "func/group_agg.h"
#include "func/group_keys.h"

/* Keys ahead whose place is asked for, so that it has arrived when it is needed. */
enum { PREFETCH_DISTANCE = 12 };

/* Fewer groups are merged faster than threads start. */
enum { PARALLEL_MIN = 20000, PARTS = 64 };

static void add_rows(struct group_table *table, const struct group_keys *keys,
                     struct batch *batch, struct func_run *run, struct arena *arena)
{
    for (size_t j = 0; j < keys->n && !arena->failed; j++) {
        struct group_key key = group_keys_at(keys, j);
        struct row row = { batch, keys->row[j] };
        struct group *g;

        if (j + PREFETCH_DISTANCE < keys->n)
            group_table_prefetch(table, keys->hash[j + PREFETCH_DISTANCE]);
        g = group_table_put(table, &key, row, arena);
        if (g)
            agg_list_add(&table->list, group_states(g), row, run, arena);
    }
}

static void add_selected(const struct func_call *call, void *state, struct batch *batch,
                         const uint16_t *sel, size_t nsel, struct func_run *run,
                         struct arena *arena)
{
    const struct func_arg *field = &call->arg[0];
    struct group_keys keys;

    if (arena->failed)
        return;
    if (group_keys_read(&keys, field->field, field->n, batch, sel, nsel, run->arena))
        add_rows(state, &keys, batch, run, arena);
}

void group_agg_add(const struct func_call *call, void *state, struct row row,
                   struct func_run *run, struct arena *arena)
{
    uint16_t sel = (uint16_t)row.i;

    add_selected(call, state, row.batch, &sel, 1, run, arena);
}

void group_agg_add_batch(const struct func_call *call, void *state, struct batch *batch,
                         struct func_run *run, struct arena *arena)
{
    add_selected(call, state, batch, batch->sel, batch->nsel, run, arena);
}

void group_agg_merge(const struct func_call *call, void *into, void *from,
                     struct arena *arena)
{
    (void)call;
    group_table_merge(into, from, arena);
}

size_t group_agg_partitions(const struct func_call *call, void *const *state,
                            size_t nstates)
{
    size_t n = 0;

    (void)call;
    for (size_t i = 0; i < nstates; i++)
        n += ((const struct group_table *)state[i])->n;
    return n < PARALLEL_MIN ? 1 : PARTS;
}

void group_agg_merge_partition(const struct func_call *call, void *const *state,
                               size_t nstates, size_t part, size_t nparts,
                               struct arena *arena)
{
    struct group_table **table = arena_new_array(arena, struct group_table *, nstates);

    (void)call;
    if (!table)
        return;
    for (size_t i = 0; i < nstates; i++)
        table[i] = state[i];
    group_table_merge_part(table, nstates, part, nparts, arena);
}
