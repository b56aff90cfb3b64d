/*
 * agg_list.h - several aggregates that run side by side over the same rows.
 *
 * groupBy() keeps such a list for each group, stats() one for everything. The
 * states of all parts lie one behind the other in memory that the owner of the
 * list provides: list->size zeroed bytes, aligned to 8.
 */
#ifndef FUNC_AGG_LIST_H
#define FUNC_AGG_LIST_H

#include "func/func.h"

struct row_product;

struct agg_part {
    const struct func_call *call;
    const struct aggregate *agg;
    size_t offset; /* of its state */
    bool is_plain_count;
};

struct agg_list {
    struct agg_part *part;
    size_t n;
    size_t size;
};

/*
 * Lay out the calls of a PARAM_AGGREGATES argument. Not before the query runs: the
 * aggregate of a composite is known only then. False: memory; then the list is empty.
 */
bool agg_list_init(struct agg_list *list, const struct func_arg *arg,
                   struct arena *arena);

/*
 * Does a sequence function stand among the calls, at any depth? Its state cannot be
 * merged, so whoever merges groups within one worker must refuse it.
 */
bool agg_list_has_sequence(const struct func_arg *arg);

/* Bring zeroed states to their beginning. */
void agg_list_start(const struct agg_list *list, void *states, struct arena *arena);

/* Give the row to every part. */
void agg_list_add(const struct agg_list *list, void *states, struct row row,
                  struct func_run *run, struct arena *arena);

/* Give all selected rows of the batch to every part. */
void agg_list_add_batch(const struct agg_list *list, void *states, struct batch *batch,
                        struct func_run *run, struct arena *arena);

/* Add the states `from` to the states `into`. */
void agg_list_merge(const struct agg_list *list, void *into, void *from,
                    struct arena *arena);

/* Let every part put its rows into a part of the product. */
void agg_list_finish(const struct agg_list *list, void *states,
                     struct row_product *product);

/* The value of a field; what row_get() does, without a call for fields with a slot. */
static inline struct value row_value(struct row row, const struct field *f)
{
    return f->slot >= 0 ? *row_cell(row, f->slot) : row_get(row, f);
}

/* The one field of the one row, or no row when there is no value. */
static inline void agg_answer(struct agg_rows *rows, const struct field *f,
                              struct value v)
{
    if (value_is_missing(v))
        rows->none(rows);
    else
        rows->set(rows, f, v);
}

#endif
