/*
 * lint_cut.h - where a pipeline drops rows at a limit that nobody wrote.
 */
#ifndef QUERY_LINT_CUT_H
#define QUERY_LINT_CUT_H

#include "query/lint_rule.h"

/* How far behind a cut one looks; no query that somebody wrote is longer. */
enum { CUT_STEPS_AHEAD = 200 };

struct cut {
    const char *name; /* of the function */
    int64_t rows;     /* that it keeps */
};

/* Told of step `i` of a pipeline. */
typedef void cut_fn(struct lint *lint, const struct ast *pipeline, uint32_t i,
                    const struct cut *cut);

/*
 * Call `fn` for each step, in every pipeline of the query, that cuts at a default and
 * may well have more rows than that.
 */
void lint_each_cut(struct lint *lint, cut_fn *fn);

#endif
