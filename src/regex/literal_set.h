/*
 * literal_set.h - does a text hold one of a few literals?
 *
 * Made for the short texts of fields: one pass, two table look-ups a byte, no start-up
 * cost. A set is immutable once built and may be shared by threads.
 */
#ifndef REGEX_LITERAL_SET_H
#define REGEX_LITERAL_SET_H

#include "base/str.h"

enum { LITERAL_SET_MAX = 32 };

struct literal_set {
    const struct str *text; /* borrowed; not empty; lower case when ignore_case */
    size_t n;
    bool ignore_case;    /* ASCII letters only */
    uint32_t first[256]; /* bit i: literal i may begin with this byte */
    uint32_t second[256];
};

/* Prepare for 1 to LITERAL_SET_MAX literals, which must outlive the set. */
void literal_set_init(struct literal_set *set, const struct str *text, size_t n,
                      bool ignore_case);

/* Does `s` hold one of the literals? Linear in `s`, save where many nearly match. */
HOT bool literal_set_test(const struct literal_set *set, struct str s);

#endif
