/*
 * group_agg.h - the handlers of an aggregate that groups by the fields of its first
 * parameter.
 *
 * The state is a struct group_table, or begins with one; who owns it makes it in
 * init(). groupBy() and top() are such aggregates.
 */
#ifndef FUNC_GROUP_AGG_H
#define FUNC_GROUP_AGG_H

#include "func/group_table.h"

/* As in struct aggregate. */
void group_agg_add(const struct func_call *call, void *state, struct row row,
                   struct func_run *run, struct arena *arena);
/* As in struct aggregate. */
void group_agg_add_batch(const struct func_call *call, void *state, struct batch *batch,
                         struct func_run *run, struct arena *arena);
/* As in struct aggregate. */
void group_agg_merge(const struct func_call *call, void *into, void *from,
                     struct arena *arena);
/* As in struct aggregate. */
size_t group_agg_partitions(const struct func_call *call, void *const *state,
                            size_t nstates);
/* As in struct aggregate. */
void group_agg_merge_partition(const struct func_call *call, void *const *state,
                               size_t nstates, size_t part, size_t nparts,
                               struct arena *arena);

#endif
