#include "base/base.h"

#include "func/agg_warn.h"
#include "func/row_product.h"

/* Make room for one more element; the old array stays in the arena. False: memory. */
static bool reserve(struct arena *arena, void **array, size_t n, size_t *cap,
                    size_t size)
{
    size_t grown = *cap ? *cap * 2 : 4;
    void *copy;

    if (n < *cap)
        return true;
    copy = arena_alloc_array(arena, grown, size, 8);
    if (!copy)
        return false;
    if (n)
        memcpy(copy, *array, n * size);
    *array = copy;
    *cap = grown;
    return true;
}

static void add_cell(struct row_product *p, struct product_cell cell)
{
    void *array = p->cell;

    if (!p->has_row ||
        !reserve(p->out->arena, &array, p->ncells, &p->cells_cap, sizeof cell))
        return;
    p->cell = array;
    p->cell[p->ncells++] = cell;
    p->row[p->nrows - 1].n++;
}

static void capture_set(struct agg_rows *rows, const struct field *f, struct value v)
{
    if (!value_is_missing(v))
        add_cell(rows->ctx, (struct product_cell){ .field = f, .value = v });
}

static void capture_keep(struct agg_rows *rows, const struct kept_row *row)
{
    add_cell(rows->ctx, (struct product_cell){ .kept = row });
}

static void capture_next(struct agg_rows *rows)
{
    struct row_product *p = rows->ctx;
    void *array = p->row;

    p->has_row = p->nparts &&
                 reserve(p->out->arena, &array, p->nrows, &p->rows_cap, sizeof *p->row);
    if (!p->has_row)
        return;
    p->row = array;
    p->row[p->nrows++] = (struct product_row){ .first = p->ncells };
    p->part[p->nparts - 1].n++;
}

static void capture_none(struct agg_rows *rows)
{
    struct row_product *p = rows->ctx;

    if (!p->has_row)
        return;
    p->ncells = p->row[--p->nrows].first;
    p->part[p->nparts - 1].n--;
    p->has_row = false;
}

static void capture_warn(struct agg_rows *rows, const char *code, const char *text)
{
    struct row_product *p = rows->ctx;

    p->out->warn(p->out, code, text);
}

void row_product_init(struct row_product *p, struct agg_rows *out)
{
    *p = (struct row_product){ .out = out };
    p->capture = (struct agg_rows){ .ctx = p,
                                    .arena = out->arena,
                                    .set = capture_set,
                                    .keep = capture_keep,
                                    .next = capture_next,
                                    .none = capture_none,
                                    .warn = capture_warn };
}

void row_product_begin(struct row_product *p)
{
    p->ncells = p->nrows = p->nparts = 0;
    p->has_row = false;
}

struct agg_rows *row_product_part(struct row_product *p)
{
    void *array = p->part;

    p->has_row = false;
    if (!reserve(p->out->arena, &array, p->nparts, &p->parts_cap, sizeof *p->part))
        return &p->capture;
    p->part = array;
    p->part[p->nparts++] = (struct product_part){ .first = p->nrows };
    capture_next(&p->capture);
    return &p->capture;
}

static void emit_row(struct row_product *p, const struct product_row *row)
{
    for (size_t i = 0; i < row->n; i++) {
        const struct product_cell *cell = &p->cell[row->first + i];

        if (cell->kept)
            p->out->keep(p->out, cell->kept);
        else
            p->out->set(p->out, cell->field, cell->value);
    }
}

static void emit_combination(struct row_product *p)
{
    if (p->emitted++)
        p->out->next(p->out);
    for (size_t i = 0; i < p->nparts; i++) {
        const struct product_part *part = &p->part[i];

        if (part->n)
            emit_row(p, &p->row[part->first + part->at]);
    }
}

/* The next combination, the last part fastest; false after the last one. */
static bool advance(struct row_product *p)
{
    for (size_t i = p->nparts; i-- > 0;) {
        if (++p->part[i].at < p->part[i].n)
            return true;
        p->part[i].at = 0;
    }
    return false;
}

void row_product_emit(struct row_product *p)
{
    if (p->nrows == 0)
        return;
    do {
        if (p->emitted == ROW_PRODUCT_MAX) {
            p->out->warn(p->out, AGG_WARN_CUT,
                         "combining the rows of several aggregates gave more than "
                         "2,000,000 rows; the rest is left out");
            return;
        }
        emit_combination(p);
    } while (advance(p) && !p->out->arena->failed);
}

void row_product_end(struct row_product *p)
{
    if (!p->emitted)
        p->out->none(p->out);
}
