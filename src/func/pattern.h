/*
 * pattern.h - how a function compiles the regular expression it was given.
 */
#ifndef FUNC_PATTERN_H
#define FUNC_PATTERN_H

#include "func/func.h"
#include "regex/regex.h"

/*
 * Compile `text`, the pattern of argument `regex`, with the flags in argument `flags`
 * (none when it was not given). What the lenient dialect merely tolerates is told as a
 * warning. On success the caller owns *out: regex_free().
 */
enum status pattern_new(const struct func_call *call, size_t regex, size_t flags,
                        struct str text, struct regex **out, struct diag *diag);

/* A field for each named group of `re`, in env->arena; NULL without groups. */
enum status pattern_fields(const struct func_call *call, const struct regex *re,
                           const struct field **out, struct diag *diag);

/*
 * Where the search for the next match begins: behind this one, and behind one character
 * more when it was empty, so that a loop ends. s.n + 1: nowhere.
 */
size_t pattern_next(struct str s, const struct regex_match *m);

/* Set the fields of the groups that took part in the match. */
void pattern_extract(const struct regex *re, const struct field *fields,
                     const struct regex_match *m, struct row row, struct arena *arena);

#endif
