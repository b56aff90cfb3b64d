/*
 * lint_order.c - a search through texts before the filter that would spare most of it.
 *
 * LogScale finds events by tags without reading them. A tag behind a regular expression
 * comes too late for that. Filters may change places, so the fix is certain.
 */
#include "base/base.h"

#include "base/buf.h"
#include "query/lint_rule.h"

/* Only comparisons of tags, which hold for few events. */
static bool is_tag_filter(const struct ast *ast)
{
    if (ast->kind == AST_COMPARE)
        return ast->op == OP_EQ && str_starts_with(ast->text, STR("#")) &&
               ast->kid[0]->kind == AST_PATTERN && !str_eq(ast->kid[0]->text, STR("*"));
    if (ast->kind != AST_OR && ast->kind != AST_AND)
        return false;
    for (uint32_t i = 0; i < ast->nkids; i++)
        if (!is_tag_filter(ast->kid[i]))
            return false;
    return true;
}

static bool names_tag(const struct ast *ast)
{
    if (ast->kind == AST_COMPARE && str_starts_with(ast->text, STR("#")))
        return true;
    for (uint32_t i = 0; i < ast->nkids; i++)
        if (names_tag(ast->kid[i]))
            return true;
    return false;
}

/* Must the filter read whole texts: an expression, or free text? */
static bool is_expensive(const struct ast *ast)
{
    if (ast->kind == AST_FREE_TEXT ||
        (ast->kind == AST_COMPARE && ast->kid[0]->kind == AST_REGEX))
        return true;
    for (uint32_t i = 0; i < ast->nkids; i++)
        if (is_expensive(ast->kid[i]))
            return true;
    return false;
}

/* Is there nothing but blanks and the pipe, so no comment, between the two? */
static bool has_plain_gap(const struct lint *lint, const struct ast *a,
                          const struct ast *b)
{
    struct str gap =
        str_slice(lint->text, a->span.offset + a->span.length, b->span.offset);

    for (size_t i = 0; i < gap.n; i++)
        if (!strchr(" \t\r\n|", gap.p[i]))
            return false;
    return true;
}

/* The tag filter, then the steps that stood before it as they were written. */
static void fix_order(struct lint *lint, struct problem *p, uint32_t tag)
{
    const struct ast *first = lint->query->kid[0];
    const struct ast *last = lint->query->kid[tag - 1];
    const struct ast *moved = lint->query->kid[tag];
    size_t start = first->span.offset;
    struct buf out;

    if (!has_plain_gap(lint, last, moved))
        return;
    buf_init(&out, 1 << 16);
    buf_add(&out, lint_source(lint, moved->span));
    buf_add_cstr(&out, "\n| ");
    buf_add(&out, str_slice(lint->text, start, last->span.offset + last->span.length));
    if (!out.failed)
        problem_fix(
            lint->problems, p,
            (struct span){ start, moved->span.offset + moved->span.length - start },
            buf_str(&out));
    buf_release(&out);
}

static void check(struct lint *lint)
{
    const struct ast *query = lint->query;
    bool has_expensive = false;

    for (uint32_t i = 0; i < query->nkids && lint_is_filter(query->kid[i]); i++) {
        const struct ast *step = query->kid[i];

        if (has_expensive && is_tag_filter(step)) {
            struct problem *p =
                problems_add(lint->problems, "N524", step->span,
                             "texts are searched before this tag tells which events "
                             "matter");

            problem_help(lint->problems, p, "put filters of tags first");
            fix_order(lint, p, i);
            return;
        }
        if (names_tag(step))
            return;
        has_expensive |= is_expensive(step);
    }
}

const struct lint_rule lint_rule_order = {
    .name = "order",
    .code = "N524",
    .check = check,
};
