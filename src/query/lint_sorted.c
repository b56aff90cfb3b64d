/*
 * lint_sorted.c - sort(x) | head(5): head() and tail() go by time, whatever the order.
 *
 * Rows of an aggregate have no time, so there the order stays; nothing is said of them.
 */
#include "base/base.h"

#include <stdio.h>

#include "query/lint_rule.h"

static bool is_by_time(const struct ast *sort)
{
    const struct ast *field = lint_argument(sort, NULL);

    if (!field)
        field = lint_argument(sort, "field");
    return field && field->kind == AST_WORD && str_eq(field->text, STR("@timestamp"));
}

static const struct ast *limit_of(const struct ast *call)
{
    const struct ast *limit = lint_argument(call, "limit");

    return limit ? limit : lint_argument(call, NULL);
}

/* sort(x) | head(5) becomes sort(x, limit=5). */
static void fix_head(struct lint *lint, struct problem *p, const struct ast *sort,
                     const struct ast *head)
{
    const struct ast *limit = limit_of(head);
    struct str written = lint_source(lint, sort->span);
    size_t start = sort->span.offset;
    size_t end = head->span.offset + head->span.length;
    char text[300];

    if (!lint_is_call(head, "head") || lint_argument(sort, "limit") || !limit ||
        limit->kind != AST_NUMBER || written.n < 2 || written.n > 200 ||
        limit->text.n > 20)
        return;
    (void)snprintf(text, sizeof text, "%.*s, limit=%.*s)", (int)(written.n - 1),
                   written.p, STR_ARG(limit->text));
    problem_fix(lint->problems, p, (struct span){ start, end - start },
                str_from_cstr(text));
}

static void check_pair(struct lint *lint, const struct ast *sort,
                       const struct ast *head)
{
    struct problem *p;

    if (!lint_is_call(sort, "sort") || sort->nkids == 0 || is_by_time(sort) ||
        (!lint_is_call(head, "head") && !lint_is_call(head, "tail")))
        return;
    p = problems_add(lint->problems, "W525", head->span,
                     "%.*s() takes the %s events by time, not the first of the order "
                     "before it",
                     STR_ARG(head->text),
                     lint_is_call(head, "head") ? "oldest" : "newest");
    problem_help(lint->problems, p, "give the limit to sort(): sort(…, limit=5)");
    fix_head(lint, p, sort, head);
}

/* Do the events still have their time? */
static bool keeps_time(const struct ast *step)
{
    const struct func *f = step->kind == AST_CALL ? func_find(step->text) : NULL;

    if (step->kind == AST_STATS || step->kind == AST_SAVED)
        return false;
    return !f || ((!f->aggregate || (f->flags & FUNC_KEEPS_FIELDS)) &&
                  !(f->flags & FUNC_PROJECTS));
}

static void check_pipeline(struct lint *lint, const struct ast *ast)
{
    if (ast->kind != AST_PIPELINE)
        return;
    for (uint32_t i = 0; i + 1 < ast->nkids && keeps_time(ast->kid[i]); i++)
        check_pair(lint, ast->kid[i], ast->kid[i + 1]);
}

static void check(struct lint *lint)
{
    lint_each(lint->query, check_pipeline, lint);
}

const struct lint_rule lint_rule_sorted = {
    .name = "sorted",
    .code = "W525",
    .check = check,
};
