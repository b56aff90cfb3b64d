/*
 * top_rows.h - the first n rows in some order, without keeping the others.
 *
 * A heap with the last of the kept rows on top: a row that does not come before it is
 * refused at the cost of one comparison, one that does takes its place and its
 * memory. So no more than n rows are kept, whatever goes by. Rows of a batch are
 * copied when the batch is done, those that are left of it.
 *
 * Rows that compare equal keep the order of (ord, sub).
 */
#ifndef FUNC_TOP_ROWS_H
#define FUNC_TOP_ROWS_H

#include "func/func.h"
#include "func/sort_key.h"

struct sort_spec {
    struct field field;
    enum sort_type type;
    bool is_descending;
};

struct top_shape {
    const struct sort_spec *spec;
    size_t nspecs;
    size_t limit;
    bool is_latest;           /* of equal rows those come first that were read last */
    const struct field *keep; /* fields of a kept row; NULL: the whole row */
    size_t nkeep;
};

struct top_row;

/* Zeroed is empty. */
struct top_rows {
    struct top_row **heap;
    size_t n, cap;
    uint64_t seen;
};

/* Offer rows sel[0 … nsel - 1] of the batch. */
void top_rows_add(struct top_rows *top, const struct top_shape *shape,
                  struct batch *batch, const uint16_t *sel, size_t nsel,
                  struct arena *scratch, struct arena *arena);

/* Offer the rows of `from`, which must stay alive. */
void top_rows_merge(struct top_rows *top, const struct top_shape *shape,
                    const struct top_rows *from, struct arena *arena);

/* The kept rows in order, top->n of them, in `arena`. NULL: none or memory. */
struct kept_row **top_rows_sorted(const struct top_rows *top,
                                  const struct top_shape *shape, struct arena *arena);

#endif
