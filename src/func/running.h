/*
 * running.h - what functions share that answer while rows go by: accumulate(), the
 * sliding windows and partition().
 *
 * Their answers are recorded in a sequence and put out at the end.
 */
#ifndef FUNC_RUNNING_H
#define FUNC_RUNNING_H

#include "func/agg_list.h"
#include "func/sequence.h"

/* Where an answer goes, and the memory for it. */
struct recorder {
    struct sequence *sequence;
    struct func_run *run;
    struct arena *arena;        /* of the state; answers are copied there */
    const struct kept_row *row; /* stands before each answer; may be NULL */
};

/*
 * Record what the aggregates answer now: their combined rows, each behind the fields
 * of r->row unless that is NULL; it lives as long as the state.
 */
void record_answer(const struct recorder *r, const struct agg_list *list, void *states);

/*
 * Show the aggregates some kept rows, one after another, in the place of `row`, which
 * is left as it was.
 */
void show_rows(const struct agg_list *list, void *states,
               const struct kept_row *const *kept, size_t n, struct row row,
               struct func_run *run, struct arena *arena);

#endif
