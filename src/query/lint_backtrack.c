/*
 * lint_backtrack.c - /(\w+\s?)+x/: repetition of repetition, which an engine that goes
 * back may try in as many ways as there are to cut the text.
 */
#include "base/base.h"

#include "query/lint_rule.h"
#include "query/regex_shape.h"

static void report(struct lint *lint, struct span span)
{
    struct problem *p = problems_add(
        lint->problems, "W519", span,
        "a repeated group that is all repetition: on a text that does not match it is "
        "tried in very many ways");

    problem_help(
        lint->problems, p,
        "leave out one of the repetitions, or begin the group with a character "
        "that it must have");
}

/* A pattern in quotes: only its place as a whole is known. */
static void check_call(struct lint *lint, const struct ast *call)
{
    const struct func *f = func_find(call->text);

    for (uint32_t i = 0; f && i < call->nkids; i++) {
        const struct func_param *param = lint_param(f, call->kid[i]);
        const struct ast *value =
            call->kid[i]->kind == AST_ARG ? call->kid[i]->kid[0] : call->kid[i];
        struct regex_shape shape;

        if (!param || param->kind != PARAM_REGEX || value->kind != AST_STRING)
            continue;
        shape = regex_shape_of(value->text);
        if (!shape.is_unknown && shape.is_nested)
            report(lint, value->span);
    }
}

static void check_node(struct lint *lint, const struct ast *ast)
{
    struct regex_shape shape;

    if (ast->kind == AST_CALL)
        check_call(lint, ast);
    if (ast->kind != AST_REGEX)
        return;
    shape = regex_shape_of(ast->text);
    if (!shape.is_unknown && shape.is_nested && !shape.has_dead_end)
        report(lint, (struct span){ ast->span.offset + 1 + shape.at, 1 });
}

static void check(struct lint *lint)
{
    lint_each(lint->query, check_node, lint);
}

const struct lint_rule lint_rule_backtrack = {
    .name = "backtrack",
    .code = "W519",
    .check = check,
};
