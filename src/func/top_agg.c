#include "base/base.h"

#include "func/agg_warn.h"
#include "func/top_agg.h"

static void top_add_batch(const struct func_call *call, void *state,
                          struct batch *batch, struct func_run *run,
                          struct arena *arena)
{
    const struct top_call *top = call->state;

    if (batch->nsel)
        top_rows_add(state, &top->shape, batch, batch->sel, batch->nsel, run->arena,
                     arena);
}

static void top_add(const struct func_call *call, void *state, struct row row,
                    struct func_run *run, struct arena *arena)
{
    const struct top_call *top = call->state;
    uint16_t sel = (uint16_t)row.i;

    top_rows_add(state, &top->shape, row.batch, &sel, 1, run->arena, arena);
}

static void top_merge(const struct func_call *call, void *into, void *from,
                      struct arena *arena)
{
    const struct top_call *top = call->state;

    top_rows_merge(into, &top->shape, from, arena);
}

static void emit(const struct top_shape *shape, const struct kept_row *kept,
                 struct agg_rows *rows)
{
    if (!shape->keep) {
        rows->keep(rows, kept);
        return;
    }
    for (size_t i = 0; i < shape->nkeep; i++)
        rows->set(rows, &shape->keep[i], kept->field[i].value);
}

static void top_finish(const struct func_call *call, void *state, struct agg_rows *rows)
{
    const struct top_call *top = call->state;
    const struct top_rows *kept = state;
    struct kept_row **sorted = top_rows_sorted(kept, &top->shape, rows->arena);

    if (!sorted) {
        rows->none(rows);
        return;
    }
    for (size_t i = 0; i < kept->n; i++) {
        if (i)
            rows->next(rows);
        emit(&top->shape, sorted[top->is_reversed ? kept->n - 1 - i : i], rows);
    }
    if (top->on_cut && kept->seen > top->shape.limit)
        rows->warn(rows, AGG_WARN_DEFAULT_CUT, top->on_cut);
}

const struct aggregate top_aggregate = {
    .size = sizeof(struct top_rows),
    .add = top_add,
    .add_batch = top_add_batch,
    .merge = top_merge,
    .finish = top_finish,
};
