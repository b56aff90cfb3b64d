/*
 * quantile.h - the value at a rank of a set of numbers.
 *
 * Up to QUANTILE_EXACT_MAX numbers are kept and the answer is exact. Beyond, they are
 * counted in buckets whose bounds grow by a constant factor, so that an answer is
 * wrong by at most the relative accuracy. Which of the two answers depends on how
 * many numbers there are alone, and a number's bucket on nothing but the number, so
 * merged parts give what one set would have given.
 *
 * Source: Masson et al., "DDSketch", 2019, without its collapsing of buckets.
 */
#ifndef FUNC_QUANTILE_H
#define FUNC_QUANTILE_H

#include "base/arena.h"

enum { QUANTILE_EXACT_MAX = 16384 };

struct quantile_bucket {
    int64_t key; /* see quantile.c; 0 is a free place */
    uint64_t n;
};

/* Zeroed is empty. Memory comes from the arenas given. */
struct quantile {
    uint64_t n;
    double *value; /* n of them while n <= QUANTILE_EXACT_MAX */
    uint32_t values_cap;
    bool is_sketch;
    struct quantile_bucket *bucket; /* open addressing */
    uint32_t nbuckets, buckets_cap;
};

/* Add a finite number; `accuracy` is the same in all calls for one set. */
void quantile_add(struct quantile *q, double v, double accuracy, struct arena *arena);

/* Add all of `from`. */
void quantile_merge(struct quantile *q, const struct quantile *from, double accuracy,
                    struct arena *arena);

/*
 * The numbers at the given ranks (0 is the smallest; below n, ascending order not
 * needed), in `out`. False: memory. Nothing is asked of an empty set.
 */
NODISCARD bool quantile_ranks(const struct quantile *q, const uint64_t *rank,
                              double *out, size_t nranks, double accuracy,
                              struct arena *arena);

#endif
