/*
 * lint_field.c - field names that differ from a known one by a letter, or by case.
 *
 * The dictionary does not hold every field there is, so a name that is merely unknown
 * is not reported; one that is nearly a known one is, in queries that ask for events by
 * their Falcon name, unless the query itself makes such a field.
 */
#include "base/base.h"

#include "base/nearest.h"
#include "event/derive.h"
#include "event/dictionary.h"
#include "query/lint_rule.h"

enum { LENGTH_MIN = 7 };

static bool is_known(struct str name)
{
    return field_info_find(name) || derive_find(name);
}

/* The known field that differs in case, or by one edit; NULL: none. */
static const struct field_info *nearly(struct str name, bool *is_case)
{
    for (size_t i = 0; i < field_dictionary_len; i++) {
        const struct field_info *info = &field_dictionary[i];
        size_t distance = edit_distance(name, str_from_cstr(info->name));

        *is_case = distance == 0;
        if (distance <= 1 && strlen(info->name) >= LENGTH_MIN)
            return info;
    }
    return NULL;
}

static void check_name(struct lint *lint, struct str name, struct span span)
{
    const struct field_info *info;
    struct problem *p;
    bool is_case;

    if (name.n < LENGTH_MIN || is_known(name) || lint_makes(lint, name))
        return;
    info = nearly(name, &is_case);
    if (!info)
        return;
    p = problems_add(lint->problems, "W508", span, "no Falcon event has a field %.*s",
                     STR_ARG(name));
    if (info->events[0] == '*' || info->events[0] == '-')
        problem_help(lint->problems, p, "did you mean %s?", info->name);
    else
        problem_help(lint->problems, p, "did you mean %s, as on %s?", info->name,
                     info->events);
    /* Only case: there is nothing else that it could be. */
    if (is_case && str_eq(lint_source(lint, span), name))
        problem_fix(lint->problems, p, span, str_from_cstr(info->name));
}

/* Arguments that name fields which the function reads. */
static void check_call(struct lint *lint, const struct ast *call)
{
    const struct func *f = func_find(call->text);

    for (uint32_t i = 0; f && i < call->nkids; i++) {
        const struct ast *value =
            call->kid[i]->kind == AST_ARG ? call->kid[i]->kid[0] : call->kid[i];
        const struct func_param *param = lint_param(f, call->kid[i]);

        if (!param || (param->kind != PARAM_FIELD && param->kind != PARAM_FIELDS))
            continue;
        if (value->kind == AST_WORD)
            check_name(lint, value->text, value->span);
        for (uint32_t k = 0; value->kind == AST_ARRAY && k < value->nkids; k++)
            if (value->kid[k]->kind == AST_WORD)
                check_name(lint, value->kid[k]->text, value->kid[k]->span);
    }
}

static void check_node(struct lint *lint, const struct ast *ast)
{
    if (ast->kind == AST_CALL)
        check_call(lint, ast);
    else if (ast->kind == AST_COMPARE && !ast->quoted)
        check_name(lint, ast->text, (struct span){ ast->span.offset, ast->text.n });
}

static void check(struct lint *lint)
{
    if (lint_is_falcon(lint))
        lint_each(lint->query, check_node, lint);
}

const struct lint_rule lint_rule_field = {
    .name = "field",
    .code = "W508",
    .check = check,
};
