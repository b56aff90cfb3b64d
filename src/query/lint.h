/*
 * lint.h - what is odd about a query that is right in form, and how LogScale takes it.
 */
#ifndef QUERY_LINT_H
#define QUERY_LINT_H

#include "query/problem.h"

/* Run all rules over a query that parsed, and put all problems in order. */
void lint_query(const struct ast *query, struct arena *arena,
                struct problems *problems);

/* Only the rule of words sought in numbers, which decides whether anything is found. */
void lint_words(const struct ast *query, struct arena *arena,
                struct problems *problems);

/*
 * The query as LogScale takes it: a tree without what only the lenient dialect
 * accepts. Where there is no certain equivalent the text stays and a problem W509 says
 * so. NULL: memory.
 */
struct ast *lint_fix(const struct ast *query, struct arena *arena,
                     struct problems *problems);

#endif
