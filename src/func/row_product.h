/*
 * row_product.h - the rows of several aggregates, combined.
 *
 * Each part has some rows; what comes out is every combination of one row of each
 * part (a Cartesian product), with the fields in the order of the parts. A part
 * without rows counts as one empty row.
 *
 *     row_product_init(&p, rows);
 *     for each group:
 *         row_product_begin(&p);
 *         finish(call, state, row_product_part(&p)); … for each part
 *         row_product_emit(&p);
 *     row_product_end(&p);
 *
 * The fields, values and kept rows given to a part are kept by reference, until
 * the rows have been emitted.
 */
#ifndef FUNC_ROW_PRODUCT_H
#define FUNC_ROW_PRODUCT_H

#include "func/func.h"

enum { ROW_PRODUCT_MAX = 2000000 };

/* One field of a row, or a whole kept row when `kept` is set. */
struct product_cell {
    const struct field *field;
    struct value value;
    const struct kept_row *kept;
};

struct product_row {
    size_t first, n; /* cells */
};

struct product_part {
    size_t first, n; /* rows */
    size_t at;       /* row of the combination that is being emitted */
};

struct row_product {
    struct agg_rows capture; /* what the parts write to */
    struct agg_rows *out;
    struct product_cell *cell;
    struct product_row *row;
    struct product_part *part;
    size_t ncells, cells_cap;
    size_t nrows, rows_cap;
    size_t nparts, parts_cap;
    bool has_row; /* the last part has a current row */
    size_t emitted;
};

/* `out` is borrowed; memory comes from out->arena. */
void row_product_init(struct row_product *p, struct agg_rows *out);

/* Forget the parts. */
void row_product_begin(struct row_product *p);

/* Start a part: where its rows go. Lives until the next part or emit. */
struct agg_rows *row_product_part(struct row_product *p);

/*
 * Emit the combinations; nothing when no part has a row. All calls together emit at
 * most ROW_PRODUCT_MAX rows: a product of a few lists is soon larger than any memory.
 */
void row_product_emit(struct row_product *p);

/* Nothing will follow; without any row there is none. */
void row_product_end(struct row_product *p);

#endif
