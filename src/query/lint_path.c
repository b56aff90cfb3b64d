/*
 * lint_path.c - a drive letter sought in a path that the sensor writes without one.
 *
 * Falcon's paths name the device: \Device\HarddiskVolume3\Windows\System32\cmd.exe.
 */
#include "base/base.h"

#include "event/dictionary.h"
#include "query/lint_rule.h"

static bool is_letter(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* `C:` at the start of a value, or `^C:` of a pattern. */
static bool begins_with_drive(struct str s)
{
    return s.n >= 3 && is_letter(s.p[0]) && s.p[1] == ':' && s.p[2] == '\\';
}

static bool has_drive(const struct ast *right)
{
    if (right->kind == AST_PATTERN)
        return begins_with_drive(right->text);
    return right->kind == AST_REGEX && str_starts_with(right->text, STR("^")) &&
           begins_with_drive(str_slice(right->text, 1, right->text.n));
}

static void check_compare(struct lint *lint, const struct ast *ast)
{
    const struct field_info *info;
    struct problem *p;

    if (ast->kind != AST_COMPARE || ast->op == OP_LIKE || !has_drive(ast->kid[0]))
        return;
    info = field_info_find(ast->text);
    if (!info || info->kind != FIELD_PATH)
        return;
    p = problems_add(lint->problems, "W515", ast->span,
                     "%s has no drive letter in Falcon data: it begins with "
                     "\\Device\\HarddiskVolume…",
                     info->name);
    problem_help(lint->problems, p,
                 "begin with a wildcard in place of the letter: *\\…");
}

static void check(struct lint *lint)
{
    if (lint_is_falcon(lint))
        lint_each(lint->query, check_compare, lint);
}

const struct lint_rule lint_rule_path = {
    .name = "path",
    .code = "W515",
    .check = check,
};
