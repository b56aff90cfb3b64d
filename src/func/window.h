/*
 * window.h - what window() has of a bucket, and its answer over several of them.
 *
 * The states of aggregates cannot be added to each other more than once, and a bucket
 * belongs to as many windows as these are long. So window() keeps the rows, and its
 * functions see those of all buckets of a window when it is finished, in the order of
 * the input.
 */
#ifndef FUNC_WINDOW_H
#define FUNC_WINDOW_H

#include "func/func.h"

/* The state of window() in one group. Zero bytes are the empty one. */
struct window_rows {
    const struct kept_row **v;
    size_t n, cap;
    const struct slots *slots; /* of the rows; NULL while there are none */
    bool keep_all;
    struct func_run run; /* of some worker that has added rows */
};

/* How many buckets of `span_ms` a window() call covers; at least 1. */
size_t window_length(const struct func_call *call, int64_t span_ms);

/* Put out what the functions of the call answer for the rows of n states. */
void window_finish(const struct func_call *call, struct window_rows *const *states,
                   size_t n, struct agg_rows *rows);

#endif
