/*
 * lint_limit.c - results cut by a limit that nobody wrote.
 */
#include "base/base.h"

#include "query/lint_rule.h"

/* What cuts rows at a default, and to how many. */
struct cutting {
    const char *name;
    int rows;
};

static const struct cutting cuttings[] = {
    { "sort", 200 },
    { "table", 200 },
};

static void check_call(struct lint *lint, const struct ast *ast)
{
    if (ast->kind != AST_CALL || lint_argument(ast, "limit"))
        return;
    for (size_t i = 0; i < countof(cuttings); i++) {
        struct problem *p;

        if (!str_eq_nocase(ast->text, str_from_cstr(cuttings[i].name)))
            continue;
        p = problems_add(lint->problems, "W503", ast->span,
                         "%s() without a limit keeps %d rows and drops the rest",
                         cuttings[i].name, cuttings[i].rows);
        problem_help(lint->problems, p,
                     "write limit=max, or the number of rows that you mean: %s(…, "
                     "limit=max)",
                     cuttings[i].name);
    }
}

static void check(struct lint *lint)
{
    lint_each(lint->query, check_call, lint);
}

const struct lint_rule lint_rule_limit = {
    .name = "limit",
    .code = "W503",
    .check = check,
};
