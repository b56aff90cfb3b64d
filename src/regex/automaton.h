/*
 * automaton.h - Vectorscan, which tells in linear time whether a text matches.
 *
 * Only for ASCII subjects and for patterns that mean the same to PCRE2 on them, and
 * only where every match holds a literal of some length: Vectorscan 5.4.9 misses a byte
 * that it seeks singly (`o`, but also `a[ab]`) behind the first 64 bytes of a subject.
 * An automaton is immutable; a thread brings its scratch space.
 */
#ifndef REGEX_AUTOMATON_H
#define REGEX_AUTOMATON_H

#include "base/str.h"

struct hs_database;
struct hs_scratch;

/* Working memory of one thread; a zeroed struct is ready. */
struct automaton_scratch {
    struct hs_scratch *space;
    uint64_t *known; /* keys of the automata that the space is large enough for */
    size_t n, cap;   /* cap is a power of two, or 0 */
    uint64_t last;   /* the key that was used last; 0 is no key */
};

void automaton_scratch_release(struct automaton_scratch *scratch);

/*
 * Compile `pattern`, the `plain` text of a dialect, with the flags of regex.h. NULL
 * when Vectorscan does not take it.
 */
struct hs_database *automaton_new(struct str pattern, unsigned flags);
void automaton_free(struct hs_database *a);

/*
 * 1 when `s` holds a match, 0 when it does not, -1 when it could not be told (memory).
 * `key` is not 0 and the same only for automata of the same pattern and flags.
 */
HOT int automaton_test(const struct hs_database *a, uint64_t key,
                       struct automaton_scratch *scratch, struct str s);

#endif
