/*
 * sequence.h - the rows of a sequence function, and what it adds to them.
 *
 * A sequence function sees rows in their order and puts them out again, with more
 * fields or as something else. What it puts out before the end is recorded here, row
 * by row, and replayed by finish(). All memory comes from the arena of the state.
 */
#ifndef FUNC_SEQUENCE_H
#define FUNC_SEQUENCE_H

#include "func/func.h"

struct sequence_cell {
    const struct field *field;
    struct value value;
    const struct kept_row *kept; /* set: a whole row instead */
};

struct sequence_row {
    size_t first, n; /* cells */
};

/* Zeroed is empty. */
struct sequence {
    struct sequence_cell *cell;
    struct sequence_row *row;
    size_t ncells, cells_cap;
    size_t nrows, rows_cap;
};

/* Start a row. */
void sequence_next(struct sequence *s, struct arena *arena);

/* Add to the row that was started last. The field and the kept row must stay alive. */
void sequence_set(struct sequence *s, const struct field *f, struct value v,
                  struct arena *arena);
/* Add a whole row. */
void sequence_keep(struct sequence *s, const struct kept_row *kept,
                   struct arena *arena);

/* Put out everything. */
void sequence_replay(const struct sequence *s, struct agg_rows *rows);

#endif
