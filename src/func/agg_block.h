/*
 * agg_block.h - a list of aggregates with one set of states: what stats() is made of.
 */
#ifndef FUNC_AGG_BLOCK_H
#define FUNC_AGG_BLOCK_H

#include "func/agg_list.h"

struct agg_block {
    struct agg_list list;
    void *states; /* NULL: memory ran out */
};

/* Lay out the calls of a PARAM_AGGREGATES argument and start their states. */
void agg_block_init(struct agg_block *block, const struct func_arg *arg,
                    struct arena *arena);

/* Add `from`, a block of the same argument. */
void agg_block_merge(struct agg_block *into, struct agg_block *from,
                     struct arena *arena);

/* Put out the combined rows of all aggregates. */
void agg_block_finish(const struct agg_block *block, struct agg_rows *rows);

#endif
