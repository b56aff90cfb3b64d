/*
 * bucket_rows.h - the rows of bucket() and timeChart(): by time, then by series.
 */
#ifndef FUNC_BUCKET_ROWS_H
#define FUNC_BUCKET_ROWS_H

#include "func/buckets.h"

/* The start of the bucket that a group stands for. */
int64_t bucket_of_group(const struct group_table *table, const struct group *g);

/* finish() of both functions; `state` is a struct buckets. */
void bucket_rows_emit(const struct func_call *call, void *state, struct agg_rows *rows);

#endif
