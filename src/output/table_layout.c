#include "base/base.h"

#include "output/cell.h"
#include "output/table_layout.h"
#include "text/number.h"

static size_t widest_line(struct str cell)
{
    size_t widest = 0;

    while (cell.p) {
        size_t width = text_width(str_cut(&cell, '\n'));

        if (width > widest)
            widest = width;
    }
    return widest;
}

static void measure_column(const struct grid *g, size_t c, struct table_column *column)
{
    bool has_numbers = false;
    double number;

    column->width = widest_line(g->column[c]);
    column->is_numeric = true;
    for (size_t r = 0; r < g->nrows; r++) {
        struct str cell = grid_cell(g, r, c);
        size_t width = widest_line(cell);

        if (width > column->width)
            column->width = width;
        if (cell.n == 0)
            continue;
        has_numbers = true;
        if (column->is_numeric && !number_parse(cell, &number))
            column->is_numeric = false;
    }
    column->is_numeric = column->is_numeric && has_numbers;
}

void table_measure(const struct grid *g, struct table_column *columns)
{
    for (size_t c = 0; c < g->ncolumns; c++)
        measure_column(g, c, &columns[c]);
}

static size_t total_width(const struct table_column *columns, size_t n, size_t cap)
{
    size_t sum = n ? (n - 1) * TABLE_GAP : 0;

    for (size_t c = 0; c < n; c++)
        sum += columns[c].width < cap ? columns[c].width : cap;
    return sum;
}

/* The widest column that is allowed is found by halving: what fits grows with it. */
bool table_fit(struct table_column *columns, size_t n, size_t width)
{
    size_t low = TABLE_COLUMN_MIN;
    size_t high = width;

    if (total_width(columns, n, SIZE_MAX) <= width)
        return true;
    if (total_width(columns, n, low) > width)
        return false;
    while (low < high) {
        size_t middle = low + (high - low + 1) / 2;

        if (total_width(columns, n, middle) <= width)
            low = middle;
        else
            high = middle - 1;
    }
    for (size_t c = 0; c < n; c++)
        if (columns[c].width > low)
            columns[c].width = low;
    return true;
}
