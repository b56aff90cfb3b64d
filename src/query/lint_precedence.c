/*
 * lint_precedence.c - `a and b or c`, which most languages read the other way.
 *
 * Here OR binds tighter than AND. Said only where the word AND stands beside an OR
 * without parentheses whose operands ask for different fields: `a=1 and b=2 or b=3`
 * means what it seems to, and filters side by side are how one writes this language.
 */
#include "base/base.h"

#include "query/lint_rule.h"

enum { SHOWN_BYTES = 40 };

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Does the byte in front of `span`, and that behind it, open and close parentheses? */
static bool is_parenthesised(const struct lint *lint, struct span span)
{
    size_t from = span.offset;
    size_t to = span.offset + span.length;

    while (from > 0 && is_blank(lint->text.p[from - 1]))
        from--;
    while (to < lint->text.n && is_blank(lint->text.p[to]))
        to++;
    return from > 0 && lint->text.p[from - 1] == '(' && to < lint->text.n &&
           lint->text.p[to] == ')';
}

/* Does the word AND stand between the two operands? */
static bool has_and(const struct lint *lint, const struct ast *a, const struct ast *b)
{
    size_t from = a->span.offset + a->span.length;
    struct str gap = str_slice(lint->text, from, b->span.offset);

    for (size_t i = 0; i + 3 <= gap.n; i++)
        if (str_eq_nocase(str_slice(gap, i, i + 3), STR("and")))
            return true;
    return false;
}

static struct str field_of(const struct ast *ast)
{
    while (ast->kind == AST_NOT)
        ast = ast->kid[0];
    return ast->kind == AST_COMPARE ? ast->text : (struct str){ NULL, 0 };
}

static bool has_several_fields(const struct ast *or_node)
{
    struct str first = field_of(or_node->kid[0]);

    for (uint32_t i = 1; i < or_node->nkids; i++) {
        struct str field = field_of(or_node->kid[i]);

        if (!first.p || !field.p || !str_eq(first, field))
            return true;
    }
    return false;
}

static void report(struct lint *lint, const struct ast *or_node)
{
    struct str written = lint_source(lint, or_node->span);
    bool is_long = written.n > SHOWN_BYTES;
    struct problem *p = problems_add(
        lint->problems, "W507", or_node->span,
        "OR binds tighter than AND here: this is read as (%.*s%s)",
        (int)(is_long ? SHOWN_BYTES : written.n), written.p, is_long ? "…" : "");

    problem_help(lint->problems, p,
                 "put parentheses round the operands that belong together");
}

static void check_and(struct lint *lint, const struct ast *ast)
{
    if (ast->kind != AST_AND)
        return;
    for (uint32_t i = 0; i < ast->nkids; i++) {
        const struct ast *kid = ast->kid[i];
        bool is_beside_and =
            (i > 0 && has_and(lint, ast->kid[i - 1], kid)) ||
            (i + 1 < ast->nkids && has_and(lint, kid, ast->kid[i + 1]));

        if (kid->kind == AST_OR && is_beside_and && has_several_fields(kid) &&
            !is_parenthesised(lint, kid->span))
            report(lint, kid);
    }
}

static void check(struct lint *lint)
{
    lint_each(lint->query, check_and, lint);
}

const struct lint_rule lint_rule_precedence = {
    .name = "precedence",
    .code = "W507",
    .check = check,
};
