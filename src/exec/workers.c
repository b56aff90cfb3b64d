/*
 * workers.c - what each thread needs.
 */
#include "base/base.h"

#include "exec/internal.h"
#include "func/zone.h"

static void run_warn(struct func_run *run, const char *code, const char *text)
{
    struct worker *w = run->ctx;
    const struct exec_env *env = w->exec->env;

    env->lock(env->ctx);
    exec_warn(w->exec, code, text, (struct span){ 0 });
    env->unlock(env->ctx);
}

static bool run_pipeline(struct func_run *run, struct pipeline *pipeline,
                         struct row row)
{
    return run_steps_on_row(run, pipeline->step, pipeline->n, row);
}

static enum status worker_init(struct worker *w, struct exec *x, unsigned id,
                               struct diag *diag)
{
    const struct func_call *call = x->stage[0].aggregate;

    w->exec = x;
    w->id = id;
    arena_init(&w->state_arena, x->options->aggregate_bytes);
    w->batch =
        batch_new(&x->plan->slots, x->stage[0].keep_all, x->options->batch_bytes);
    w->run = (struct func_run){ .regex = regex_memory_new(),
                                .zones = zone_memory_new(),
                                .eval = eval_expr,
                                .ctx = w,
                                .warn = run_warn,
                                .pipeline = run_pipeline };
    if (!w->batch || !w->run.regex || !w->run.zones || !meter_new(w))
        return diag_set(diag, ST_NOMEM, 0, "no memory for a worker");
    w->run.arena = &w->batch->arena;
    if (call) {
        w->state = agg_new(call, &w->state_arena);
        if (!w->state)
            return diag_set(diag, ST_LIMIT, call->offset,
                            "the memory limit is too low for %s()", call->func->name);
    }
    return ST_OK;
}

enum status workers_new(struct exec *x, unsigned n, struct diag *diag)
{
    x->worker = calloc(n, sizeof *x->worker);
    if (!x->worker)
        return diag_set(diag, ST_NOMEM, 0, "no memory for workers");
    x->nworkers = n;
    for (unsigned i = 0; i < n; i++)
        TRY(worker_init(&x->worker[i], x, i, diag));
    return ST_OK;
}

void workers_free(struct exec *x)
{
    for (unsigned i = 0; x->worker && i < x->nworkers; i++) {
        struct worker *w = &x->worker[i];

        batch_free(w->batch);
        batch_free(w->scratch);
        regex_memory_free(w->run.regex);
        zone_memory_free(w->run.zones);
        arena_release(&w->state_arena);
        meter_free(w);
    }
    free(x->worker);
    x->worker = NULL;
}
