/*
 * lint_missing.c - `field != ""` also passes events without the field.
 *
 * Said only of values that mean "nothing", where the writer wants the field to hold
 * something; an exclusion such as FileName!=cmd.exe may well mean to pass the others.
 * Nor is it said where another step of the pipeline asks for the field to be there, or
 * groups by it, which drops the events that lack it, or where the query made the field.
 */
#include "base/base.h"

#include <stdio.h>

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

static bool names_field(const struct ast *value, struct str field)
{
    if (value->kind == AST_WORD || value->kind == AST_STRING)
        return str_eq(value->text, field);
    if (value->kind != AST_ARRAY)
        return false;
    for (uint32_t i = 0; i < value->nkids; i++)
        if (names_field(value->kid[i], field))
            return true;
    return false;
}

/* groupBy() and top() leave out events without the key. */
static bool groups_by(const struct ast *step, struct str field)
{
    const struct ast *key;

    if (!lint_is_call(step, "groupBy") && !lint_is_call(step, "top"))
        return false;
    key = lint_argument(step, NULL);
    if (!key)
        key = lint_argument(step, "field");
    return key && names_field(key, field);
}

static bool is_required(const struct ast *pipeline, struct str field)
{
    for (uint32_t i = 0; i < pipeline->nkids; i++) {
        const struct ast *step = pipeline->kid[i];

        if (requires(step, field) || groups_by(step, field) ||
            (step->kind == AST_BRANCH && requires(step->kid[0], field)))
            return true;
    }
    return false;
}

/* What people write for a field that holds nothing. */
static bool is_nothing(struct str value)
{
    static const char *const words[] = { "", "0", "-", "null", "none", "n/a" };

    for (size_t i = 0; i < countof(words); i++)
        if (str_eq_nocase(value, str_from_cstr(words[i])))
            return true;
    return false;
}

static bool is_inequality(const struct ast *ast)
{
    return ast->kind == AST_COMPARE && ast->op == OP_NE &&
           ast->kid[0]->kind == AST_PATTERN && is_nothing(ast->kid[0]->text);
}

/* The name as it was written, with `=*` behind it and a blank. */
static void fix_missing(struct lint *lint, struct problem *p, const struct ast *ast)
{
    struct str name = lint_source(lint, ast->span);
    char text[200];

    name = str_trim(str_slice(name, 0, str_find(name, STR("!"))));
    if (name.n == 0 || name.n > 150)
        return;
    (void)snprintf(text, sizeof text, "%.*s=* ", STR_ARG(name));
    lint_insert(lint, p, ast->span.offset, text);
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
    if (!is_inequality(ast) || lint_makes(lint, ast->text) ||
        is_required(pipeline, ast->text))
        return;
    p = problems_add(lint->problems, "W504", ast->span,
                     "this also passes events that have no %.*s at all",
                     STR_ARG(ast->text));
    problem_help(lint->problems, p, "add %.*s=* where the field must be there",
                 STR_ARG(ast->text));
    fix_missing(lint, p, ast);
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
