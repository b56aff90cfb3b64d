/*
 * lint_words.c - letters sought in a field that only ever holds digits.
 */
#include "base/base.h"

#include "event/dictionary.h"
#include "func/matcher.h"
#include "query/lint_rule.h"

static bool is_numeric(const struct field_info *info)
{
    return info && (info->kind == FIELD_NUMBER || info->kind == FIELD_BITS ||
                    info->kind == FIELD_TIME);
}

/* Can no decimal number hold this text? */
static bool is_word(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((s.p[i] | 0x20) >= 'a' && (s.p[i] | 0x20) <= 'z')
            return true;
    return false;
}

/* Must every match of the expression hold a letter? */
static bool needs_letters(struct lint *lint, const struct ast *regex)
{
    struct matcher *m = NULL;
    struct literals literals;
    bool all = false;

    if (matcher_new_regex(&m, regex->text, 0, NULL, lint->arena, NULL) != ST_OK)
        return false;
    if (matcher_literals(m, &literals)) {
        all = true;
        for (size_t i = 0; i < literals.n; i++)
            all &= is_word(literals.text[i]);
    }
    matcher_close(m);
    return all;
}

static bool never_matches(struct lint *lint, const struct ast *right)
{
    if (right->kind == AST_REGEX)
        return needs_letters(lint, right);
    return right->kind == AST_PATTERN && is_word(right->text);
}

static void check_compare(struct lint *lint, const struct ast *ast)
{
    const struct field_info *info;
    struct problem *p;

    if (ast->kind != AST_COMPARE)
        return;
    info = field_info_find(ast->text);
    if (!is_numeric(info) || !never_matches(lint, ast->kid[0]))
        return;
    p = problems_add(
        lint->problems, "W501", ast->span, "%s is a %s in Falcon data; %s", info->name,
        info->kind == FIELD_BITS ? "bit mask in decimal" : "number",
        ast->op == OP_NE ? "a word never equals it, so this passes everything"
                         : "words never match it");
    if (info->kind == FIELD_BITS)
        problem_help(
            lint->problems, p,
            "test bits: bitfield:extractFlags(field=%s, output=[[11, "
            "hashMismatch], [29, revoked]]) | hashMismatch=true OR revoked=true",
            info->name);
}

static void check(struct lint *lint)
{
    lint_each(lint->query, check_compare, lint);
}

const struct lint_rule lint_rule_words = {
    .name = "words",
    .code = "W501",
    .check = check,
};
