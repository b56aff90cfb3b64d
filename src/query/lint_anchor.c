/*
 * lint_anchor.c - /a^b/, /a$b/: text in front of the start, or behind the end.
 */
#include "base/base.h"

#include "query/lint_rule.h"
#include "query/regex_shape.h"

/* With m the anchors match at lines, so there may be text on either side. */
static bool has_lines(const struct ast *regex)
{
    return str_find(regex->text2, STR("m")) != SIZE_MAX;
}

static void check_regex(struct lint *lint, const struct ast *ast)
{
    struct regex_shape shape;
    struct span span;
    struct problem *p;

    if (ast->kind != AST_REGEX || has_lines(ast))
        return;
    shape = regex_shape_of(ast->text);
    if (shape.is_unknown || !shape.has_dead_end)
        return;
    span = (struct span){ ast->span.offset + 1 + shape.at, 1 };
    p = problems_add(lint->problems, "W518", span,
                     "nothing stands in front of the start of a text, nor behind its "
                     "end: this never matches");
    problem_help(lint->problems, p,
                 "a sign that is meant as itself is written \\^ or \\$");
}

static void check(struct lint *lint)
{
    lint_each(lint->query, check_regex, lint);
}

const struct lint_rule lint_rule_anchor = {
    .name = "anchor",
    .code = "W518",
    .check = check,
};
