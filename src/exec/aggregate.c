/*
 * aggregate.c - aggregate states: make, fill, merge.
 */
#include "base/base.h"

#include "exec/internal.h"

static size_t state_size(const struct func_call *call)
{
    const struct aggregate *a = call->func->aggregate;
    size_t n = a->state_size ? a->state_size(call) : a->size;

    return n ? n : 1;
}

void *agg_new(const struct func_call *call, struct arena *arena)
{
    void *state = arena_alloc(arena, state_size(call), _Alignof(max_align_t));

    if (state && call->func->aggregate->init)
        call->func->aggregate->init(call, state, arena);
    return state;
}

void agg_add_batch(const struct func_call *call, void *state, struct batch *batch,
                   struct func_run *run, struct arena *arena)
{
    const struct aggregate *a = call->func->aggregate;

    if (a->add_batch) {
        a->add_batch(call, state, batch, run, arena);
        return;
    }
    for (uint32_t k = 0; k < batch->nsel; k++)
        a->add(call, state, (struct row){ batch, batch->sel[k] }, run, arena);
}

/* ---- merging --------------------------------------------------------------- */

struct merging {
    struct exec *x;
    const struct func_call *call;
    void **state;
    size_t nparts;
};

/* Worker `id` merges the partitions id, id + workers, … into its own arena. */
static void merge_some(void *arg, unsigned id)
{
    struct merging *m = arg;
    struct worker *w = &m->x->worker[id];

    for (size_t part = id; part < m->nparts; part += m->x->nworkers)
        m->call->func->aggregate->merge_partition(m->call, m->state, m->x->nworkers,
                                                  part, m->nparts, &w->state_arena);
}

static void merge_all(struct exec *x, const struct func_call *call)
{
    for (unsigned i = 1; i < x->nworkers; i++)
        call->func->aggregate->merge(call, x->worker[0].state, x->worker[i].state,
                                     &x->worker[0].state_arena);
}

static enum status check_memory(struct exec *x, const struct func_call *call,
                                struct diag *diag)
{
    for (unsigned i = 0; i < x->nworkers; i++)
        if (x->worker[i].state_arena.failed)
            return diag_set(diag, ST_LIMIT, call->offset,
                            "%s() needs more memory than the limit allows; raise it "
                            "with --limit-memory",
                            call->func->name);
    return ST_OK;
}

enum status agg_merge(struct exec *x, const struct func_call *call, struct diag *diag)
{
    const struct aggregate *a = call->func->aggregate;
    void *state[EXEC_WORKERS_MAX];
    struct merging m = { .x = x, .call = call, .state = state, .nparts = 1 };

    TRY(check_memory(x, call, diag));
    if (x->nworkers == 1)
        return ST_OK;
    for (unsigned i = 0; i < x->nworkers; i++)
        state[i] = x->worker[i].state;
    if (a->partitions)
        m.nparts = a->partitions(call, state, x->nworkers);
    if (m.nparts > 1)
        x->env->run(x->env->ctx, x->nworkers, merge_some, &m);
    else
        merge_all(x, call);
    return check_memory(x, call, diag);
}
