/*
 * lint_missing.c - `field != value` also passes events without the field.
 *
 * Said only where nothing else in the same pipeline asks for the field to be there.
 */
#include "base/base.h"

#include "query/lint_rule.h"

/* Does the filter fail on events without the field? */
static bool requires(const struct ast *ast, struct str field)
{
    if (ast->kind == AST_COMPARE)
        return str_eq(ast->text, field) && ast->op != OP_NE;
    if (ast->kind == AST_AND) {
        for (uint32_t i = 0; i < ast->nkids; i++)
            if (requires(ast->kid[i], field))
                return true;
        return false;
    }
    if (ast->kind != AST_OR || ast->nkids == 0)
        return false;
    for (uint32_t i = 0; i < ast->nkids; i++)
        if (!requires(ast->kid[i], field))
            return false;
    return true;
}

static bool is_required(const struct ast *pipeline, struct str field)
{
    for (uint32_t i = 0; i < pipeline->nkids; i++) {
        const struct ast *step = pipeline->kid[i];

        if (requires(step, field) ||
            (step->kind == AST_BRANCH && requires(step->kid[0], field)))
            return true;
    }
    return false;
}

/* `!= *` asks for the field to be missing, so it means what it says. */
static bool is_inequality(const struct ast *ast)
{
    return ast->kind == AST_COMPARE && ast->op == OP_NE &&
           ast->kid[0]->kind == AST_PATTERN && !str_eq(ast->kid[0]->text, STR("*"));
}

static void check_filter(struct lint *lint, const struct ast *pipeline,
                         const struct ast *ast)
{
    struct problem *p;

    if (ast->kind == AST_AND) {
        for (uint32_t i = 0; i < ast->nkids; i++)
            check_filter(lint, pipeline, ast->kid[i]);
        return;
    }
    if (!is_inequality(ast) || is_required(pipeline, ast->text))
        return;
    p = problems_add(lint->problems, "W504", ast->span,
                     "this also passes events that have no %.*s at all",
                     STR_ARG(ast->text));
    problem_help(lint->problems, p, "add %.*s=* where the field must be there",
                 STR_ARG(ast->text));
}

static void check_pipeline(struct lint *lint, const struct ast *ast)
{
    if (ast->kind != AST_PIPELINE)
        return;
    for (uint32_t i = 0; i < ast->nkids; i++)
        check_filter(lint, ast, ast->kid[i]);
}

static void check(struct lint *lint)
{
    lint_each(lint->query, check_pipeline, lint);
}

const struct lint_rule lint_rule_missing = {
    .name = "missing",
    .code = "W504",
    .check = check,
};
