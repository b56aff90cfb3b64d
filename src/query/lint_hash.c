/*
 * lint_hash.c - digests that no event holds: of another length, or in capitals.
 */
#include "base/base.h"

#include "event/dictionary.h"
#include "query/lint_rule.h"

/* Hexadecimal digits of the digest that the field's name promises; 0: any. */
static size_t digits_of(const char *field)
{
    static const struct {
        const char *prefix;
        size_t digits;
    } known[] = { { "SHA256", 64 }, { "SHA1", 40 }, { "MD5", 32 } };

    for (size_t i = 0; i < countof(known); i++)
        if (strncmp(field, known[i].prefix, strlen(known[i].prefix)) == 0)
            return known[i].digits;
    return 0;
}

/* All hexadecimal digits, as many as some digest has; *has_capital: A to F among them.
 */
static bool is_digest(struct str s, bool *has_capital)
{
    *has_capital = false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];

        *has_capital |= c >= 'A' && c <= 'F';
        if (!(c >= '0' && c <= '9') && !((c | 0x20) >= 'a' && (c | 0x20) <= 'f'))
            return false;
    }
    return s.n == 32 || s.n == 40 || s.n == 64;
}

static void fix_case(struct lint *lint, struct problem *p, const struct ast *value)
{
    char lower[72];
    struct str text = value->text;
    struct str written = lint_source(lint, value->span);
    size_t at = str_find(written, text);

    if (at == SIZE_MAX || text.n >= sizeof lower)
        return;
    for (size_t i = 0; i < text.n; i++)
        lower[i] = (char)(text.p[i] | (text.p[i] >= 'A' ? 0x20 : 0));
    problem_fix(lint->problems, p, (struct span){ value->span.offset + at, text.n },
                (struct str){ lower, text.n });
}

static void check_value(struct lint *lint, const struct field_info *info,
                        const struct ast *value)
{
    size_t digits = digits_of(info->name);
    struct problem *p;
    bool has_capital;

    if (!is_digest(value->text, &has_capital))
        return;
    if (digits && value->text.n != digits) {
        (void)problems_add(lint->problems, "W513", value->span,
                           "%s holds %zu digits, this has %zu", info->name, digits,
                           value->text.n);
    } else if (has_capital) {
        p = problems_add(lint->problems, "W513", value->span,
                         "%s is in lower case, and a comparison minds the case",
                         info->name);
        problem_help(lint->problems, p, "write it in lower case");
        fix_case(lint, p, value);
    }
}

static const struct field_info *hash_field(struct str name)
{
    const struct field_info *info = field_info_find(name);

    return info && info->kind == FIELD_HASH ? info : NULL;
}

/* in(SHA256HashData, values=[…]), unless it ignores case. */
static void check_in(struct lint *lint, const struct ast *call)
{
    const struct ast *field = lint_argument(call, NULL);
    const struct ast *values = lint_argument(call, "values");
    const struct field_info *info;

    if (!field)
        field = lint_argument(call, "field");
    info = field ? hash_field(field->text) : NULL;
    if (!info || !values || lint_argument(call, "ignoreCase"))
        return;
    for (uint32_t i = 0; i < values->nkids; i++)
        check_value(lint, info, values->kid[i]);
}

static void check_node(struct lint *lint, const struct ast *ast)
{
    const struct field_info *info;

    if (lint_is_call(ast, "in"))
        check_in(lint, ast);
    if (ast->kind != AST_COMPARE || ast->kid[0]->kind != AST_PATTERN)
        return;
    info = hash_field(ast->text);
    if (info)
        check_value(lint, info, ast->kid[0]);
}

static void check(struct lint *lint)
{
    lint_each(lint->query, check_node, lint);
}

const struct lint_rule lint_rule_hash = {
    .name = "hash",
    .code = "W513",
    .check = check,
};
