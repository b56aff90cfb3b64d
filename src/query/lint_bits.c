/*
 * lint_bits.c - a bit mask compared as a whole: the other bits are hardly ever clear.
 */
#include "base/base.h"

#include "event/dictionary.h"
#include "event/sign_flags.h"
#include "query/lint_rule.h"

/* The lowest bit of the mask and its name, where it has one. */
static unsigned lowest_bit(int64_t mask)
{
    unsigned bit = 0;

    while (bit < 63 && !((uint64_t)mask >> bit & 1))
        bit++;
    return bit;
}

static void check_compare(struct lint *lint, const struct ast *ast)
{
    const struct field_info *info;
    struct problem *p;
    int64_t mask;
    unsigned bit;

    if (ast->kind != AST_COMPARE || ast->op == OP_LIKE ||
        (ast->kid[0]->kind != AST_PATTERN && ast->kid[0]->kind != AST_NUMBER))
        return;
    info = field_info_find(ast->text);
    /* Zero is no flag at all, which is a whole. */
    if (!info || info->kind != FIELD_BITS ||
        !value_integer(value_str(ast->kid[0]->text), &mask) || mask <= 0)
        return;
    bit = lowest_bit(mask);
    p = problems_add(lint->problems, "W512", ast->span,
                     "%s is a bit mask: a comparison looks at all of its bits at once",
                     info->name);
    problem_help(lint->problems, p,
                 "test one bit: bitfield:extractFlags(field=%s, output=[[%u, flag]]) | "
                 "flag=true",
                 info->name, bit);
}

static void check(struct lint *lint)
{
    lint_each(lint->query, check_compare, lint);
}

const struct lint_rule lint_rule_bits = {
    .name = "bits",
    .code = "W512",
    .check = check,
};
