/*
 * steps.c - the steps of a stage on whole batches.
 *
 * A step is run on all selected rows before the next one is: the selection
 * shrinks, no row moves. Only a step that makes several rows of one needs another
 * batch; what stands behind it runs on that.
 */
#include "base/base.h"

#include "exec/internal.h"

static void filter_rows(struct func_run *run, const struct cond *cond, struct batch *b)
{
    uint32_t n = 0;

    /* The operands of AND one after the other: each sees fewer rows. */
    if (cond->kind == COND_AND) {
        for (uint32_t i = 0; i < cond->nkids; i++)
            filter_rows(run, cond->kid[i], b);
        return;
    }
    for (uint32_t k = 0; k < b->nsel; k++) {
        uint16_t i = b->sel[k];

        if (eval_cond(run, cond, (struct row){ b, i }))
            b->sel[n++] = i;
    }
    b->nsel = n;
}

static void step_rows(struct func_run *run, const struct step *s, struct batch *b)
{
    uint32_t n = 0;

    if (s->kind == STEP_FILTER) {
        filter_rows(run, s->cond, b);
        return;
    }
    for (uint32_t k = 0; k < b->nsel; k++) {
        uint16_t i = b->sel[k];

        if (run_steps_on_row(run, s, 1, (struct row){ b, i }))
            b->sel[n++] = i;
    }
    b->nsel = n;
}

static void measured_step(struct worker *w, const struct step *s, struct batch *b)
{
    struct step_figures *f = meter_step(w, s);
    uint64_t start = meter_start(w, f);
    uint32_t before = b->nsel;

    step_rows(&w->run, s, b);
    meter_stop(w, f, start, before, b->nsel);
}

/* ---- one row to many ------------------------------------------------------ */

/* Rows of an expanded row stand between its neighbours. */
enum { EXPANSION_STRIDE = 4096 };

struct expansion {
    struct worker *w;
    const struct stage *stage;
    size_t next; /* the step behind the expanding one */
    const struct batch_sink *sink;
    struct batch *out;
    uint32_t sub; /* counts the rows of one event */
    enum status status;
    struct diag *diag;
};

static enum status run_from(struct worker *w, const struct stage *stage, size_t at,
                            struct batch *batch, const struct batch_sink *sink,
                            struct diag *diag);

static void expansion_flush(struct expansion *e)
{
    struct step_figures *f = meter_step(e->w, &e->stage->step[e->next - 1]);

    if (f)
        f->rows_out += e->out->nrows;
    if (e->status == ST_OK && e->out->nrows)
        e->status = run_from(e->w, e->stage, e->next, e->out, e->sink, e->diag);
    batch_reset(e->out);
}

static struct row begin_row(struct row_sink *sink, struct row copy_of)
{
    struct expansion *e = sink->ctx;
    struct row row = { e->out, 0 };

    if (e->out->nrows == BATCH_ROWS)
        expansion_flush(e);
    row.i = (uint32_t)batch_add_row(e->out, copy_of.batch->ord[copy_of.i],
                                    copy_of.batch->sub[copy_of.i] * EXPANSION_STRIDE +
                                        e->sub++);
    row_copy(copy_of, row);
    return row;
}

static bool expands(const struct step *s)
{
    return s->kind == STEP_EXPAND || join_expands(s);
}

static void expand_row(struct expansion *e, const struct step *s, struct row row,
                       struct row_sink *sink)
{
    if (s->kind == STEP_EXPAND)
        s->call->call.func->expand(&s->call->call, row, &e->w->run, sink);
    else
        join_expand(&e->w->run, s, row, sink);
}

static enum status expand_rows(struct expansion *e, const struct step *s,
                               struct batch *b)
{
    struct row_sink sink = { .ctx = e, .begin = begin_row };

    for (uint32_t k = 0; k < b->nsel && e->status == ST_OK; k++) {
        e->sub = 0;
        expand_row(e, s, (struct row){ b, b->sel[k] }, &sink);
    }
    expansion_flush(e);
    return e->status;
}

static enum status expand_batch(struct worker *w, const struct stage *stage, size_t at,
                                struct batch *batch, const struct batch_sink *sink,
                                struct diag *diag)
{
    struct expansion e = { .w = w, .stage = stage, .next = at + 1, .sink = sink };
    struct step_figures *f;
    enum status st;

    e.diag = diag;
    e.out = batch_new(&w->exec->plan->slots, stage->keep_all, batch->arena.limit);
    if (!e.out)
        return diag_set(diag, ST_NOMEM, 0, "no memory for a batch");
    f = meter_step(w, &stage->step[at]);
    if (f)
        f->rows_in += batch->nsel;
    st = expand_rows(&e, &stage->step[at], batch);
    batch_free(e.out);
    return st;
}

static enum status run_from(struct worker *w, const struct stage *stage, size_t at,
                            struct batch *batch, const struct batch_sink *sink,
                            struct diag *diag)
{
    struct arena *outer = w->run.arena;
    enum status st = ST_OK;

    w->run.arena = &batch->arena;
    for (; at < stage->n && batch->nsel && !expands(&stage->step[at]); at++)
        measured_step(w, &stage->step[at], batch);
    if (batch->nsel && at < stage->n)
        st = expand_batch(w, stage, at, batch, sink, diag);
    else if (batch->nsel)
        st = sink->rows(sink->ctx, batch, diag);
    if (st == ST_OK && batch->arena.failed)
        st = diag_set(diag, ST_LIMIT, 0,
                      "a batch of rows needs more memory than the limit allows");
    w->run.arena = outer;
    return st;
}

enum status run_stage_steps(struct worker *w, const struct stage *stage,
                            struct batch *batch, const struct batch_sink *sink,
                            struct diag *diag)
{
    return run_from(w, stage, 0, batch, sink, diag);
}
