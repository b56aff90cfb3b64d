#include "base/base.h"

#include "exec/explain_rows.h"
#include "exec/explain_scan.h"

/* What the query has written of the step; empty for what is no step's. */
static struct str source_of(const struct plan *plan, struct span span)
{
    return str_slice(plan->text, span.offset, span.offset + span.length);
}

static void set_row(const struct plan *plan, const struct explain_row *from,
                    struct row row)
{
    const struct field *out = plan->explain.out;
    struct str source = source_of(plan, from->span);

    if (from->step)
        row_set(row, &out[EXPLAIN_STEP], value_int(from->step));
    row_set(row, &out[EXPLAIN_PHASE],
            value_str(str_from_cstr(explain_phase_name(from->phase))));
    row_set(row, &out[EXPLAIN_WHAT], value_str(from->text));
    if (source.n)
        row_set(row, &out[EXPLAIN_QUERY], value_str(source));
}

static enum status put_rows(struct plan *plan, const struct explanation *e,
                            struct batch *batch, const struct row_output *output,
                            struct diag *diag)
{
    for (size_t i = 0; i < e->n; i++) {
        if (batch->nrows == BATCH_ROWS) {
            TRY(output->rows(output->ctx, batch, diag));
            batch_reset(batch);
        }
        for (size_t k = 0; k < EXPLAIN_FIELDS && batch->nrows == 0; k++)
            batch_show(batch, plan->explain.out[k].slot);
        set_row(plan, &e->v[i],
                (struct row){ batch, (uint32_t)batch_add_row(batch, i, 0) });
    }
    return batch->nrows ? output->rows(output->ctx, batch, diag) : ST_OK;
}

enum status explain_rows(struct plan *plan, const struct exec_options *options,
                         const struct row_output *output, struct exec_stats *stats,
                         struct diag *diag)
{
    struct batch *batch = batch_new(&plan->slots, false, SIZE_MAX);
    struct explanation e;
    enum status st;

    if (!batch)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    explain_init(&e, &plan->arena);
    st = explain_plan(&e, plan, plan->explain.prefilters && options->prefilter);
    if (st == ST_OK)
        st = put_rows(plan, &e, batch, output, diag);
    else
        st = diag_set(diag, st, 0, "no memory for the explanation");
    stats->rows_out += e.n;
    batch_free(batch);
    return st;
}
