/*
 * lint_escape.c - "C:\temp": in quotes \t is a tab, \n a line end, \r a return.
 */
#include "base/base.h"

#include "base/buf.h"
#include "query/lint_rule.h"

static bool is_letter(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* The place of the next \t, \n or \r that begins a word, at or behind `from`. */
static size_t next_escape(struct str s, size_t from)
{
    for (size_t i = from; i + 2 < s.n; i++) {
        if (s.p[i] != '\\')
            continue;
        if (strchr("tnr", s.p[i + 1]) && s.p[i + 1] && is_letter(s.p[i + 2]))
            return i;
        i++; /* the other half of a pair */
    }
    return SIZE_MAX;
}

/* Is it a path, by a drive letter or by another, ordinary backslash? */
static bool looks_like_path(struct str s)
{
    if (s.n > 4 && is_letter(s.p[1]) && s.p[2] == ':' && s.p[3] == '\\')
        return true;
    for (size_t i = 0; i + 1 < s.n; i++) {
        if (s.p[i] != '\\')
            continue;
        if (is_letter(s.p[i + 1]) && !strchr("tnr", s.p[i + 1]))
            return true;
        i++;
    }
    return s.n > 2 && s.p[1] == '*' && s.p[2] == '\\';
}

/* Every single backslash of the string doubled. */
static void fix_escapes(struct lint *lint, struct problem *p, struct span span,
                        struct str s)
{
    struct buf out;

    buf_init(&out, 1 << 16);
    for (size_t i = 0; i < s.n; i++) {
        bool is_pair =
            s.p[i] == '\\' && i + 1 < s.n && (s.p[i + 1] == '\\' || s.p[i + 1] == '"');

        buf_add_char(&out, s.p[i]);
        if (is_pair)
            buf_add_char(&out, s.p[++i]);
        else if (s.p[i] == '\\')
            buf_add_char(&out, '\\');
    }
    if (!out.failed)
        problem_fix(lint->problems, p, span, buf_str(&out));
    buf_release(&out);
}

static void check_value(struct lint *lint, const struct ast *value)
{
    struct str written = lint_source(lint, value->span);
    struct problem *p;
    size_t at;

    if (written.n < 4 || written.p[0] != '"' || !looks_like_path(written))
        return;
    at = next_escape(written, 1);
    if (at == SIZE_MAX)
        return;
    p = problems_add(lint->problems, "W516",
                     (struct span){ value->span.offset + at, 2 },
                     "\\%c in quotes is %s, not a backslash", written.p[at + 1],
                     written.p[at + 1] == 't'   ? "a tab"
                     : written.p[at + 1] == 'n' ? "a line end"
                                                : "a carriage return");
    problem_help(lint->problems, p, "write every backslash of a path twice");
    fix_escapes(lint, p, value->span, written);
}

static void check_compare(struct lint *lint, const struct ast *ast)
{
    if (ast->kind == AST_COMPARE && ast->kid[0]->kind == AST_PATTERN)
        check_value(lint, ast->kid[0]);
}

static void check(struct lint *lint)
{
    lint_each(lint->query, check_compare, lint);
}

const struct lint_rule lint_rule_escape = {
    .name = "escape",
    .code = "W516",
    .check = check,
};
