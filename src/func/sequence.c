#include "base/base.h"

#include "func/sequence.h"

/* An array twice as large with the same beginning, or NULL. */
static void *grow(const void *array, size_t n, size_t *cap, size_t size,
                  struct arena *arena)
{
    size_t larger = *cap ? *cap * 2 : 16;
    void *copy = arena_alloc_array(arena, larger, size, 8);

    if (!copy)
        return NULL;
    if (n)
        memcpy(copy, array, n * size);
    *cap = larger;
    return copy;
}

void sequence_next(struct sequence *s, struct arena *arena)
{
    if (s->nrows == s->rows_cap) {
        struct sequence_row *row =
            grow(s->row, s->nrows, &s->rows_cap, sizeof *row, arena);

        if (!row)
            return;
        s->row = row;
    }
    s->row[s->nrows++] = (struct sequence_row){ .first = s->ncells };
}

static void add_cell(struct sequence *s, struct sequence_cell cell, struct arena *arena)
{
    if (s->nrows == 0 || arena->failed)
        return;
    if (s->ncells == s->cells_cap) {
        struct sequence_cell *array =
            grow(s->cell, s->ncells, &s->cells_cap, sizeof *array, arena);

        if (!array)
            return;
        s->cell = array;
    }
    s->cell[s->ncells++] = cell;
    s->row[s->nrows - 1].n++;
}

void sequence_set(struct sequence *s, const struct field *f, struct value v,
                  struct arena *arena)
{
    if (!value_is_missing(v))
        add_cell(s, (struct sequence_cell){ .field = f, .value = value_keep(v, arena) },
                 arena);
}

void sequence_keep(struct sequence *s, const struct kept_row *kept, struct arena *arena)
{
    if (kept)
        add_cell(s, (struct sequence_cell){ .kept = kept }, arena);
}

void sequence_replay(const struct sequence *s, struct agg_rows *rows)
{
    if (s->nrows == 0)
        rows->none(rows);
    for (size_t i = 0; i < s->nrows; i++) {
        if (i)
            rows->next(rows);
        for (size_t k = 0; k < s->row[i].n; k++) {
            const struct sequence_cell *cell = &s->cell[s->row[i].first + k];

            if (cell->kept)
                rows->keep(rows, cell->kept);
            else
                rows->set(rows, cell->field, cell->value);
        }
    }
}
