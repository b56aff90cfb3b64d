#include "base/base.h"

#include "event/snapshot.h"
#include "func/row_product.h"
#include "func/running.h"

static void record_set(struct agg_rows *rows, const struct field *f, struct value v)
{
    const struct recorder *r = rows->ctx;

    sequence_set(r->sequence, f, v, r->arena);
}

/* A row that an aggregate kept may lie in memory that is soon reused. */
static void record_keep(struct agg_rows *rows, const struct kept_row *kept)
{
    const struct recorder *r = rows->ctx;

    if (kept == r->row) {
        sequence_keep(r->sequence, kept, r->arena);
        return;
    }
    for (uint32_t i = 0; i < kept->nfields; i++) {
        const struct kept_field *k = &kept->field[i];
        struct field *f = arena_new(r->arena, struct field);

        if (!f)
            return;
        *f = (struct field){ k->slot < 0 ? str_dup(r->arena, k->name) : k->name,
                             k->slot };
        if (!k->is_hidden)
            sequence_set(r->sequence, f, k->value, r->arena);
    }
}

static void record_next(struct agg_rows *rows)
{
    const struct recorder *r = rows->ctx;

    sequence_next(r->sequence, r->arena);
}

static void record_none(struct agg_rows *rows)
{
    (void)rows;
}

static void record_warning(struct agg_rows *rows, const char *code, const char *text)
{
    const struct recorder *r = rows->ctx;

    r->run->warn(r->run, code, text);
}

void record_answer(const struct recorder *r, const struct agg_list *list, void *states)
{
    struct recorder copy = *r;
    struct agg_rows out = { .ctx = &copy,
                            .arena = r->run->arena,
                            .set = record_set,
                            .keep = record_keep,
                            .next = record_next,
                            .none = record_none,
                            .warn = record_warning };
    struct row_product product;

    row_product_init(&product, &out);
    product.emitted = 1; /* so that the first row is started, as all others */
    row_product_begin(&product);
    if (r->row) {
        struct agg_rows *part = row_product_part(&product);

        part->keep(part, r->row);
    }
    agg_list_finish(list, states, &product);
    row_product_emit(&product);
    if (r->run->arena->failed)
        r->arena->failed = true;
}

static void load(struct row row, const struct kept_row *kept)
{
    row_clear(row);
    row.batch->ord[row.i] = kept->ord;
    row.batch->sub[row.i] = kept->sub;
    for (uint32_t i = 0; i < kept->nfields; i++) {
        const struct kept_field *f = &kept->field[i];

        if (f->slot >= 0)
            *row_cell(row, f->slot) = f->value;
        else
            row_set_name(row, f->name, f->value);
    }
}

void show_rows(const struct agg_list *list, void *states,
               const struct kept_row *const *kept, size_t n, struct row row,
               struct func_run *run, struct arena *arena)
{
    uint64_t ord = row.batch->ord[row.i];
    uint32_t sub = row.batch->sub[row.i];
    struct snapshot now;

    if (!snapshot_take(&now, row, run->arena)) {
        arena->failed = true;
        return;
    }
    for (size_t i = 0; i < n; i++) {
        load(row, kept[i]);
        agg_list_add(list, states, row, run, arena);
    }
    row.batch->ord[row.i] = ord;
    row.batch->sub[row.i] = sub;
    snapshot_restore(&now, row);
}
