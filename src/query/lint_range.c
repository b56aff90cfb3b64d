/*
 * lint_range.c - numbers that no value can have at once: `n > 5 | n < 3`.
 *
 * Follows the bounds of each field through the filters of a pipeline; a step that may
 * write fields forgets them all.
 */
#include "base/base.h"

#include <math.h>

#include "query/lint_rule.h"

enum { BOUNDS_MAX = 32 };

/* from <= value <= to, or < where the end is open. */
struct bounds {
    struct str field;
    double from, to;
    bool is_from_open, is_to_open;
};

struct known {
    struct bounds field[BOUNDS_MAX];
    size_t n;
};

static struct bounds *bounds_of(struct known *known, struct str field)
{
    for (size_t i = 0; i < known->n; i++)
        if (str_eq(known->field[i].field, field))
            return &known->field[i];
    if (known->n == BOUNDS_MAX)
        return NULL;
    known->field[known->n] =
        (struct bounds){ .field = field, .from = -HUGE_VAL, .to = HUGE_VAL };
    return &known->field[known->n++];
}

static void raise_from(struct bounds *b, double v, bool is_open)
{
    if (v < b->from || (v <= b->from && !is_open))
        return;
    b->from = v;
    b->is_from_open = is_open;
}

static void lower_to(struct bounds *b, double v, bool is_open)
{
    if (v > b->to || (v >= b->to && !is_open))
        return;
    b->to = v;
    b->is_to_open = is_open;
}

static bool is_empty(const struct bounds *b)
{
    bool is_open = b->is_from_open || b->is_to_open;

    return b->from > b->to || (is_open && b->from >= b->to);
}

/* The comparison as bounds; false when it says nothing of numbers. */
static bool narrow(struct bounds *b, enum ast_op op, double v)
{
    switch ((int)op) {
    case OP_EQ:
        raise_from(b, v, false);
        lower_to(b, v, false);
        return true;
    case OP_GT:
    case OP_GE:
        raise_from(b, v, op == OP_GT);
        return true;
    case OP_LT:
    case OP_LE:
        lower_to(b, v, op == OP_LT);
        return true;
    }
    return false;
}

static void learn(struct lint *lint, struct known *known, const struct ast *ast)
{
    struct bounds *b;
    bool was_empty;
    bool is_second_value;
    double v;

    if (ast->kind == AST_AND || ast->kind == AST_NESTED)
        for (uint32_t i = 0; i < ast->nkids; i++)
            learn(lint, known, ast->kid[i]);
    if (ast->kind != AST_COMPARE ||
        (ast->kid[0]->kind != AST_NUMBER && ast->kid[0]->kind != AST_PATTERN) ||
        !value_number(value_str(ast->kid[0]->text), &v))
        return;
    b = bounds_of(known, ast->text);
    if (!b)
        return;
    was_empty = is_empty(b);
    /* Two different values are lint_dead.c's to tell. */
    is_second_value = ast->op == OP_EQ && b->from >= b->to;
    if (narrow(b, ast->op, v) && !was_empty && !is_second_value && is_empty(b))
        (void)problems_add(lint->problems, "W502", ast->span,
                           "this is never true: earlier filters leave no such %.*s",
                           STR_ARG(ast->text));
}

static void follow(struct lint *lint, const struct ast *pipeline)
{
    struct known known = { .n = 0 };

    for (uint32_t i = 0; i < pipeline->nkids; i++) {
        if (lint_is_filter(pipeline->kid[i]))
            learn(lint, &known, pipeline->kid[i]);
        else
            known.n = 0;
    }
}

static void check_pipeline(struct lint *lint, const struct ast *ast)
{
    if (ast->kind == AST_PIPELINE)
        follow(lint, ast);
}

static void check(struct lint *lint)
{
    lint_each(lint->query, check_pipeline, lint);
}

const struct lint_rule lint_rule_range = {
    .name = "range",
    .code = "W502",
    .check = check,
};
