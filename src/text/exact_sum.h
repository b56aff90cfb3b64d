/*
 * exact_sum.h - a sum of numbers that does not depend on their order.
 *
 * The state holds the sum exactly; it is rounded once, when the result is asked
 * for. So partial sums of threads can be merged in any order and give the same
 * bits. Whole numbers stay exact 64-bit integers while the sum fits one.
 *
 * A zeroed struct is the empty sum. Nothing is allocated. Adding costs one integer
 * addition for whole numbers, a few floating-point ones otherwise. One thread at a
 * time.
 *
 * Source: Shewchuk, "Adaptive Precision Floating-Point Arithmetic", 1997, grow-
 * expansion; the rounding of the result as in Python's math.fsum.
 */
#ifndef TEXT_EXACT_SUM_H
#define TEXT_EXACT_SUM_H

#include "base/base.h"

/*
 * Compressed partials lie 53 bits apart, so that 40 reach from 2^1023 down to the least
 * subnormal; the rest is slack, which makes compression rare.
 */
enum { EXACT_SUM_PARTIALS = 48 };

struct exact_sum {
    int64_t whole;                      /* whole numbers, until they overflow */
    uint32_t n;                         /* partials in use */
    bool is_out_of_range;               /* a value could have made a partial overflow */
    double partial[EXACT_SUM_PARTIALS]; /* non-overlapping, smallest first */
};

/*
 * Add a value. One that is not finite or not below 2^970 (about 1e292) makes the
 * sum have no result: whether it overflows would depend on the order.
 */
void exact_sum_add(struct exact_sum *sum, double value);
void exact_sum_add_int64(struct exact_sum *sum, int64_t value);

/* Add all that was added to `other`. */
void exact_sum_merge(struct exact_sum *sum, const struct exact_sum *other);

/* The sum, rounded to the nearest double; false when a value was out of range. */
NODISCARD bool exact_sum_double(const struct exact_sum *sum, double *out);

/* The sum when it is exactly a whole number that an int64_t holds; else false. */
NODISCARD bool exact_sum_int64(const struct exact_sum *sum, int64_t *out);

#endif
