/*
 * lint_collect.c - values dropped by collect(), which keeps 2,000 different ones.
 *
 * Said where there are sure to be more: of all events at once, or of a field that is
 * different on every event.
 */
#include "base/base.h"

#include "query/lint_rule.h"

static bool is_unique(struct str field)
{
    static const char *const names[] = { "@id", "@rawstring" };

    for (size_t i = 0; i < countof(names); i++)
        if (str_eq(field, str_from_cstr(names[i])))
            return true;
    return false;
}

static bool names_unique(const struct ast *value)
{
    if (value->kind == AST_WORD || value->kind == AST_STRING)
        return is_unique(value->text);
    for (uint32_t i = 0; value->kind == AST_ARRAY && i < value->nkids; i++)
        if (names_unique(value->kid[i]))
            return true;
    return false;
}

static void report(struct lint *lint, const struct ast *call, const char *why)
{
    struct problem *p =
        problems_add(lint->problems, "W522", call->span,
                     "collect() keeps 2000 different values, and %s", why);

    problem_help(lint->problems, p,
                 "collect in groups, count() the values, or give a limit=");
}

/* `is_step`: of the events as a whole, not of a group. */
static void check_call(struct lint *lint, const struct ast *call, bool is_step)
{
    const struct ast *fields = lint_argument(call, NULL);

    if (!lint_is_call(call, "collect") || lint_argument(call, "limit"))
        return;
    if (!fields)
        fields = lint_argument(call, "fields");
    if (fields && names_unique(fields))
        report(lint, call, "this field is different on every event");
    else if (is_step)
        report(lint, call, "here it collects from all events at once");
}

/* Has an earlier step made few rows of the events? */
static bool is_aggregated(const struct ast *pipeline, uint32_t before)
{
    for (uint32_t i = 0; i < before; i++) {
        const struct ast *step = pipeline->kid[i];
        const struct func *f = step->kind == AST_CALL ? func_find(step->text) : NULL;

        if ((f && (f->aggregate || f->special == FUNC_CREATE_EVENTS)) ||
            step->kind == AST_STATS)
            return true;
    }
    return false;
}

static void walk(struct lint *lint, const struct ast *ast)
{
    for (uint32_t i = 0; i < ast->nkids; i++) {
        bool is_step = ast == lint->query && !is_aggregated(ast, i);

        if (ast->kid[i]->kind == AST_CALL)
            check_call(lint, ast->kid[i], is_step);
        walk(lint, ast->kid[i]);
    }
}

static void check(struct lint *lint)
{
    walk(lint, lint->query);
}

const struct lint_rule lint_rule_collect = {
    .name = "collect",
    .code = "W522",
    .check = check,
};
