/*
 * lint_time.c - a time in milliseconds compared with one in seconds, or the other way
 * round: then the comparison is always true, or never.
 */
#include "base/base.h"

#include "event/dictionary.h"
#include "query/lint_rule.h"

/* From 2001 to 2286 a time has 10 digits in seconds and 13 in milliseconds. */
static const double seconds_from = 1e9, seconds_to = 1e10;
static const double milliseconds_from = 1e12, milliseconds_to = 1e13;

/* The dictionary says of each time field in which unit it is. */
static bool is_in_milliseconds(const struct field_info *info)
{
    return strstr(info->meaning, "milliseconds") ||
           (info->note && strstr(info->note, "milliseconds"));
}

static bool is_in_seconds(const struct field_info *info)
{
    return info->note && strstr(info->note, "seconds with");
}

static void check_compare(struct lint *lint, const struct ast *ast)
{
    const struct field_info *info;
    bool is_seconds;
    bool is_milliseconds;
    double v;

    if (ast->kind != AST_COMPARE || ast->kid[0]->kind != AST_NUMBER ||
        !value_number(value_str(ast->kid[0]->text), &v))
        return;
    info = field_info_find(ast->text);
    if (!info || info->kind != FIELD_TIME)
        return;
    is_seconds = v >= seconds_from && v < seconds_to;
    is_milliseconds = v >= milliseconds_from && v < milliseconds_to;
    if (is_seconds && is_in_milliseconds(info))
        (void)problems_add(lint->problems, "W514", ast->span,
                           "%s is in milliseconds, this number in seconds", info->name);
    else if (is_milliseconds && is_in_seconds(info))
        (void)problems_add(lint->problems, "W514", ast->span,
                           "%s is in seconds, this number in milliseconds", info->name);
}

static void check(struct lint *lint)
{
    lint_each(lint->query, check_compare, lint);
}

const struct lint_rule lint_rule_time = {
    .name = "time",
    .code = "W514",
    .check = check,
};
