#include "base/base.h"

#include "query/lint.h"
#include "query/lint_rule.h"

void lint_each(const struct ast *ast,
               void (*fn)(struct lint *lint, const struct ast *ast), struct lint *lint)
{
    fn(lint, ast);
    for (uint32_t i = 0; i < ast->nkids; i++)
        lint_each(ast->kid[i], fn, lint);
}

const struct ast *lint_argument(const struct ast *call, const char *name)
{
    for (uint32_t i = 0; i < call->nkids; i++) {
        const struct ast *arg = call->kid[i];

        if (arg->kind != AST_ARG)
            continue;
        if (name ? str_eq_nocase(arg->text, str_from_cstr(name)) : arg->text.n == 0)
            return arg->kid[0];
    }
    return NULL;
}

void lint_words(const struct ast *query, struct arena *arena, struct problems *problems)
{
    struct lint lint = { .query = query, .problems = problems, .arena = arena };

    lint_rule_words.check(&lint);
    problems_sort(problems);
}

void lint_query(const struct ast *query, struct arena *arena, struct problems *problems)
{
    struct lint lint = { .query = query, .problems = problems, .arena = arena };

    for (size_t i = 0; i < lint_rule_table_len; i++)
        lint_rule_table[i]->check(&lint);
    problems_sort(problems);
}
