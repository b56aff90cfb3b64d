/*
 * regex.h - the one wrapper of regular expressions.
 *
 * Vectorscan decides whether a pattern matches (linear time), PCRE2-JIT finds
 * the groups and takes over, with match and heap limits, what Vectorscan cannot
 * compile. The dialect is LogScale's (cql-language.md section 7): named groups
 * only, names may hold `.`, `@`, `#`; `m` is the caller's to set.
 *
 * Subjects are characters in UTF-8; bytes that are none match nothing. `i` folds ASCII
 * letters among themselves and others by Unicode; only in a class may the two mix (as
 * in PCRE2, [k] then matches U+212A). \d, \w and \s know ASCII, \b knows Unicode in
 * version 1. A (?i) at the start of an alternation covers its first branch in
 * version 1.
 *
 * A `struct regex` is immutable and shared by threads; each worker brings its
 * own `struct regex_memory`.
 */
#ifndef REGEX_REGEX_H
#define REGEX_REGEX_H

#include "base/diag.h"
#include "base/str.h"

struct regex;
struct regex_memory;

enum {
    REGEX_IGNORE_CASE = 1 << 0, /* i */
    REGEX_MULTILINE = 1 << 1,   /* m: ^ and $ match at lines */
    REGEX_DOTALL = 1 << 2,      /* d: dot matches newline */
    REGEX_VERSION_2 = 1 << 3,   /* F */
    REGEX_STRICT = 1 << 4,      /* refuse what LogScale does not have */
};

enum { REGEX_GROUPS_MAX = 64 };

/* What a lenient compile accepted although LogScale would not; one sentence each. */
struct regex_notes {
    const char *text[4];
    size_t n;
};

/*
 * Compile. ST_SYNTAX with diag->offset counting bytes into `pattern`. `notes` may
 * be NULL. Heap; free with regex_free().
 */
enum status regex_new(struct regex **out, struct str pattern, unsigned flags,
                      struct regex_notes *notes, struct diag *diag);
void regex_free(struct regex *re); /* NULL is allowed */

/* Named groups: their number and their names as written. */
size_t regex_ngroups(const struct regex *re);
struct str regex_group_name(const struct regex *re, size_t i);

/* Parse flags such as "iF"; false on an unknown letter. `g` sets *global. */
bool regex_parse_flags(struct str letters, unsigned *flags, bool *global);

struct regex_memory *regex_memory_new(void); /* NULL: memory */
void regex_memory_free(struct regex_memory *m);
/* How often a match was given up because a limit was reached. */
uint64_t regex_memory_limited(const struct regex_memory *m);

/* Does `s` hold a match? Given up at the limit counts as no. */
bool regex_test(const struct regex *re, struct regex_memory *m, struct str s);

/* A match: its bounds and the bounds of each named group; p is NULL for an unset group.
 */
struct regex_match {
    size_t start, end;
    struct str group[REGEX_GROUPS_MAX];
};

/* The first match at or behind `from`; false when there is none. */
bool regex_search(const struct regex *re, struct regex_memory *m, struct str s,
                  size_t from, struct regex_match *out);

/*
 * Literals, one of which every match must contain (an OR), for the prefilter;
 * n == 0 when none can be told. `ignore_case` holds for all. Live as the regex.
 */
struct regex_literals {
    const struct str *text;
    size_t n;
    bool ignore_case;
};
void regex_literals(const struct regex *re, struct regex_literals *out);

#endif
