/*
 * lint.h - what is odd about a query that is right in form, and how LogScale takes it.
 */
#ifndef QUERY_LINT_H
#define QUERY_LINT_H

#include "query/plan.h"

/*
 * Run all rules over a query that parsed, and put all problems in order. Rules that
 * need to know what the steps do are left out when the query did not check.
 */
void lint_plan(struct plan *plan);

/* Only the rule of words sought in numbers, which decides whether anything is found. */
void lint_words(struct plan *plan);

/*
 * The query as LogScale takes it: a tree without what only the lenient dialect
 * accepts. Where there is no certain equivalent the text stays and a problem W509 says
 * so. NULL: memory.
 */
struct ast *lint_fix(const struct ast *query, struct arena *arena,
                     struct problems *problems);

/* Has the query what only lint_fix() can rewrite, not a fix of its own? */
bool lint_needs_rewrite(const struct problems *problems);

/*
 * The query text with the fixes of its problems applied; where two overlap, with the
 * first. *n counts them. Lives in `arena`; p is NULL when memory ran out.
 */
struct str lint_repair(struct str text, const struct problems *problems,
                       struct arena *arena, size_t *n);

#endif
