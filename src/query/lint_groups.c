/*
 * lint_groups.c - rare groups sought among the first 20,000.
 *
 * Beyond its limit groupBy() drops groups, and those that come late are the rare ones.
 * A threshold from above, such as _count < 5, asks for just these.
 */
#include "base/base.h"

#include "query/lint_cut.h"

static bool is_upper_bound(const struct ast *ast)
{
    if (ast->kind == AST_COMPARE)
        return (ast->op == OP_LT || ast->op == OP_LE) &&
               ast->kid[0]->kind == AST_NUMBER;
    for (uint32_t i = 0; ast->kind == AST_AND && i < ast->nkids; i++)
        if (is_upper_bound(ast->kid[i]))
            return true;
    return false;
}

/* The threshold on the rows of the groupBy() in front of `from`, or NULL. */
static const struct ast *threshold(const struct ast *pipeline, uint32_t from)
{
    for (uint32_t i = from; i < pipeline->nkids && i - from < CUT_STEPS_AHEAD; i++) {
        const struct ast *step = pipeline->kid[i];
        const struct func *f = step->kind == AST_CALL ? func_find(step->text) : NULL;

        if (lint_is_filter(step) && is_upper_bound(step))
            return step;
        if (step->kind == AST_STATS ||
            (f && f->aggregate && !(f->flags & FUNC_KEEPS_FIELDS)))
            return NULL;
    }
    return NULL;
}

static void check_pipeline(struct lint *lint, const struct ast *ast)
{
    for (uint32_t i = 0; ast->kind == AST_PIPELINE && i < ast->nkids; i++) {
        const struct ast *call = ast->kid[i];
        struct problem *p;

        if (!lint_is_call(call, "groupBy") || lint_argument(call, "limit") ||
            !threshold(ast, i + 1))
            continue;
        p = problems_add(lint->problems, "N527", call->span,
                         "groupBy() without a limit makes 20000 groups, and the rare "
                         "ones that are asked for may be among the rest");
        problem_help(lint->problems, p, "write limit=max");
        lint_add_argument(lint, p, call, "limit=max");
    }
}

static void check(struct lint *lint)
{
    lint_each(lint->query, check_pipeline, lint);
}

const struct lint_rule lint_rule_groups = {
    .name = "groups",
    .code = "N527",
    .check = check,
};
