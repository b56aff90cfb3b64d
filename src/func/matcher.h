/*
 * matcher.h - what stands right of =, != and like, and free text.
 *
 * A pattern is a glob over the whole value (`=`) or anywhere in it (like, free
 * text); an unquoted number also equals numbers spelt otherwise; a regular
 * expression searches. A matcher is immutable and shared by threads.
 *
 * Source: cql-language.md section 4.
 */
#ifndef FUNC_MATCHER_H
#define FUNC_MATCHER_H

#include "func/func.h"
#include "regex/regex.h"

struct matcher;

enum {
    MATCHER_QUOTED = 1 << 0,   /* the pattern was written in quotes: no number */
    MATCHER_CONTAINS = 1 << 1, /* anywhere in the value */
    MATCHER_IGNORE_CASE = 1 << 2,
};

/* Compile a pattern; lives in `arena`, nothing to close. */
enum status matcher_new_pattern(struct matcher **out, struct str pattern,
                                unsigned flags, struct arena *arena, struct diag *diag);

/* Compile a regular expression with the flags of regex.h; close with matcher_close().
 */
enum status matcher_new_regex(struct matcher **out, struct str pattern, unsigned flags,
                              struct regex_notes *notes, struct arena *arena,
                              struct diag *diag);
void matcher_close(struct matcher *m); /* NULL is allowed */

/* Does the value match? Missing never does. */
bool matcher_test(const struct matcher *m, struct value v, struct func_run *run);

/* Named groups of a regular expression; 0 for patterns. */
size_t matcher_ngroups(const struct matcher *m);
struct str matcher_group_name(const struct matcher *m, size_t i);

/* As matcher_test(); on a match every group that took part is set in the row. */
bool matcher_extract(const struct matcher *m, struct value v, const struct field *group,
                     struct row row, struct func_run *run);

/*
 * Texts, one of which every matching value must contain; false when none can be
 * told. They live as the matcher.
 */
bool matcher_literals(const struct matcher *m, struct literals *out);

#endif
