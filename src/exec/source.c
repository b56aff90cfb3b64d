/*
 * source.c - queries that make their own events: createEvents(), readFile().
 */
#include "base/base.h"

#include "exec/internal.h"

/* Rows on their way into the first stage, one batch at a time. */
struct making {
    struct exec *x;
    struct worker *w;
    uint64_t ord;
    struct batch_sink sink;
};

static enum status to_aggregate(void *ctx, struct batch *batch, struct diag *diag)
{
    struct making *m = ctx;
    struct worker *w = m->w;
    const struct func_call *call = m->x->stage[0].aggregate;
    struct step_figures *f;
    uint64_t start;

    if (!call) {
        w->rows_out += batch->nsel;
        return m->x->output->rows(m->x->output->ctx, batch, diag);
    }
    f = meter_call(w, call);
    start = meter_start(w, f);
    agg_add_batch(call, w->state, batch, &w->run, &w->state_arena);
    meter_stop(w, f, start, batch->nsel, 0);
    if (w->state_arena.failed)
        return diag_set(diag, ST_LIMIT, call->offset,
                        "%s() needs more memory than the limit allows",
                        call->func->name);
    return ST_OK;
}

static enum status flush(struct making *m, struct diag *diag)
{
    struct worker *w = m->w;
    enum status st = ST_OK;

    complete_rows(w, w->batch);
    if (w->batch->nsel)
        st = run_stage_steps(w, &m->x->stage[0], w->batch, &m->sink, diag);
    batch_reset(w->batch);
    return st;
}

static enum status begin_row(struct making *m, struct row *row, struct diag *diag)
{
    if (m->w->batch->nrows == BATCH_ROWS)
        TRY(flush(m, diag));
    *row = (struct row){ m->w->batch, 0 };
    row->i = (uint32_t)batch_add_row(m->w->batch, m->ord++, 0);
    m->w->stats.events++;
    return ST_OK;
}

/* One event a text, `@rawstring` holding it, a millisecond apart. */
static enum status make_events(struct making *m, const struct call_site *site,
                               struct diag *diag)
{
    const struct func_arg *arg = &site->call.arg[0];
    struct row row;

    for (size_t i = 0; i < arg->n; i++) {
        TRY(begin_row(m, &row, diag));
        row_read(row, STR("@rawstring"), value_str(arg->text[i]));
        row_read(row, STR("@timestamp"),
                 value_int(site->call.env->now_ms + (int64_t)i));
        row.batch->raw[row.i] = arg->text[i];
    }
    return flush(m, diag);
}

static bool includes(const struct func_arg *include, struct str column)
{
    for (size_t i = 0; i < include->n; i++)
        if (str_eq(include->text[i], column))
            return true;
    return !include->given;
}

static enum status make_row(struct making *m, const struct func_table *table, size_t r,
                            const struct func_arg *include, struct diag *diag)
{
    struct row row;

    TRY(begin_row(m, &row, diag));
    for (size_t k = 0; k < table->ncolumns; k++) {
        struct value v = table->cell[r * table->ncolumns + k];

        if (!value_is_missing(v) && includes(include, table->column[k]))
            row_read(row, table->column[k], v);
    }
    return ST_OK;
}

/* One event a row of each table; `limit` counts over all of them. */
static enum status read_tables(struct making *m, const struct call_site *site,
                               struct diag *diag)
{
    const struct func_table *const *table = site->call.state;
    const struct func_arg *include = &site->call.arg[1];
    const struct func_arg *limit = &site->call.arg[2];
    uint64_t left = limit->given ? (uint64_t)limit->integer : UINT64_MAX;

    for (size_t i = 0; i < site->call.arg[0].n; i++)
        for (size_t r = 0; r < table[i]->nrows && left > 0; r++, left--)
            TRY(make_row(m, table[i], r, include, diag));
    return flush(m, diag);
}

enum status source_run(struct exec *x, const struct call_site *site, struct diag *diag)
{
    struct making m = { .x = x, .w = &x->worker[0] };

    m.sink = (struct batch_sink){ .ctx = &m, .rows = to_aggregate };
    return site->call.func->special == FUNC_CREATE_EVENTS ? make_events(&m, site, diag)
                                                          : read_tables(&m, site, diag);
}
