/*
 * fn_count.h - what a list of aggregates knows about count(), the most frequent one.
 */
#ifndef FUNC_FN_COUNT_H
#define FUNC_FN_COUNT_H

#include "func/func.h"

/* Is the call `count()` of all events? Then its state is one uint64_t. */
bool count_is_plain(const struct func_call *call);

/* What add() does for a plain count. */
static inline void count_one(void *state)
{
    ++*(uint64_t *)state;
}

#endif
