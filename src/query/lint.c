#include "base/base.h"

#include <stdio.h>

#include "query/lint.h"
#include "query/lint_rule.h"

enum { ASKED_MAX = 1000 };

/* ---- for rules ---------------------------------------------------------------------
 */

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

bool lint_is_call(const struct ast *ast, const char *name)
{
    return ast->kind == AST_CALL && str_eq_nocase(ast->text, str_from_cstr(name));
}

struct str lint_source(const struct lint *lint, struct span span)
{
    return str_slice(lint->text, span.offset, span.offset + span.length);
}

const struct func_param *lint_param(const struct func *f, const struct ast *arg)
{
    bool is_named = arg->kind == AST_ARG && arg->text.n;

    for (const struct func_param *p = f->params; p && p->name; p++)
        if (is_named ? str_eq_nocase(arg->text, str_from_cstr(p->name))
                     : (p->flags & PARAM_UNNAMED) != 0)
            return p;
    return NULL;
}

/* May an argument of this parameter name a field that the call sets? */
static bool may_set(const struct func *f, const struct ast *arg)
{
    const struct func_param *p = lint_param(f, arg);

    if (!p)
        return true;
    if (p->kind == PARAM_FIELD || p->kind == PARAM_FIELDS)
        return f->rewrite || f->special == FUNC_JOIN;
    return p->kind != PARAM_EXPR && p->kind != PARAM_EXPRS &&
           p->kind != PARAM_CONDITION && p->kind != PARAM_AGGREGATES;
}

static bool names(const struct ast *value, struct str field)
{
    if ((value->kind == AST_WORD || value->kind == AST_STRING) &&
        str_eq(value->text, field))
        return true;
    for (uint32_t i = 0; i < value->nkids; i++)
        if (names(value->kid[i], field))
            return true;
    return false;
}

static bool call_makes(const struct ast *call, struct str field)
{
    const struct func *f = func_find(call->text);

    for (uint32_t i = 0; i < call->nkids; i++)
        if ((!f || may_set(f, call->kid[i])) && names(call->kid[i], field))
            return true;
    return false;
}

static bool node_makes(const struct ast *ast, struct str field)
{
    if ((ast->kind == AST_ASSIGN || ast->kind == AST_ELEMENT) &&
        str_eq(ast->text, field))
        return true;
    if (ast->kind == AST_CALL && call_makes(ast, field))
        return true;
    for (uint32_t i = 0; i < ast->nkids; i++)
        if (node_makes(ast->kid[i], field))
            return true;
    return false;
}

/* Is it the name of a group of some regular expression, in slashes or in quotes? */
static bool is_group(const struct lint *lint, struct str field)
{
    char group[120];

    if (field.n > 100)
        return true;
    (void)snprintf(group, sizeof group, "<%.*s>", STR_ARG(field));
    return str_find(lint->text, str_from_cstr(group)) != SIZE_MAX;
}

bool lint_makes(struct lint *lint, struct str field)
{
    return lint->nasked++ >= ASKED_MAX || str_starts_with(field, STR("_")) ||
           is_group(lint, field) || node_makes(lint->query, field);
}

static bool names_event(const struct ast *ast)
{
    if ((ast->kind == AST_COMPARE || ast->kind == AST_WORD || ast->kind == AST_STRING ||
         ast->kind == AST_MATCH) &&
        (str_eq(ast->text, STR("#event_simpleName")) ||
         str_eq(ast->text, STR("event_simpleName"))))
        return true;
    for (uint32_t i = 0; i < ast->nkids; i++)
        if (names_event(ast->kid[i]))
            return true;
    return false;
}

bool lint_is_falcon(const struct lint *lint)
{
    return names_event(lint->query);
}

bool lint_is_filter(const struct ast *step)
{
    return step->kind == AST_COMPARE || step->kind == AST_FREE_TEXT ||
           step->kind == AST_AND || step->kind == AST_OR || step->kind == AST_NOT ||
           step->kind == AST_NESTED;
}

void lint_insert(struct lint *lint, struct problem *p, size_t offset, const char *text)
{
    problem_fix(lint->problems, p, (struct span){ offset, 0 }, str_from_cstr(text));
}

void lint_add_argument(struct lint *lint, struct problem *p, const struct ast *call,
                       const char *argument)
{
    struct str written = lint_source(lint, call->span);
    char text[100];

    if (written.n == 0 || written.p[written.n - 1] != ')' || strlen(argument) > 90)
        return;
    (void)snprintf(text, sizeof text, "%s%s", call->nkids ? ", " : "", argument);
    lint_insert(lint, p, call->span.offset + call->span.length - 1, text);
}

/* ---- running them
 * -------------------------------------------------------------------- */

static struct lint lint_of(struct plan *plan)
{
    return (struct lint){ .plan = plan,
                          .query = plan->ast,
                          .text = plan->text,
                          .problems = &plan->problems,
                          .arena = &plan->arena };
}

void lint_words(struct plan *plan)
{
    struct lint lint = lint_of(plan);

    lint_rule_words.check(&lint);
    problems_sort(&plan->problems);
}

void lint_plan(struct plan *plan)
{
    struct lint lint = lint_of(plan);

    for (size_t i = 0; i < lint_rule_table_len; i++)
        lint_rule_table[i]->check(&lint);
    problems_sort(&plan->problems);
}
