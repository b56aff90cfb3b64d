#include "base/base.h"

#include "output/grid.h"
#include "output/separated.h"

struct output_state {
    const struct separated_style *style;
    struct grid grid;
};

enum status separated_open(struct output_state **state,
                           const struct separated_style *style, struct diag *diag)
{
    *state = calloc(1, sizeof **state);
    if (!*state)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    (*state)->style = style;
    grid_init(&(*state)->grid, GRID_BYTES);
    return ST_OK;
}

static void print_header(const struct output_state *state, struct buf *out)
{
    for (size_t c = 0; c < state->grid.ncolumns; c++) {
        if (c)
            buf_add_char(out, state->style->separator);
        state->style->add_cell(out, state->grid.column[c]);
    }
    buf_add_cstr(out, state->style->line_end);
}

static void print_rows(const struct output_state *state, struct buf *out)
{
    const struct grid *g = &state->grid;

    if (!g->is_frozen && g->ncolumns)
        print_header(state, out);
    for (size_t r = 0; r < g->nrows; r++) {
        for (size_t c = 0; c < g->ncolumns; c++) {
            if (c)
                buf_add_char(out, state->style->separator);
            state->style->add_cell(out, grid_cell(g, r, c));
        }
        buf_add_cstr(out, state->style->line_end);
    }
}

enum status separated_rows(struct output_state *state, struct batch *batch,
                           struct buf *out, struct diag *diag)
{
    for (uint32_t i = 0; i < batch->nsel; i++)
        TRY(grid_add(&state->grid, (struct row){ batch, batch->sel[i] }, diag));
    if (grid_is_full(&state->grid) || state->grid.is_frozen) {
        print_rows(state, out);
        grid_freeze(&state->grid);
    }
    return ST_OK;
}

enum status separated_end(struct output_state *state, struct buf *out,
                          struct diag *diag UNUSED)
{
    print_rows(state, out);
    return ST_OK;
}

void separated_close(struct output_state *state)
{
    if (state)
        grid_release(&state->grid);
    free(state);
}
