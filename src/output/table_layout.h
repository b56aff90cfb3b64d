/*
 * table_layout.h - how wide the columns of a table are, and whether it is one.
 */
#ifndef OUTPUT_TABLE_LAYOUT_H
#define OUTPUT_TABLE_LAYOUT_H

#include "output/grid.h"

enum {
    TABLE_GAP = 2,       /* blanks between two columns */
    TABLE_COLUMN_MIN = 8 /* narrower than this, rows are printed as blocks instead */
};

struct table_column {
    size_t width;
    bool is_numeric; /* every cell is a number: aligned to the right */
};

/* Measure the cells of `g`, one entry a column; cells and names are clean. */
void table_measure(const struct grid *g, struct table_column *columns);

/*
 * Narrow the widest columns until a row fits into `width`. False, with nothing
 * changed, when columns would have to become narrower than TABLE_COLUMN_MIN.
 */
bool table_fit(struct table_column *columns, size_t n, size_t width);

#endif
