/*
 * lint_always.c - `f!=a OR f!=b`: whatever f is, one of the two holds.
 */
#include "base/base.h"

#include "query/lint_rule.h"

/* Every operand is compared with every other; a list made by a program may be long. */
enum { OPERANDS_MAX = 500 };

/* The comparison below any number of NOTs; *is_negated tells how many, odd or even. */
static const struct ast *compare_below(const struct ast *ast, bool *is_negated)
{
    *is_negated = false;
    for (; ast->kind == AST_NOT; ast = ast->kid[0])
        *is_negated = !*is_negated;
    return ast->kind == AST_COMPARE && ast->kid[0]->kind == AST_PATTERN ? ast : NULL;
}

/* `f!=a`, or `not f=a`, with a plain value: NULL for anything else. */
static const struct ast *exclusion(const struct ast *ast)
{
    bool is_negated;
    const struct ast *compare = compare_below(ast, &is_negated);
    bool excludes =
        compare && (is_negated ? compare->op == OP_EQ : compare->op == OP_NE);

    if (!excludes || str_find(compare->kid[0]->text, STR("*")) != SIZE_MAX)
        return NULL;
    return compare;
}

static bool is_pair(const struct ast *a, const struct ast *b)
{
    return a && b && str_eq(a->text, b->text) &&
           !str_eq(a->kid[0]->text, b->kid[0]->text);
}

static void check_or(struct lint *lint, const struct ast *ast)
{
    uint32_t n = ast->nkids < OPERANDS_MAX ? ast->nkids : OPERANDS_MAX;

    for (uint32_t i = 1; ast->kind == AST_OR && i < n; i++)
        for (uint32_t k = 0; k < i; k++) {
            const struct ast *a = exclusion(ast->kid[k]);
            const struct ast *b = exclusion(ast->kid[i]);
            struct problem *p;

            if (!is_pair(a, b))
                continue;
            p = problems_add(lint->problems, "W505", ast->span,
                             "this is always true: whatever %.*s is, it is not both",
                             STR_ARG(a->text));
            problem_help(lint->problems, p,
                         "join exclusions with AND: %.*s!=%.*s %.*s!=%.*s",
                         STR_ARG(a->text), STR_ARG(a->kid[0]->text), STR_ARG(b->text),
                         STR_ARG(b->kid[0]->text));
            return;
        }
}

static void check(struct lint *lint)
{
    lint_each(lint->query, check_or, lint);
}

const struct lint_rule lint_rule_always = {
    .name = "always",
    .code = "W505",
    .check = check,
};
