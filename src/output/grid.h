/*
 * grid.h - rows that are held back until their columns are known.
 *
 * A table and a CSV file need the union of all columns before the first line is
 * written. The grid keeps copies of rows up to a limit of bytes; then the writer
 * prints what there is and freezes the columns, and rows stream through. A column
 * that first appears behind that point is an error that names it: dropping it in
 * silence would lose data.
 */
#ifndef OUTPUT_GRID_H
#define OUTPUT_GRID_H

#include "base/diag.h"
#include "event/batch.h"

enum { GRID_COLUMNS_MAX = 4096, GRID_BYTES = 32 << 20 };

struct grid {
    struct arena names; /* column names; lives as long as the grid */
    struct arena cells; /* rows; lives until grid_forget() */
    struct map index;   /* name to column */
    struct str *column;
    size_t ncolumns, columns_cap;
    struct str **row; /* heap: nrows arrays of cells; p is NULL where missing */
    size_t *width;    /* cells in each row; what lies beyond is missing */
    size_t nrows, rows_cap;
    size_t limit; /* bytes of cells from which on the grid is full */
    bool is_frozen;
    /* How a value becomes a cell; NULL: as it is. The result lies in `arena`. */
    struct str (*clean)(struct str column, struct str text, struct arena *arena);
};

void grid_init(struct grid *g, size_t limit);
void grid_release(struct grid *g);

/* Copy a row. ST_LIMIT: the columns are frozen and the row has a new one, or too many.
 */
NODISCARD enum status grid_add(struct grid *g, struct row row, struct diag *diag);

/* Time to print what there is? */
bool grid_is_full(const struct grid *g);

/* Forget the rows, keep the columns as they are from now on. */
void grid_freeze(struct grid *g);

/* The cell; p is NULL when it is missing. */
struct str grid_cell(const struct grid *g, size_t row, size_t column);

#endif
