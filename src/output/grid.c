#include "base/base.h"

#include "output/grid.h"

void grid_init(struct grid *g, size_t limit)
{
    *g = (struct grid){ .limit = limit };
    arena_init(&g->names, SIZE_MAX);
    arena_init(&g->cells, SIZE_MAX);
    map_init(&g->index, &g->names);
}

void grid_release(struct grid *g)
{
    free(g->row);
    free(g->width);
    arena_release(&g->cells);
    arena_release(&g->names);
    *g = (struct grid){ 0 };
}

bool grid_is_full(const struct grid *g)
{
    return g->cells.used >= g->limit;
}

void grid_freeze(struct grid *g)
{
    g->nrows = 0;
    g->is_frozen = true;
    arena_reset(&g->cells);
}

struct str grid_cell(const struct grid *g, size_t row, size_t column)
{
    return column < g->width[row] ? g->row[row][column] : (struct str){ NULL, 0 };
}

static enum status no_memory(struct diag *diag)
{
    return diag_set(diag, ST_NOMEM, 0, "out of memory while collecting rows");
}

static enum status add_column(struct grid *g, struct str name, uint32_t *at,
                              struct diag *diag)
{
    struct map_entry *e;

    if (g->is_frozen)
        return diag_set(diag, ST_LIMIT, 0,
                        "column '%.*s' first appears behind the rows already printed; "
                        "choose columns with select() or use --format=ndjson",
                        (int)(name.n > 80 ? 80 : name.n), name.p);
    if (g->ncolumns == GRID_COLUMNS_MAX)
        return diag_set(diag, ST_LIMIT, 0,
                        "more than %d columns; choose some with select() or use "
                        "--format=ndjson",
                        GRID_COLUMNS_MAX);
    if (g->ncolumns == g->columns_cap) {
        size_t cap = g->columns_cap ? g->columns_cap * 2 : 16;
        struct str *grown = arena_new_array(&g->names, struct str, cap);

        if (!grown)
            return no_memory(diag);
        if (g->ncolumns)
            memcpy(grown, g->column, g->ncolumns * sizeof *grown);
        g->column = grown;
        g->columns_cap = cap;
    }
    e = map_put(&g->index, name, (uint32_t)g->ncolumns);
    if (!e)
        return no_memory(diag);
    g->column[g->ncolumns++] = e->key;
    *at = e->value;
    return ST_OK;
}

static enum status find_column(struct grid *g, struct str name, uint32_t *at,
                               struct diag *diag)
{
    const struct map_entry *e = map_find(&g->index, name);

    if (!e)
        return add_column(g, name, at, diag);
    *at = e->value;
    return ST_OK;
}

static bool grow_rows(struct grid *g)
{
    size_t cap = g->rows_cap ? g->rows_cap * 2 : 256;
    struct str **row;
    size_t *width;

    if (g->nrows < g->rows_cap)
        return true;
    row = realloc(g->row, cap * sizeof(struct str *));
    if (!row)
        return false;
    g->row = row;
    width = realloc(g->width, cap * sizeof *width);
    if (!width)
        return false;
    g->width = width;
    g->rows_cap = cap;
    return true;
}

/* Every column that the row has exists afterwards. */
static enum status add_columns(struct grid *g, struct row row, struct diag *diag)
{
    struct row_iter it = { 0 };
    uint32_t at = 0;

    while (row_next(row, &it))
        TRY(find_column(g, it.name, &at, diag));
    return ST_OK;
}

static struct str make_cell(struct grid *g, struct row row, const struct row_iter *it)
{
    struct str text = value_text(it->value, &row.batch->arena);

    if (g->clean)
        return g->clean(it->name, text, &g->cells);
    return str_dup(&g->cells, text);
}

enum status grid_add(struct grid *g, struct row row, struct diag *diag)
{
    struct row_iter it = { 0 };
    struct str *cell;
    uint32_t at = 0;

    TRY(add_columns(g, row, diag));
    cell = arena_new_array(&g->cells, struct str, g->ncolumns + 1);
    if (!cell || !grow_rows(g))
        return no_memory(diag);
    while (row_next(row, &it)) {
        TRY(find_column(g, it.name, &at, diag));
        cell[at] = make_cell(g, row, &it);
        if (!cell[at].p)
            return no_memory(diag);
    }
    g->row[g->nrows] = cell;
    g->width[g->nrows] = g->ncolumns;
    g->nrows++;
    return ST_OK;
}
