/*
 * glob.h - the language's wildcard patterns, where `*` is any run of bytes.
 *
 * `*` is the only special character and may stand anywhere; the run may be empty and
 * may hold line ends. A pattern is split once into the literals between its stars; a
 * match then looks for them from left to right and never goes back, so that the worst
 * case is the length of the text times that of the longest literal.
 *
 * With ignore_case letters compare by utf8_lower(); ASCII letters equal ASCII letters
 * only, so that a search for ASCII text may work on bytes. Without it bytes compare.
 *
 * A compiled glob is immutable and may be used by several threads.
 */
#ifndef TEXT_GLOB_H
#define TEXT_GLOB_H

#include "base/str.h"

struct arena;

struct glob_part {
    struct str text; /* not empty; folded when ignore_case */
    bool is_ascii;
};

struct glob {
    const struct glob_part *part; /* in order; every match holds all of them */
    size_t n;
    bool is_open_start, is_open_end; /* a star at that end */
    bool ignore_case;
};

/*
 * Compile `pattern`, which is copied into `arena`. False when the arena is exhausted.
 * The empty pattern matches the empty text.
 */
NODISCARD bool glob_compile(struct glob *g, struct arena *arena, struct str pattern,
                            bool ignore_case);

/* Does the whole of `s` match? */
HOT bool glob_match(const struct glob *g, struct str s);

/* Does some part of `s` match? As glob_match() with a star at both ends. */
HOT bool glob_contains(const struct glob *g, struct str s);

/* Is the pattern free of stars? Then `part`, if any, is all of it. */
bool glob_is_literal(const struct glob *g);

/*
 * The longest literal that every match holds, for a prefilter; empty when there is
 * none. With ignore_case it is ASCII and to be sought without regard to ASCII case.
 * A view into the glob's memory.
 */
struct str glob_longest_literal(const struct glob *g);

#endif
