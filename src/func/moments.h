/*
 * moments.h - variance and covariance without rounding before the end.
 *
 * n * sum(ab) - sum(a) * sum(b) loses every digit when numbers are large and close
 * to each other, as times are. Products are split into a double and its exact error,
 * sums are exact, and so is the difference; it is rounded once. That also makes it
 * independent of the order of rows.
 *
 * Source: Dekker, "A floating-point technique for extending the available
 * precision", 1971, for the product; exact_sum.h for the sums.
 */
#ifndef FUNC_MOMENTS_H
#define FUNC_MOMENTS_H

#include "func/agg_sum.h"

/* Add a * b to the sum. */
void moments_add_product(struct agg_sum *sum, double a, double b, struct arena *arena);

/* n * ab - a * b; false when a value was too large for an exact result. */
NODISCARD bool moments_difference(uint64_t n, const struct agg_sum *ab,
                                  const struct agg_sum *a, const struct agg_sum *b,
                                  double *out);

#endif
