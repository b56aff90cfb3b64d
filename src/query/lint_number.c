/*
 * lint_number.c - numbers handled as text: "1,000" in quotes, sort(type=string).
 */
#include "base/base.h"

#include "event/dictionary.h"
#include "query/lint_rule.h"

static bool is_number_field(struct str name)
{
    static const char *const results[] = { "_count", "_sum", "_avg", "_min", "_max" };
    const struct field_info *info = field_info_find(name);

    for (size_t i = 0; i < countof(results); i++)
        if (str_eq(name, str_from_cstr(results[i])))
            return true;
    return info && (info->kind == FIELD_NUMBER || info->kind == FIELD_BITS ||
                    info->kind == FIELD_TIME);
}

/* Digits, but not as anybody writes that number: "007", "1,000", "1.0". */
static bool is_odd_number(struct str s)
{
    bool has_comma = false;

    if (s.n < 2)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        has_comma |= s.p[i] == ',' && i > 0;
        if (s.p[i] != ',' && (s.p[i] < '0' || s.p[i] > '9'))
            return false;
    }
    return has_comma || s.p[0] == '0';
}

static void check_compare(struct lint *lint, const struct ast *ast)
{
    const struct ast *right = ast->kid[0];
    struct problem *p;

    if ((ast->op != OP_EQ && ast->op != OP_NE) || right->kind != AST_PATTERN ||
        right->op != OP_QUOTED || !is_odd_number(right->text) ||
        !is_number_field(ast->text))
        return;
    p = problems_add(lint->problems, "W526", ast->span,
                     "in quotes this is compared as text, and no number is written so");
    problem_help(lint->problems, p,
                 "write the number in digits alone, and without quotes");
}

static void check_sort(struct lint *lint, const struct ast *call)
{
    const struct ast *type = lint_argument(call, "type");
    const struct ast *field = lint_argument(call, NULL);
    struct problem *p;

    if (!field)
        field = lint_argument(call, "field");
    if (!type || !field || !str_eq_nocase(type->text, STR("string")) ||
        field->kind != AST_WORD || !is_number_field(field->text))
        return;
    p = problems_add(lint->problems, "W526", type->span,
                     "as text 10 comes before 9; %.*s is a number",
                     STR_ARG(field->text));
    problem_help(lint->problems, p, "write type=number, which is the default");
    problem_fix(lint->problems, p, type->span, STR("number"));
}

static void check_node(struct lint *lint, const struct ast *ast)
{
    if (ast->kind == AST_COMPARE)
        check_compare(lint, ast);
    else if (lint_is_call(ast, "sort"))
        check_sort(lint, ast);
}

static void check(struct lint *lint)
{
    lint_each(lint->query, check_node, lint);
}

const struct lint_rule lint_rule_number = {
    .name = "number",
    .code = "W526",
    .check = check,
};
