/*
 * lint_join.c - the limit of a join's subquery, which nobody wrote.
 *
 * A subquery that groups has few rows; one that only filters may well have more than
 * the limit, and then the join misses some. A negated join then lets through what it
 * should have dropped.
 */
#include "base/base.h"

#include "query/lint_rule.h"

static const struct ast *subquery_of(const struct ast *call)
{
    const struct ast *query = lint_argument(call, NULL);

    if (!query)
        query = lint_argument(call, "query");
    return query && query->kind == AST_SUBQUERY ? query->kid[0] : NULL;
}

/* Does the pipeline hold all rows, with no step that makes few of many? */
static bool keeps_all(const struct ast *pipeline)
{
    for (uint32_t i = 0; i < pipeline->nkids; i++) {
        const struct ast *step = pipeline->kid[i];
        const struct func *f = step->kind == AST_CALL ? func_find(step->text) : NULL;

        if ((f && (f->aggregate || f->special != FUNC_ORDINARY)) ||
            step->kind == AST_STATS || step->kind == AST_SAVED)
            return false;
    }
    return true;
}

static void check_join(struct lint *lint, const struct ast *call, bool is_negated)
{
    const struct ast *pipeline;
    struct problem *p;

    if (!lint_is_call(call, "join") || lint_argument(call, "limit"))
        return;
    pipeline = subquery_of(call);
    if (!pipeline || !keeps_all(pipeline))
        return;
    p = problems_add(lint->problems, "N523", call->span,
                     "join() takes 100000 rows of its subquery at most%s",
                     is_negated ? "; what lies beyond is let through, not dropped"
                                : "; what lies beyond finds no partner");
    problem_help(
        lint->problems, p,
        "group the subquery by its key, or raise the limit up to limit=200000");
}

static void walk(struct lint *lint, const struct ast *ast)
{
    bool is_negation = ast->kind == AST_NOT;

    for (uint32_t i = 0; i < ast->nkids; i++) {
        check_join(lint, ast->kid[i], is_negation);
        walk(lint, ast->kid[i]);
    }
}

static void check(struct lint *lint)
{
    walk(lint, lint->query);
}

const struct lint_rule lint_rule_join = {
    .name = "join",
    .code = "N523",
    .check = check,
};
