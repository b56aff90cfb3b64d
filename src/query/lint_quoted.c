/*
 * lint_quoted.c - "/cmd/i", ".*cmd.*": a regular expression where a pattern stands.
 *
 * In quotes, and without slashes, a value is a pattern: only * is a wildcard, and a dot
 * is a dot.
 */
#include "base/base.h"

#include "query/lint_rule.h"

/* "/.../i": slashes and at least one flag; "/usr/bin/" is a path. */
static bool has_slashes_and_flags(struct str s)
{
    size_t end = s.n;

    while (end > 0 && s.p[end - 1] && strchr("imgdF", s.p[end - 1]))
        end--;
    return end < s.n && s.n - end <= 3 && end > 2 && s.p[0] == '/' &&
           s.p[end - 1] == '/' &&
           str_find(str_slice(s, 1, end - 1), STR("/")) == SIZE_MAX;
}

/* ".*cmd.*", ".*\.exe"; but ".*" are the files whose names begin with a dot. */
static bool has_dot_star(struct str s)
{
    struct str rest = str_slice(s, 2, s.n);

    return str_starts_with(s, STR(".*")) &&
           (str_find(rest, STR(".*")) != SIZE_MAX ||
            str_find(rest, STR("\\.")) != SIZE_MAX || str_ends_with(rest, STR("$")));
}

static bool is_expression(struct str s)
{
    return has_slashes_and_flags(s) || has_dot_star(s) ||
           str_starts_with(s, STR("(?i)")) || str_starts_with(s, STR("^.*"));
}

static void check_compare(struct lint *lint, const struct ast *ast)
{
    struct problem *p;

    if (ast->kind != AST_COMPARE || ast->kid[0]->kind != AST_PATTERN ||
        !is_expression(ast->kid[0]->text))
        return;
    p = problems_add(
        lint->problems, "W521", ast->kid[0]->span,
        "this is compared as text, in which only * is a wildcard; it reads "
        "like a regular expression");
    problem_help(lint->problems, p,
                 "write %.*s=/…/i, the expression between slashes and without quotes",
                 STR_ARG(ast->text));
}

static void check(struct lint *lint)
{
    lint_each(lint->query, check_compare, lint);
}

const struct lint_rule lint_rule_quoted = {
    .name = "quoted",
    .code = "W521",
    .check = check,
};
