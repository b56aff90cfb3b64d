/*
 * scan.c - the first stage: every worker over its own chunks.
 *
 * With an aggregate each worker fills a state of its own. Without one rows go to
 * the output in the order of the input: a worker that has rows waits for its
 * chunk's turn, one that has none only says so.
 */
#include "base/base.h"

#include "event/derive.h"
#include "exec/internal.h"

/* ---- completing rows ------------------------------------------------------- */

static void derive_column(struct worker *w, const struct derived_slot *d,
                          struct batch *batch)
{
    struct value source[DERIVED_SOURCES_MAX];
    struct derive_input in = { .source = source, .arena = w->run.arena };
    const struct value *column[DERIVED_SOURCES_MAX];
    struct value *cell = batch->col[d->slot];

    for (size_t n = 0; n < d->derived->nsources; n++)
        column[n] = batch->col[d->source[n]];
    for (uint32_t k = 0; k < batch->nsel; k++) {
        uint32_t i = batch->sel[k];

        if (!value_is_missing(cell[i]))
            continue;
        for (size_t n = 0; n < d->derived->nsources; n++)
            source[n] = column[n][i];
        in.raw = batch->raw[i];
        in.ordinal = batch->ord[i];
        cell[i] = d->derived->compute(&in);
    }
}

static void drop_outside_interval(struct worker *w, struct batch *batch)
{
    const struct plan *plan = w->exec->plan;
    bool has_timeless = false;
    uint32_t n = 0;

    for (uint32_t k = 0; k < batch->nsel; k++) {
        uint16_t i = batch->sel[k];
        struct row row = { batch, i };
        int64_t ms;

        if (!value_integer(row_get(row, &plan->timestamp), &ms))
            has_timeless = true;
        else if (ms >= plan->env.start_ms && ms < plan->env.end_ms)
            batch->sel[n++] = i;
    }
    batch->nsel = n;
    if (has_timeless)
        w->run.warn(&w->run, "W605",
                    "events without a time were left out of the interval");
}

/* Free text looks at the event as it was read, whatever steps do to it. */
static void remember_origin(struct batch *batch)
{
    for (uint32_t k = 0; k < batch->nsel; k++) {
        uint32_t i = batch->sel[k];
        const struct field_list *read = batch_rest(batch, i);
        struct field_list list = *read;

        list.v =
            arena_new_array(&batch->arena, struct named_value, list.n ? list.n : 1);
        if (!list.v)
            return;
        if (list.n)
            memcpy(list.v, read->v, list.n * sizeof *list.v);
        batch->origin[i] = list;
    }
}

static void show_columns(const struct exec *x, struct batch *batch)
{
    const struct plan *plan = x->plan;

    for (size_t i = 0; batch->keep_all && i < countof(plan->whole_event); i++)
        if (plan->whole_event[i].name.n)
            batch_show(batch, plan->whole_event[i].slot);
    stage_show(&x->stage[0], batch);
}

void complete_rows(struct worker *w, struct batch *batch)
{
    const struct plan *plan = w->exec->plan;

    w->run.arena = &batch->arena;
    for (size_t i = 0; i < plan->nderived; i++)
        derive_column(w, &plan->derived[i], batch);
    if (plan->env.has_interval)
        drop_outside_interval(w, batch);
    if (plan->has_free_text && batch->keep_all)
        remember_origin(batch);
    show_columns(w->exec, batch);
}

/* ---- the turn of chunks ----------------------------------------------------- */

enum { TURN_WINDOW = 4096 };

struct turns {
    uint64_t now;           /* sequence number of the chunk whose turn it is */
    bool done[TURN_WINDOW]; /* by sequence modulo the window: finished early */
    bool broken;            /* a worker failed: nobody waits any more */
};

/* One pass over the input for several queries, if none of them needs its order. */
struct scan {
    struct exec *const *x; /* n of them, with as many workers each */
    size_t n;
    const struct exec_env *env;
    struct feed *feed;
    struct turns turns;
};

struct scanning {
    struct scan *scan;
    struct exec *x; /* the query that looks at the chunk now */
    struct worker *w;
    uint64_t sequence;
    bool has_turn;
};

static void take_turn(struct scanning *s)
{
    const struct exec_env *env = s->scan->env;
    struct turns *t = &s->scan->turns;

    if (s->has_turn)
        return;
    env->lock(env->ctx);
    while (t->now != s->sequence && !t->broken)
        env->wait(env->ctx);
    env->unlock(env->ctx);
    s->has_turn = true;
}

/* The chunk is done: pass the turn on, over chunks that finished before theirs. */
static void end_turn(struct scanning *s)
{
    const struct exec_env *env = s->scan->env;
    struct turns *t = &s->scan->turns;

    env->lock(env->ctx);
    while (s->sequence - t->now >= TURN_WINDOW && !t->broken)
        env->wait(env->ctx);
    t->done[s->sequence % TURN_WINDOW] = true;
    while (t->done[t->now % TURN_WINDOW])
        t->done[t->now++ % TURN_WINDOW] = false;
    env->wake(env->ctx);
    env->unlock(env->ctx);
    s->has_turn = false;
}

static void break_turns(struct scanning *s)
{
    const struct exec_env *env = s->scan->env;

    env->lock(env->ctx);
    s->scan->turns.broken = true;
    env->wake(env->ctx);
    env->unlock(env->ctx);
}

/* ---- where the rows of the first stage go ------------------------------------ */

static enum status put_out(void *ctx, struct batch *batch, struct diag *diag)
{
    struct scanning *s = ctx;
    const struct row_output *out = s->x->output;

    /* What a row still has to read is read before others have to wait for it. */
    for (uint32_t k = 0; k < batch->nsel; k++)
        (void)batch_rest(batch, batch->sel[k]);
    take_turn(s);
    if (s->scan->turns.broken)
        return ST_IO;
    s->w->rows_out += batch->nsel;
    return out->rows(out->ctx, batch, diag);
}

static enum status put_aggregate(void *ctx, struct batch *batch, struct diag *diag)
{
    struct scanning *s = ctx;
    struct worker *w = s->w;
    const struct func_call *call = s->x->stage[0].aggregate;
    struct step_figures *f = meter_call(w, call);
    uint64_t start = meter_start(w, f);

    agg_add_batch(call, w->state, batch, &w->run, &w->state_arena);
    meter_stop(w, f, start, batch->nsel, 0);
    if (w->state_arena.failed)
        return diag_set(diag, ST_LIMIT, call->offset,
                        "%s() needs more memory than the limit allows; raise it with "
                        "--limit-memory",
                        call->func->name);
    return ST_OK;
}

/* ---- what a decoder has prepared ------------------------------------------------ */

static const struct want *find_prepared(const struct exec *x, const struct decoder *d)
{
    for (size_t i = 0; i < x->nprepared; i++)
        if (x->prepared[i].decoder == d)
            return &x->prepared[i].want;
    return NULL;
}

static enum status prepare(struct exec *x, const struct decoder *d,
                           const struct want **want, struct diag *diag)
{
    struct decoder_want *new = &x->prepared[x->nprepared];

    *want = find_prepared(x, d);
    if (*want)
        return ST_OK;
    if (x->nprepared == DECODERS_MAX)
        return diag_set(diag, ST_LIMIT, 0, "too many formats in one input");
    *new = (struct decoder_want){ .decoder = d, .want = x->want };
    if (d->compile)
        TRY(d->compile(&x->want, &x->plan->arena, &new->want.compiled, diag));
    x->nprepared++;
    *want = &new->want;
    return ST_OK;
}

/* The formats of a run are few: each is prepared when its first chunk comes. */
static enum status want_of_decoder(struct exec *x, const struct decoder *d,
                                   const struct want **want, struct diag *diag)
{
    enum status st;

    x->env->lock(x->env->ctx);
    st = prepare(x, d, want, diag);
    x->env->unlock(x->env->ctx);
    return st;
}

static void take_odd_words(struct worker *w)
{
    struct odd_words *odd = &w->batch->odd;

    if (odd->n == 0)
        return;
    odd_words_add(&w->stats.odd, odd);
    *odd = (struct odd_words){ .n = 0 };
}

/* ---- a worker ------------------------------------------------------------------ */

static enum status scan_chunk(struct scanning *s, const struct chunk *chunk,
                              struct diag *diag)
{
    struct exec *x = s->x;
    struct worker *w = s->w;
    struct cursor cursor = { 0 };
    const struct prefilter *pf = x->prefilter.find ? &x->prefilter : NULL;
    struct batch_sink sink = { .ctx = s,
                               .rows =
                                   x->stage[0].aggregate ? put_aggregate : put_out };
    const struct want *want;
    enum status st = want_of_decoder(x, chunk->decoder, &want, diag);

    while (cursor.pos < chunk->bytes.n && st == ST_OK) {
        struct step_figures *f = meter_decode(w);
        uint64_t start = meter_start(w, f);
        uint64_t events = w->stats.events;

        batch_reset(w->batch);
        /* A record that alone passes the batch's memory has been counted as skipped. */
        if (chunk->decoder->decode(chunk, &cursor, want, pf, w->batch, &w->stats,
                                   x->options->report) != ST_OK)
            w->batch->arena.failed = false;
        take_odd_words(w);
        complete_rows(w, w->batch);
        meter_stop(w, f, start, w->stats.events - events, w->batch->nsel);
        if (w->batch->nsel)
            st = run_stage_steps(w, &x->stage[0], w->batch, &sink, diag);
    }
    return st;
}

/* Every query over the chunk, one after the other. */
static enum status scan_with_all(struct scanning *s, unsigned id,
                                 const struct chunk *chunk, struct diag *diag)
{
    for (size_t i = 0; i < s->scan->n; i++) {
        s->x = s->scan->x[i];
        s->w = &s->x->worker[id];
        TRY(scan_chunk(s, chunk, diag));
    }
    return ST_OK;
}

static enum status scan_chunks(struct scanning *s, unsigned id, struct diag *diag)
{
    const struct scan *scan = s->scan;
    bool is_ordered = !scan->x[0]->stage[0].aggregate;
    struct chunk chunk;

    for (;;) {
        if (scan->env->is_cancelled(scan->env->ctx))
            return ST_OK;
        TRY(scan->feed->next(scan->feed, id, &chunk, diag));
        if (chunk.bytes.n == 0)
            return ST_OK;
        s->sequence = chunk.sequence;
        TRY(scan_with_all(s, id, &chunk, diag));
        if (is_ordered)
            end_turn(s);
    }
}

static void scan_worker(void *arg, unsigned id)
{
    struct scan *scan = arg;
    struct scanning s = { .scan = scan };
    struct worker *w = &scan->x[0]->worker[id];

    w->status = scan_chunks(&s, id, &w->diag);
    if (w->status != ST_OK || scan->env->is_cancelled(scan->env->ctx))
        break_turns(&s);
}

/* The status of the first worker that failed for a reason of its own. */
static enum status first_failure(struct exec *x, struct diag *diag)
{
    for (unsigned i = 0; i < x->nworkers; i++)
        if (x->worker[i].status != ST_OK && x->worker[i].diag.text[0]) {
            *diag = x->worker[i].diag;
            return x->worker[i].status;
        }
    for (unsigned i = 0; i < x->nworkers; i++)
        if (x->worker[i].status != ST_OK)
            return x->worker[i].status;
    return ST_OK;
}

enum status scan_run(struct exec *const *x, size_t n, struct diag *diag)
{
    const struct feed_opener *input = x[0]->input;
    struct scan scan = { .x = x, .n = n, .env = x[0]->env };
    enum status st;

    assert(n == 1 || x[0]->stage[0].aggregate);
    TRY(input->open(input->ctx, !x[0]->stage[0].aggregate, &scan.feed, diag));
    scan.env->run(scan.env->ctx, x[0]->nworkers, scan_worker, &scan);
    st = first_failure(x[0], diag);
    input->close(input->ctx, scan.feed);
    return st;
}
