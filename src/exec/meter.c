#include "base/base.h"

#include "exec/internal.h"
#include "exec/meter.h"

/* The figures of a worker: one for each step, and that of reading records. */
static size_t count(const struct exec_meter *meter)
{
    return meter->nsteps + 1;
}

bool meter_new(struct worker *w)
{
    const struct exec_meter *meter = w->exec->options->meter;

    if (!meter)
        return true;
    w->figures = calloc(count(meter), sizeof *w->figures);
    return w->figures != NULL;
}

void meter_free(struct worker *w)
{
    free(w->figures);
    w->figures = NULL;
}

struct step_figures *meter_step(const struct worker *w, const struct step *s)
{
    const struct pipeline *main;

    if (!w->figures)
        return NULL;
    main = w->exec->plan->main;
    for (size_t i = 0; i < main->n && i < w->exec->options->meter->nsteps; i++)
        if (&main->step[i] == s)
            return &w->figures[i];
    return NULL;
}

struct step_figures *meter_call(const struct worker *w, const struct func_call *call)
{
    const struct pipeline *main;

    if (!w->figures)
        return NULL;
    main = w->exec->plan->main;
    for (size_t i = 0; i < main->n; i++)
        if (main->step[i].call && &main->step[i].call->call == call)
            return meter_step(w, &main->step[i]);
    return NULL;
}

struct step_figures *meter_decode(const struct worker *w)
{
    return w->figures ? &w->figures[w->exec->options->meter->nsteps] : NULL;
}

uint64_t meter_start(const struct worker *w, const struct step_figures *f)
{
    return f ? w->exec->options->meter->now_ns() : 0;
}

void meter_stop(const struct worker *w, struct step_figures *f, uint64_t start,
                uint64_t rows_in, uint64_t rows_out)
{
    if (!f)
        return;
    f->rows_in += rows_in;
    f->rows_out += rows_out;
    f->ns += w->exec->options->meter->now_ns() - start;
}

static void add(struct step_figures *to, const struct step_figures *f)
{
    to->rows_in += f->rows_in;
    to->rows_out += f->rows_out;
    to->ns += f->ns;
}

void meter_sum(const struct worker *w)
{
    struct exec_meter *meter;

    if (!w->figures)
        return;
    meter = w->exec->options->meter;
    for (size_t i = 0; i < meter->nsteps; i++)
        add(&meter->step[i], &w->figures[i]);
    add(&meter->decode, &w->figures[meter->nsteps]);
}
