/*
 * lint_shown.c - a result of which a default limit shows only a part.
 */
#include "base/base.h"

#include "query/lint_cut.h"

static bool is_last_aggregate(const struct ast *pipeline, uint32_t i)
{
    if (pipeline->nkids - i > CUT_STEPS_AHEAD)
        return false;
    for (uint32_t k = i + 1; k < pipeline->nkids; k++) {
        const struct ast *step = pipeline->kid[k];
        const struct func *f = step->kind == AST_CALL ? func_find(step->text) : NULL;

        if (lint_is_filter(step) || step->kind == AST_STATS ||
            (f && (f->aggregate || f->test)))
            return false;
    }
    return true;
}

static void check_step(struct lint *lint, const struct ast *pipeline, uint32_t i,
                       const struct cut *cut)
{
    struct problem *p;

    if (!is_last_aggregate(pipeline, i))
        return;
    p = problems_add(lint->problems, "N510", pipeline->kid[i]->span,
                     "%s() without a limit shows %lld rows at most", cut->name,
                     (long long)cut->rows);
    problem_help(lint->problems, p, "write limit=max, or the number of rows you mean");
}

static void check(struct lint *lint)
{
    lint_each_cut(lint, check_step);
}

const struct lint_rule lint_rule_shown = {
    .name = "shown",
    .code = "N510",
    .check = check,
};
