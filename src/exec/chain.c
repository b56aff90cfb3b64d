/*
 * chain.c - the stages behind the first aggregate: rows pushed by one thread.
 */
#include "base/base.h"

#include "exec/internal.h"

/*
 * One stage that takes the rows of an aggregate. `rows` is the face that the
 * aggregate's finish() sees; rows gather in `batch` and go on when it is full.
 * What finish() makes lives in an arena of its own: it uses some of it for many
 * rows, and the batch forgets its values whenever it is full.
 */
struct link {
    struct worker *w;
    const struct stage *stage; /* of the rows: the one behind the aggregate */
    const struct batch_sink *sink;
    struct agg_rows rows;
    const struct func_call *source; /* the aggregate whose rows these are */
    struct span from;               /* it in the query */
    struct batch *batch;
    uint32_t row; /* the current one, when has_row */
    bool has_row; /* it is in the batch */
    bool is_none; /* there is no current row */
    uint64_t ord;
    struct arena finish_arena;
    struct arena state_arena;
    void *state; /* of stage->aggregate */
    enum status status;
    struct diag *diag;
};

/* ---- what a stage's rows go to: its aggregate, or the sink ------------------ */

static enum status take_rows(void *ctx, struct batch *batch, struct diag *diag)
{
    struct link *l = ctx;
    const struct func_call *call = l->stage->aggregate;
    struct step_figures *f;
    uint64_t start;

    if (!call)
        return l->sink->rows(l->sink->ctx, batch, diag);
    f = meter_call(l->w, call);
    start = meter_start(l->w, f);
    agg_add_batch(call, l->state, batch, &l->w->run, &l->state_arena);
    meter_stop(l->w, f, start, batch->nsel, 0);
    if (l->state_arena.failed)
        return diag_set(diag, ST_LIMIT, call->offset,
                        "%s() needs more memory than the limit allows; raise it with "
                        "--limit-memory",
                        call->func->name);
    return ST_OK;
}

/* finish() leaves out what it has no memory for, and the arena remembers. */
static void check_arena(struct link *l)
{
    if (l->status == ST_OK && l->batch->arena.failed)
        l->status =
            diag_set(l->diag, ST_NOMEM, 0, "out of memory while rows were put out");
    if (l->status == ST_OK && l->finish_arena.failed)
        l->status =
            diag_set(l->diag, ST_LIMIT, l->from.offset,
                     "the rows need more memory than the limit allows; raise it "
                     "with --limit-memory");
}

static void flush(struct link *l)
{
    struct batch_sink next = { .ctx = l, .rows = take_rows };
    struct step_figures *f = meter_call(l->w, l->source);

    if (f)
        f->rows_out += l->batch->nsel;
    check_arena(l);
    if (l->status == ST_OK && l->batch->nrows)
        l->status = run_stage_steps(l->w, l->stage, l->batch, &next, l->diag);
    batch_reset(l->batch);
    stage_show(l->stage, l->batch);
}

/* ---- the face to finish() ----------------------------------------------------
 *
 * There is always a current row; it is put into the batch when something is set,
 * or when it ends.
 */

static struct row current(struct link *l)
{
    if (l->has_row)
        return (struct row){ l->batch, l->row };
    /* Only between rows: a batch that is full goes on as a whole. */
    if (l->batch->nrows == BATCH_ROWS)
        flush(l);
    l->row = (uint32_t)batch_add_row(l->batch, l->ord++, 0);
    l->has_row = true;
    l->is_none = false;
    return (struct row){ l->batch, l->row };
}

static void set_field(struct agg_rows *rows, const struct field *f, struct value v)
{
    row_set(current(rows->ctx), f, v);
}

static void keep_row(struct agg_rows *rows, const struct kept_row *k)
{
    row_merge_kept(k, current(rows->ctx));
}

static void next_row(struct agg_rows *rows)
{
    struct link *l = rows->ctx;

    (void)current(l);
    l->has_row = false;
}

static void no_row(struct agg_rows *rows)
{
    struct link *l = rows->ctx;

    if (l->has_row) {
        l->batch->nsel--;
        l->has_row = false;
    }
    l->is_none = true;
}

static void warn_rows(struct agg_rows *rows, const char *code, const char *text)
{
    struct link *l = rows->ctx;

    exec_warn(l->w->exec, code, text, l->from);
}

/* ---- running ------------------------------------------------------------------ */

static enum status link_open(struct link *l)
{
    const struct func_call *call = l->stage->aggregate;
    size_t limit = l->w->exec->options->aggregate_bytes;

    arena_init(&l->finish_arena, limit);
    arena_init(&l->state_arena, limit);
    l->batch = batch_new(&l->w->exec->plan->slots, l->stage->keep_all, SIZE_MAX);
    if (!l->batch)
        return diag_set(l->diag, ST_NOMEM, 0, "no memory for a batch");
    stage_show(l->stage, l->batch);
    if (call) {
        l->state = agg_new(call, &l->state_arena);
        if (!l->state)
            return diag_set(l->diag, ST_LIMIT, call->offset, "no memory for %s()",
                            call->func->name);
    }
    l->rows = (struct agg_rows){ .ctx = l,
                                 .arena = &l->finish_arena,
                                 .set = set_field,
                                 .keep = keep_row,
                                 .next = next_row,
                                 .none = no_row,
                                 .warn = warn_rows };
    return ST_OK;
}

/* Push the rows of `call` into the stage that the link stands for. */
static enum status link_fill(struct link *l, const struct func_call *call, void *state)
{
    call->func->aggregate->finish(call, state, &l->rows);
    if (!l->has_row && !l->is_none)
        (void)current(l);
    flush(l);
    return l->status;
}

enum status chain_run(struct worker *w, const struct stage *stage, size_t nstages,
                      void *state, const struct batch_sink *sink, struct diag *diag)
{
    const struct func_call *call = stage->aggregate;
    struct link l = {
        .w = w, .stage = stage + 1, .sink = sink, .source = call, .diag = diag
    };
    enum status st = link_open(&l);

    l.from = (struct span){ call->offset, call->length };
    if (st == ST_OK)
        st = link_fill(&l, call, state);
    if (st == ST_OK && l.stage->aggregate)
        st = chain_run(w, stage + 1, nstages - 1, l.state, sink, diag);
    batch_free(l.batch);
    arena_release(&l.finish_arena);
    arena_release(&l.state_arena);
    return st;
}
