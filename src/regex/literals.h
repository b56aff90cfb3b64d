/*
 * literals.h - what text must stand in every match of a pattern.
 *
 * The answer is an OR: each match holds one of the literals. It may be weaker than the
 * truth, never stronger.
 */
#ifndef REGEX_LITERALS_H
#define REGEX_LITERALS_H

#include "base/str.h"

struct arena;

enum {
    LITERALS_MAX = 32,     /* alternatives */
    LITERAL_BYTES_MAX = 96 /* bytes of one; longer ones are cut */
};

struct literals {
    const struct str *text; /* not empty; live in the arena; lower if ignore_case */
    size_t n;               /* 0: nothing is known */
    bool ignore_case;
    bool is_whole; /* the pattern matches just where one of the literals stands */
};

/*
 * Read `pattern`, the `plain` text of a dialect. Nothing is known when the arena is
 * exhausted or the pattern holds what is not understood.
 */
void literals_derive(struct literals *out, struct arena *arena, struct str pattern,
                     bool ignore_case);

#endif
