/*
 * distinct.h - how many different texts there are.
 *
 * Up to DISTINCT_EXACT_MAX of them the 64-bit hashes are kept and the answer is
 * exact (but for colliding hashes, one chance in 10^10 at the bound). Beyond, they
 * become a HyperLogLog of 16,384 registers with a typical error of 0.8 %. Which of
 * the two answers depends on the number of different texts alone, and both are
 * independent of order, so merged parts give what one counter would have given.
 *
 * Source: Flajolet et al., "HyperLogLog", 2007; the estimate is that of Ertl, "New
 * cardinality estimation algorithms for HyperLogLog sketches", 2017, algorithm 6.
 */
#ifndef FUNC_DISTINCT_H
#define FUNC_DISTINCT_H

#include "base/arena.h"
#include "base/str.h"

enum { DISTINCT_EXACT_MAX = 65536 };

/* Zeroed is empty. Memory comes from the arenas given; never released singly. */
struct distinct {
    uint64_t *hash; /* open addressing, cap places, 0 is a free one */
    uint32_t n, cap;
    uint8_t *rank; /* the registers; set: the hashes are no longer used */
};

/* Count `text` unless it was seen. */
void distinct_add(struct distinct *d, struct str text, struct arena *arena);

/* Add all that `from` has seen. */
void distinct_merge(struct distinct *d, const struct distinct *from,
                    struct arena *arena);

/* The number of different texts, exact or estimated. */
uint64_t distinct_count(const struct distinct *d);

#endif
