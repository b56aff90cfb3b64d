/*
 * composite.c - `{ filter | agg() | more }` as the aggregate of a groupBy().
 *
 * The steps before the inner aggregate run on a copy of each row, because the
 * row is also seen by the aggregates beside this one; what stands behind it runs
 * when the group is finished.
 */
#include "base/base.h"

#include "exec/internal.h"

struct composite {
    struct stage *stage; /* in the state's arena */
    size_t nstages;
    void *state; /* of stage[0].aggregate */
};

static void composite_init(const struct func_call *call, void *state,
                           struct arena *arena)
{
    const struct exec *x = call->env->run_ctx;
    struct composite *s = state;

    s->stage = stages_of(call->pipeline, &x->plan->slots, arena, &s->nstages);
    if (s->stage)
        s->state = agg_new(s->stage[0].aggregate, arena);
}

/* The copy of a row that the steps may change; NULL when memory ran out. */
static bool copy_to_scratch(struct worker *w, struct row row, struct row *copy)
{
    if (!w->scratch)
        w->scratch = batch_new(row.batch->slots, row.batch->keep_all, SIZE_MAX);
    if (!w->scratch)
        return false;
    batch_reset(w->scratch);
    *copy = (struct row){ w->scratch, 0 };
    copy->i = (uint32_t)batch_add_row(w->scratch, row.batch->ord[row.i],
                                      row.batch->sub[row.i]);
    row_copy(row, *copy);
    return true;
}

static void composite_add(const struct func_call *call UNUSED, void *state,
                          struct row row, struct func_run *run, struct arena *arena)
{
    struct composite *s = state;
    struct worker *w = run->ctx;
    struct batch *outer = w->scratch;
    struct row copy;

    if (!s->state)
        return;
    w->scratch = outer && outer == row.batch ? NULL : outer;
    if (!copy_to_scratch(w, row, &copy)) {
        arena->failed = true;
        return;
    }
    if (run_steps_on_row(run, s->stage[0].step, s->stage[0].n, copy)) {
        const struct func_call *inner = s->stage[0].aggregate;

        inner->func->aggregate->add(inner, s->state, copy, run, arena);
    }
    if (outer && outer == row.batch) {
        batch_free(w->scratch);
        w->scratch = outer;
    }
}

static void composite_merge(const struct func_call *call UNUSED, void *into, void *from,
                            struct arena *arena)
{
    struct composite *a = into;
    struct composite *b = from;

    if (!a->state || !b->state)
        return;
    a->stage[0].aggregate->func->aggregate->merge(a->stage[0].aggregate, a->state,
                                                  b->state, arena);
}

/* Hand the rows of the last stage to the group. */
static enum status pass_rows(void *ctx, struct batch *batch, struct diag *diag UNUSED)
{
    struct agg_rows *rows = ctx;

    for (uint32_t k = 0; k < batch->nsel; k++) {
        struct row row = { batch, batch->sel[k] };
        struct row_iter it = { 0 };

        /* The taker keeps fields by reference until its rows are out. */
        while (row_next(row, &it)) {
            struct field *field = arena_new(rows->arena, struct field);

            if (!field)
                return ST_OK; /* the arena remembers that it failed */
            *field = (struct field){ it.name, it.slot };
            rows->set(rows, field, value_keep(it.value, rows->arena));
        }
        rows->next(rows);
    }
    return ST_OK;
}

static void composite_finish(const struct func_call *call, void *state,
                             struct agg_rows *rows)
{
    struct composite *s = state;
    struct exec *x = call->env->run_ctx;
    struct batch_sink sink = { .ctx = rows, .rows = pass_rows };
    struct diag diag = { 0 };

    if (s->state &&
        chain_run(&x->worker[0], s->stage, s->nstages, s->state, &sink, &diag) != ST_OK)
        rows->arena->failed = true;
    rows->none(rows);
}

const struct aggregate composite_aggregate = {
    .size = sizeof(struct composite),
    .init = composite_init,
    .add = composite_add,
    .merge = composite_merge,
    .finish = composite_finish,
};
