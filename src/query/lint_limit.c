/*
 * lint_limit.c - rows dropped by a limit that nobody wrote, before a step that counts
 * on all of them.
 *
 * Follows how many rows there can be: a sort() behind head(10) cuts nothing. What is
 * cut at the very end is only shown shorter, which lint_shown.c says.
 */
#include "base/base.h"

#include "query/lint_cut.h"

/* Does the step look at rows, so that it misses those that were cut? */
static bool needs_all(const struct ast *step)
{
    const struct func *f = step->kind == AST_CALL ? func_find(step->text) : NULL;

    if (f && f->aggregate)
        return !(f->flags & FUNC_KEEPS_FIELDS) && !lint_is_call(step, "table");
    return lint_is_filter(step) || step->kind == AST_STATS || (f && f->test);
}

static const struct ast *first_that_needs_all(const struct ast *pipeline, uint32_t from)
{
    for (uint32_t i = from; i < pipeline->nkids && i - from < CUT_STEPS_AHEAD; i++)
        if (needs_all(pipeline->kid[i]))
            return pipeline->kid[i];
    return NULL;
}

static void check_step(struct lint *lint, const struct ast *pipeline, uint32_t i,
                       const struct cut *cut)
{
    const struct ast *call = pipeline->kid[i];
    const struct ast *later = first_that_needs_all(pipeline, i + 1);
    struct str step;
    struct problem *p;

    if (!later)
        return;
    step = lint_source(lint, later->span);
    p = problems_add(lint->problems, "W503", call->span,
                     "%s() without a limit keeps %lld rows; what follows never sees "
                     "the rest: %.*s",
                     cut->name, (long long)cut->rows, (int)(step.n < 60 ? step.n : 60),
                     step.p);
    problem_help(lint->problems, p, "write limit=max, or the number of rows you mean");
    lint_add_argument(lint, p, call, "limit=max");
}

static void check(struct lint *lint)
{
    lint_each_cut(lint, check_step);
}

const struct lint_rule lint_rule_limit = {
    .name = "limit",
    .code = "W503",
    .check = check,
};
