/*
 * agg_sum.h - an exact sum that is small while it sums whole numbers.
 *
 * A group keeps 24 bytes; the 400 of an exact_sum are taken when the first fraction
 * comes or when 64 bits do not suffice. The result depends on neither.
 */
#ifndef FUNC_AGG_SUM_H
#define FUNC_AGG_SUM_H

#include "base/arena.h"
#include "event/value.h"
#include "text/exact_sum.h"

/* Zeroed is the empty sum. */
struct agg_sum {
    uint64_t n;    /* numbers that were added */
    int64_t whole; /* the sum while `exact` is NULL */
    struct exact_sum *exact;
};

/* Add a value if it reads as a number. */
void agg_sum_add(struct agg_sum *sum, struct value v, struct arena *arena);

/* Add a double, or mark the sum as having no result when it is out of range. */
void agg_sum_add_double(struct agg_sum *sum, double d, struct arena *arena);

/* Add all that was added to `from`. */
void agg_sum_merge(struct agg_sum *sum, const struct agg_sum *from,
                   struct arena *arena);

/* The sum, as a whole number where it is one; missing when it has no result. */
struct value agg_sum_value(const struct agg_sum *sum);

/* The sum divided by `n`, which is not 0; missing when it has no result. */
struct value agg_sum_mean(const struct agg_sum *sum, uint64_t n);

#endif
