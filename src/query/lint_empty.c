/*
 * lint_empty.c - /foo|/: an expression that is found in every text, since it also
 * matches nothing at all.
 */
#include "base/base.h"

#include "query/lint_rule.h"
#include "query/regex_shape.h"

/* The expression .* between slashes is how many write "the field is there". */
static bool is_any(struct str pattern)
{
    static const char *const idioms[] = { ".*", "^.*", ".*$", "^.*$", ".*?" };

    for (size_t i = 0; i < countof(idioms); i++)
        if (str_eq(pattern, str_from_cstr(idioms[i])))
            return true;
    return false;
}

static void check_compare(struct lint *lint, const struct ast *ast)
{
    const struct ast *regex;
    struct regex_shape shape;
    struct problem *p;

    if (ast->kind != AST_COMPARE && ast->kind != AST_FREE_TEXT)
        return;
    regex = ast->kid[0];
    if (regex->kind != AST_REGEX || is_any(regex->text))
        return;
    shape = regex_shape_of(regex->text);
    if (shape.is_unknown || !shape.is_nullable || shape.has_anchor || shape.has_group)
        return;
    p = problems_add(lint->problems, "W520", regex->span,
                     "this is found in every text: it also matches nothing at all");
    problem_help(lint->problems, p,
                 "is there a '|' too many, or a '*' where '+' is meant?");
}

static void check(struct lint *lint)
{
    lint_each(lint->query, check_compare, lint);
}

const struct lint_rule lint_rule_empty = {
    .name = "empty",
    .code = "W520",
    .check = check,
};
