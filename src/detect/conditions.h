/*
 * conditions.h - the places where a query decides, one by one.
 *
 * A condition is a comparison, a regular expression, a test function or a guard: what
 * a filter is made of, with the NOT in front of it, wherever it stands (in a step, a
 * branch of case or match, a subquery, an argument). A branch that takes everything is
 * on the list too, since it may be there or not.
 *
 * From each two things can be made, as trees: a probe, which is a query that says
 * whether the condition was true or false of the rows that reach it, and mutants, which
 * are the whole query with this one condition dropped or turned round. A test suite
 * that never sees a condition true or never false does not cover it; one that does not
 * notice a mutant does not test it.
 */
#ifndef DETECT_CONDITIONS_H
#define DETECT_CONDITIONS_H

#include "base/diag.h"
#include "query/ast.h"

enum condition_kind {
    CONDITION_FILTER,
    CONDITION_GUARD,    /* of match */
    CONDITION_ARGUMENT, /* a comparison in an expression: if(a == b, …) */
    CONDITION_BRANCH /* takes everything: begins with `*` or no filter; never false */
};

struct condition {
    enum condition_kind kind;
    const struct ast *node;  /* in the query's tree; a pipeline for a branch */
    const struct ast *probe; /* rows with the field PROBE_FIELD, "true" or "false" */
};

#define PROBE_FIELD "cs_holds"

struct conditions {
    struct condition *v;
    size_t n, cap;
};

/*
 * Find the conditions of `query`, a PIPELINE, in the order in which they stand.
 * Everything lives in `arena`; `query` must live as long. ST_NOMEM.
 */
NODISCARD enum status conditions_find(struct conditions *out, const struct ast *query,
                                      struct arena *arena, struct diag *diag);

enum mutation { MUTATION_DROPPED, MUTATION_FLIPPED, MUTATION_COUNT };

/*
 * The query with that one change; NULL when there is no such mutant or memory ran out
 * (then arena->failed). The original is not touched; what did not change is shared.
 */
const struct ast *condition_mutant(const struct ast *query, const struct condition *c,
                                   enum mutation mutation, struct arena *arena);

#endif
