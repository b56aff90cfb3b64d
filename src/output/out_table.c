/*
 * out_table.c - aligned columns for people.
 *
 *     ComputerName  ImageFileName          ExecutionCount
 *     ────────────  ─────────────────────  ──────────────
 *     FIN-WS-014    \Device\…\updater.exe               1
 *                                                         (numbers to the right)
 *
 * A value of several lines, as collect() makes them, takes as many lines in its
 * cell. A row too wide for the terminal is printed as a block instead:
 *
 *     ── 1 ────────────────────────
 *     aid            5c1f…
 *     ImageFileName  \Device\…
 *
 * Everything is made harmless before it is measured, see cell.h.
 */
#include "base/base.h"

#include <stdio.h>

#include "output/cell.h"
#include "output/output.h"
#include "output/table_layout.h"
#include "output/when.h"

enum { CELL_LINES_MAX = 12, BLOCK_RULE = 40 };

static const char *const style_head = "\033[1m";
static const char *const style_rule = "\033[2m";
static const char *const style_end = "\033[0m";

struct output_state {
    struct output_options options;
    struct grid grid;
    struct table_column *column; /* heap; ncolumns of the first print */
    bool has_header;
    bool is_blocks;
    size_t nprinted;
};

static struct str clean_cell(struct str column, struct str text, struct arena *arena)
{
    return text_clean(when_readable(column, text, arena), arena);
}

static enum status table_open(struct output_state **state,
                              const struct output_options *options, struct diag *diag)
{
    *state = calloc(1, sizeof **state);
    if (!*state)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    (*state)->options = *options;
    grid_init(&(*state)->grid, GRID_BYTES);
    (*state)->grid.clean = clean_cell;
    return ST_OK;
}

static void add_style(const struct output_state *s, struct buf *out, const char *style)
{
    if (s->options.color)
        buf_add_cstr(out, style);
}

static void add_repeated(struct buf *out, struct str piece, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buf_add(out, piece);
}

/* Blanks at the end of a line would only make copying a table ugly. */
static void end_line(struct buf *out, size_t start)
{
    while (out->n > start && out->p[out->n - 1] == ' ')
        out->n--;
    buf_add_char(out, '\n');
}

static void add_aligned(struct buf *out, struct str text,
                        const struct table_column *column)
{
    size_t width = text_width(text);
    size_t pad = width < column->width ? column->width - width : 0;

    if (column->is_numeric)
        buf_pad(out, pad, ' ');
    text_add_cut(out, text, column->width);
    if (!column->is_numeric)
        buf_pad(out, pad, ' ');
}

static void print_header(const struct output_state *s, struct buf *out)
{
    const struct grid *g = &s->grid;
    size_t start = out->n;

    add_style(s, out, style_head);
    for (size_t c = 0; c < g->ncolumns; c++) {
        if (c)
            buf_pad(out, TABLE_GAP, ' ');
        add_aligned(out, g->column[c], &s->column[c]);
    }
    if (!s->options.color)
        end_line(out, start);
    else
        buf_printf(out, "%s\n", style_end);
    add_style(s, out, style_rule);
    for (size_t c = 0; c < g->ncolumns; c++) {
        if (c)
            buf_pad(out, TABLE_GAP, ' ');
        add_repeated(out, STR("─"), s->column[c].width);
    }
    add_style(s, out, style_end);
    buf_add_char(out, '\n');
}

/* The next line of a cell; the last one allowed says how many are left out. */
static void add_cell_line(const struct output_state *s, struct buf *out,
                          struct str *rest, size_t line,
                          const struct table_column *column)
{
    struct str text = rest->p ? str_cut(rest, '\n') : (struct str){ NULL, 0 };
    char more[32];
    size_t left = 1;

    if (line + 1 < CELL_LINES_MAX || !rest->p || !s->options.fit_columns) {
        add_aligned(out, text, column);
        return;
    }
    while (rest->p) {
        (void)str_cut(rest, '\n');
        left++;
    }
    (void)snprintf(more, sizeof more, "… %zu more", left);
    add_aligned(out, str_from_cstr(more), column);
}

static bool any_left(const struct str *rest, size_t n)
{
    for (size_t c = 0; c < n; c++)
        if (rest[c].p)
            return true;
    return false;
}

static void print_row(const struct output_state *s, size_t r, struct str *rest,
                      struct buf *out)
{
    const struct grid *g = &s->grid;
    size_t line = 0;

    for (size_t c = 0; c < g->ncolumns; c++)
        rest[c] = grid_cell(g, r, c);
    do {
        size_t start = out->n;

        for (size_t c = 0; c < g->ncolumns; c++) {
            if (c)
                buf_pad(out, TABLE_GAP, ' ');
            add_cell_line(s, out, &rest[c], line, &s->column[c]);
        }
        end_line(out, start);
        line++;
    } while (any_left(rest, g->ncolumns));
}

static size_t widest_name(const struct grid *g, size_t r)
{
    size_t widest = 0;

    for (size_t c = 0; c < g->ncolumns; c++) {
        size_t width = grid_cell(g, r, c).p ? text_width(g->column[c]) : 0;

        if (width > widest)
            widest = width;
    }
    return widest;
}

static void print_block_cell(const struct output_state *s, struct str cell,
                             size_t indent, struct buf *out)
{
    size_t width = s->options.fit_columns ? s->options.width : 0;
    size_t room = width > indent + TABLE_COLUMN_MIN ? width - indent : SIZE_MAX;
    bool is_first = true;

    while (cell.p) {
        struct str line = str_cut(&cell, '\n');

        buf_pad(out, is_first ? 0 : indent, ' ');
        /* A block shows the whole value: it is cut only where a table would be. */
        while (text_width(line) > room) {
            size_t at = text_prefix(line, room);

            buf_add(out, str_slice(line, 0, at));
            buf_add_char(out, '\n');
            buf_pad(out, indent, ' ');
            line = str_slice(line, at, line.n);
        }
        buf_add(out, line);
        buf_add_char(out, '\n');
        is_first = false;
    }
}

static void print_block(const struct output_state *s, size_t r, struct buf *out)
{
    const struct grid *g = &s->grid;
    size_t indent = widest_name(g, r) + TABLE_GAP;

    add_style(s, out, style_rule);
    buf_printf(out, "── %zu ", s->nprinted + r + 1);
    add_repeated(out, STR("─"), BLOCK_RULE);
    add_style(s, out, style_end);
    buf_add_char(out, '\n');
    for (size_t c = 0; c < g->ncolumns; c++) {
        struct str cell = grid_cell(g, r, c);

        if (!cell.p)
            continue;
        add_style(s, out, style_head);
        buf_add(out, g->column[c]);
        add_style(s, out, style_end);
        buf_pad(out, indent - text_width(g->column[c]), ' ');
        print_block_cell(s, cell, indent, out);
    }
}

/* Decide once, from the first rows, how the table looks. */
static enum status lay_out(struct output_state *s, struct diag *diag)
{
    size_t n = s->grid.ncolumns;

    s->column = calloc(n, sizeof *s->column);
    if (!s->column)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    table_measure(&s->grid, s->column);
    if (s->options.fit_columns && s->options.width)
        s->is_blocks = !table_fit(s->column, n, s->options.width);
    return ST_OK;
}

static enum status print_grid(struct output_state *s, struct buf *out,
                              struct diag *diag)
{
    struct str *rest;

    if (s->grid.ncolumns == 0)
        return ST_OK;
    if (!s->column)
        TRY(lay_out(s, diag));
    rest = calloc(s->grid.ncolumns, sizeof *rest);
    if (!rest)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    if (!s->has_header && !s->is_blocks)
        print_header(s, out);
    s->has_header = true;
    for (size_t r = 0; r < s->grid.nrows; r++) {
        if (s->is_blocks)
            print_block(s, r, out);
        else
            print_row(s, r, rest, out);
    }
    s->nprinted += s->grid.nrows;
    free(rest);
    return ST_OK;
}

static enum status table_rows(struct output_state *s, struct batch *batch,
                              struct buf *out, struct diag *diag)
{
    for (uint32_t i = 0; i < batch->nsel; i++)
        TRY(grid_add(&s->grid, (struct row){ batch, batch->sel[i] }, diag));
    if (!grid_is_full(&s->grid) && !s->grid.is_frozen)
        return ST_OK;
    TRY(print_grid(s, out, diag));
    grid_freeze(&s->grid);
    return ST_OK;
}

static enum status table_end(struct output_state *s, struct buf *out, struct diag *diag)
{
    return print_grid(s, out, diag);
}

static void table_close(struct output_state *s)
{
    if (!s)
        return;
    grid_release(&s->grid);
    free(s->column);
    free(s);
}

const struct output output_table_ = {
    .name = "table",
    .summary = "aligned columns for people; the default on a terminal",
    .is_for_screen = true,
    .open = table_open,
    .rows = table_rows,
    .end = table_end,
    .close = table_close,
};
