/*
 * parse_error.c - what can be wrong with a query's text, in words that help.
 *
 * A message says what was found and what was wanted; the help says what to write.
 * A fix is given only where it is certain.
 */
#include "base/base.h"

#include <stdarg.h>
#include <stdio.h>

#include "query/parse_state.h"

enum { EXCERPT_BYTES_MAX = 40, FIX_BYTES_MAX = 200, MESSAGE_BYTES_MAX = 400 };

/* ---- reporting ------------------------------------------------------------------ */

struct span span_between(size_t from, size_t to)
{
    return (struct span){ from, to > from ? to - from : 0 };
}

struct str source(const struct parser *p, struct span span)
{
    return str_slice(p->text, span.offset, span.offset + span.length);
}

PRINTF(4, 0)
static struct problem *report(struct parser *p, const char *code, struct span span,
                              const char *fmt, va_list args)
{
    char text[MESSAGE_BYTES_MAX];

    (void)vsnprintf(text, sizeof text, fmt, args);
    if (p->problems->n + p->problems->dropped >= PROBLEMS_MAX)
        p->stopped = true;
    return problems_add(p->problems, code, span, "%s", text);
}

struct problem *fail(struct parser *p, const char *code, struct span span,
                     const char *fmt, ...)
{
    struct problem *problem;
    va_list args;

    va_start(args, fmt);
    problem = report(p, code, span, fmt, args);
    va_end(args);
    p->panic = true;
    return problem;
}

struct problem *note(struct parser *p, const char *code, struct span span,
                     const char *fmt, ...)
{
    struct problem *problem;
    va_list args;

    va_start(args, fmt);
    problem = report(p, code, span, fmt, args);
    va_end(args);
    return problem;
}

struct problem *odd(struct parser *p, const char *strict, const char *lenient,
                    struct span span, const char *fmt, ...)
{
    struct problem *problem;
    va_list args;

    va_start(args, fmt);
    problem =
        report(p, p->dialect == DIALECT_STRICT ? strict : lenient, span, fmt, args);
    va_end(args);
    return problem;
}

void help(struct parser *p, struct problem *problem, const char *fmt, ...)
{
    char text[MESSAGE_BYTES_MAX];
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    problem_help(p->problems, problem, "%s", text);
}

void fix(struct parser *p, struct problem *problem, struct span span, const char *text)
{
    problem_fix(p->problems, problem, span, str_from_cstr(text));
}

/* The first bytes of `s`, cut at a character and at a line end. */
static struct str excerpt(struct str s)
{
    size_t n = s.n < EXCERPT_BYTES_MAX ? s.n : EXCERPT_BYTES_MAX;

    while (n > 0 && n < s.n && ((unsigned char)s.p[n] & 0xC0) == 0x80)
        n--;
    for (size_t i = 0; i < n; i++)
        if (s.p[i] == '\n')
            n = i;
    return str_slice(s, 0, n);
}

const char *describe(struct parser *p, struct lex_token t)
{
    char text[EXCERPT_BYTES_MAX + 64];
    struct str shown = excerpt(source(p, t.span));
    struct str copy;

    if (t.kind == LEX_END)
        return lex_kind_words(t.kind);
    (void)snprintf(text, sizeof text, "'%.*s%s'", STR_ARG(shown),
                   shown.n < t.span.length ? "…" : "");
    copy = str_dup(p->arena, str_from_cstr(text));
    return copy.p ? copy.p : lex_kind_words(t.kind);
}

/* ---- tokens that are wrong in themselves ------------------------------------------
 */

static void report_flag(struct parser *p, struct lex_token t)
{
    size_t flags = t.span.offset + t.span.length - t.flags.n;
    size_t i = 0;
    struct problem *problem;

    while (i + 1 < t.flags.n && strchr("dmigF", t.flags.p[i]))
        i++;
    problem = note(p, "E103", (struct span){ flags + i, 1 },
                   "'%c' is no flag of a regular expression", t.flags.p[i]);
    if (t.flags.p[i] == 'I')
        help(p, problem, "the flag that ignores case is a small i");
    else if (t.flags.p[i] == 's')
        help(p, problem, "the flag that lets a dot match line ends is d");
    else
        help(p, problem,
             "flags are i, m, d, g and F; a path is searched in quotes: \"%.*s\"",
             STR_ARG(excerpt(source(p, t.span))));
}

static void report_lines(struct parser *p, struct lex_token t)
{
    help(p,
         odd(p, "E105", "W305", (struct span){ t.span.offset, 1 },
             "this string goes on over several lines"),
         "write \\n for a line break; or is its closing quote missing?");
}

void report_fault(struct parser *p, struct lex_token t)
{
    struct span opener = { t.span.offset, 1 };

    switch (t.fault) {
    case LEX_OK:
        return;
    case LEX_STRING_OPEN:
        help(p, note(p, "E101", opener, "this string is never closed"),
             "add the closing '\"'; a quote inside a string is written \\\"");
        return;
    case LEX_STRING_LINES:
        report_lines(p, t);
        return;
    case LEX_STRING_TRIPLE:
        help(p,
             note(p, "E110", (struct span){ t.span.offset, 3 },
                  "there are no triple quotes"),
             "a string is \"...\", a quote inside it \\\"");
        return;
    case LEX_REGEX_OPEN:
        help(p,
             note(p, "E102", opener,
                  "this regular expression is not closed on its line"),
             "add the closing '/'; to search for a slash, quote it: \"/...\"");
        return;
    case LEX_REGEX_FLAG:
        report_flag(p, t);
        return;
    case LEX_WORD_COMMENT:
        help(p, note(p, "E111", t.span, "a word cannot end with //"),
             "put a blank before the comment, or quotes around the word");
        return;
    case LEX_PARAM_NAME:
        help(p, note(p, "E109", t.span, "'?' wants the name of a parameter"),
             "write ?name or ?{name=default}; a question mark is searched as \"?\"");
        return;
    case LEX_COMMENT_OPEN:
        help(p,
             note(p, "E104", (struct span){ t.span.offset, 2 },
                  "this comment is never closed"),
             "add the closing */");
        return;
    case LEX_BYTE:
        (void)note(p, "E106", t.span, "a control character stands here");
        return;
    }
}

/* The word as a string, where it needs no escape. */
static void fix_quotes(struct parser *p, struct problem *problem, struct lex_token word,
                       struct str inner)
{
    char text[FIX_BYTES_MAX];

    if (inner.n == 0 || inner.n > FIX_BYTES_MAX - 3 || memchr(inner.p, '"', inner.n) ||
        memchr(inner.p, '\\', inner.n))
        return;
    (void)snprintf(text, sizeof text, "\"%.*s\"", STR_ARG(inner));
    fix(p, problem, word.span, text);
}

void check_quotes(struct parser *p, struct lex_token word)
{
    static const char *const marks[] = { "“", "”", "‘", "’", "„" };
    struct str text = word.text;
    struct problem *problem;

    for (size_t i = 0; i < countof(marks); i++)
        if (str_starts_with(text, str_from_cstr(marks[i]))) {
            problem = note(p, "W307", word.span,
                           "%s is an ordinary character, not a quote", marks[i]);
            help(p, problem, "write \"...\" for a string");
            if (i == 0 && str_ends_with(text, STR("”")))
                fix_quotes(p, problem, word, str_slice(text, 3, text.n - 3));
            return;
        }
    if (text.n < 2 || text.p[0] != '\'' || text.p[text.n - 1] != '\'')
        return;
    text = str_slice(text, 1, text.n - 1);
    problem = note(p, "W308", word.span, "the single quotes belong to the value");
    help(p, problem, "write \"%.*s\" for a string", STR_ARG(excerpt(text)));
    fix_quotes(p, problem, word, text);
}

/* ---- brackets ---------------------------------------------------------------------
 */

static const char *opener_text(enum bracket kind)
{
    switch (kind) {
    case BRACKET_PAREN:
        return "(";
    case BRACKET_SQUARE:
        return "[";
    case BRACKET_BRACE:
    case BRACKET_CLAUSES:
        return "{";
    }
    return "";
}

static const char *closer_text(enum bracket kind)
{
    switch (kind) {
    case BRACKET_PAREN:
        return ")";
    case BRACKET_SQUARE:
        return "]";
    case BRACKET_BRACE:
    case BRACKET_CLAUSES:
        return "}";
    }
    return "";
}

/* Does this token show that the bracket was left open, rather than a slip inside it? */
static bool is_beyond_bracket(enum lex_kind kind)
{
    return kind == LEX_END || kind == LEX_PIPE || kind == LEX_SEMICOLON ||
           kind == LEX_PAREN_CLOSE || kind == LEX_BRACKET_CLOSE ||
           kind == LEX_BRACE_CLOSE || kind == LEX_ASSIGN;
}

/* A comma is missing, or quotes around a value with blanks. */
static void fail_inside(struct parser *p, struct open_bracket open,
                        struct lex_token found, const char *expected)
{
    struct problem *problem = fail(p, "E201", found.span, "expected %s, found %s",
                                   expected, describe(p, found));
    struct str before = source(p, p->last);

    if (before.n && before.p[0] == '\'')
        help(p, problem, "single quotes do not make a string: write \"...\"");
    else if (open.kind != BRACKET_BRACE &&
             (found.kind == LEX_WORD || found.kind == LEX_STRING))
        help(p, problem,
             "values are separated by ','; one with blanks in it wants quotes");
}

void fail_not_closed(struct parser *p, struct open_bracket open, struct lex_token found,
                     const char *expected)
{
    struct place place = place_of(p->text, found.span.offset);
    struct problem *problem;

    if (!is_beyond_bracket(found.kind)) {
        fail_inside(p, open, found, expected);
        return;
    }
    problem =
        fail(p, "E202", open.span, "'%s' is never closed", opener_text(open.kind));
    if (found.kind == LEX_END)
        help(p, problem, "the query ends without its '%s'", closer_text(open.kind));
    else
        help(p, problem, "add '%s' before the %s in line %zu", closer_text(open.kind),
             describe(p, found), place.line);
}

/* ---- test() -------------------------------------------------------------------------
 */

/* The rest of the step from `from`: up to a pipe, a line end or a closing brace. */
static struct str rest_of_step(struct parser *p, size_t from)
{
    size_t end = from;
    size_t parens = 0;

    while (end < p->text.n && !strchr("|}\n;", p->text.p[end])) {
        char c = p->text.p[end];

        if (c == ')' && parens == 0)
            break;
        parens += c == '(';
        parens -= c == ')';
        if (str_starts_with(str_slice(p->text, end, end + 2), STR("//")))
            break;
        end++;
    }
    return str_trim(str_slice(p->text, from, end));
}

static void fix_with_test(struct parser *p, struct problem *problem, size_t from)
{
    struct str step = rest_of_step(p, from);

    help(p, problem, "compare fields and expressions with test(%.*s)",
         STR_ARG(excerpt(step)));
    if (step.n < EXCERPT_BYTES_MAX) {
        char text[EXCERPT_BYTES_MAX + 16];
        struct str copy;

        (void)snprintf(text, sizeof text, "test(%.*s)", STR_ARG(step));
        copy = str_dup(p->arena, str_from_cstr(text));
        if (copy.p)
            fix(p, problem, (struct span){ from, step.n }, copy.p);
    }
}

/* ---- steps ------------------------------------------------------------------------
 */

static bool is_step_of_its_own(enum ast_kind kind)
{
    return kind != AST_AND && kind != AST_OR && kind != AST_NOT &&
           kind != AST_COMPARE && kind != AST_FREE_TEXT && kind != AST_TRUE &&
           kind != AST_FALSE && kind != AST_NESTED && kind != AST_BRANCH;
}

/* Insert `text` where the found token begins. */
static void fix_before(struct parser *p, struct problem *problem, struct lex_token t,
                       const char *text)
{
    fix(p, problem, (struct span){ t.span.offset, 0 }, text);
}

static bool is_comparison(enum lex_kind kind)
{
    return kind == LEX_EQUAL_EQUAL || kind == LEX_NOT_EQUAL || kind == LEX_LESS ||
           kind == LEX_LESS_EQUAL || kind == LEX_GREATER || kind == LEX_GREATER_EQUAL;
}

void fail_after_step(struct parser *p, const struct ast *step, struct lex_token found)
{
    struct problem *problem;

    if (p->stopped)
        return;
    if (found.kind == LEX_WORD || found.kind == LEX_STRING || found.kind == LEX_SAVED ||
        (is_step_of_its_own(step->kind) &&
         (found.kind == LEX_PAREN_OPEN || found.kind == LEX_REGEX ||
          found.kind == LEX_BANG || found.kind == LEX_BRACKET_OPEN))) {
        problem = note(p, "E208", found.span, "a '|' is missing before %s",
                       describe(p, found));
        help(p, problem, "steps are joined by '|'; a new line does not separate them");
        fix_before(p, problem, found, "| ");
        return;
    }
    problem = fail(p, "E201", found.span, "expected '|' or the end, found %s",
                   describe(p, found));
    if (step->kind == AST_CALL && is_comparison(found.kind))
        fix_with_test(p, problem, step->span.offset);
    else if (found.kind == LEX_COMMA)
        help(p, problem,
             "',' separates arguments; filters are joined by a blank, AND or OR");
    else if (found.kind == LEX_BRACKET_OPEN)
        help(p, problem, "a list is an argument: in(field, values=[a, b])");
    else if (found.kind == LEX_BRACE_OPEN)
        help(p, problem,
             "braces belong to case, match and arguments such as join({ ... })");
}

/* `field in [a, b]`: the call that is meant, if all of it stands on one line. */
static void fail_in(struct parser *p, struct lex_token word)
{
    struct problem *problem =
        fail(p, "E214", word.span, "'in' is a function, not an operator");
    struct str field = source(p, p->last);
    size_t list = lex_skip_blanks(p->text, word.span.offset + word.span.length);
    size_t n = str_find(str_slice(p->text, list, list + FIX_BYTES_MAX), STR("]"));
    char text[FIX_BYTES_MAX * 2];
    struct str copy;

    help(p, problem, "write in(field, values=[a, b])");
    if (list >= p->text.n || p->text.p[list] != '[' || n == SIZE_MAX ||
        field.n > FIX_BYTES_MAX / 2 || !lex_is_field_name(field))
        return;
    (void)snprintf(text, sizeof text, "in(%.*s, values=%.*s)", STR_ARG(field),
                   STR_ARG(str_slice(p->text, list, list + n + 1)));
    help(p, problem, "write %s", text);
    copy = str_dup(p->arena, str_from_cstr(text));
    if (copy.p)
        fix(p, problem, span_between(p->last.offset, list + n + 1), copy.p);
}

static void fail_reserved(struct parser *p, struct lex_token word)
{
    struct problem *problem;

    if (is_word(word, "in")) {
        fail_in(p, word);
        return;
    }
    problem =
        fail(p, "E214", word.span, "'%.*s' is a reserved word", STR_ARG(word.text));
    if (is_word(word, "case"))
        help(p, problem, "write case { ... }, or \"case\" to search for the word");
    else if (is_word(word, "like"))
        help(p, problem, "write field like value, or \"like\" to search for the word");
    else
        help(p, problem, "write %.*s(...), or \"%.*s\" to search for the word",
             STR_ARG(word.text), STR_ARG(word.text));
}

void fail_no_step(struct parser *p, struct lex_token found)
{
    struct problem *problem;

    if (is_word(found, "and") || is_word(found, "or")) {
        problem =
            fail(p, "E215", found.span, "%s has no left side", describe(p, found));
        help(p, problem,
             "a step does not begin with AND or OR; to search for the word, "
             "write it in quotes");
        return;
    }
    if (found.kind == LEX_WORD) {
        fail_reserved(p, found);
        return;
    }
    if (found.kind == LEX_END || found.kind == LEX_PIPE ||
        found.kind == LEX_PAREN_CLOSE || found.kind == LEX_BRACE_CLOSE ||
        found.kind == LEX_SEMICOLON) {
        struct str before = source(p, p->last);

        problem = fail(p, "E215", p->last, "'%.*s' has no right side",
                       STR_ARG(excerpt(before)));
        help(p, problem, "found %s where a filter should follow", describe(p, found));
        return;
    }
    problem = fail(p, "E201", found.span, "expected a filter or a step, found %s",
                   describe(p, found));
    if (found.kind == LEX_BRACE_OPEN)
        help(p, problem,
             "braces belong to case, match and arguments such as join({ ... })");
    else if (found.kind == LEX_EQUAL || found.kind == LEX_NOT_EQUAL)
        help(p, problem, "the field's name is missing");
}

/* ---- values ------------------------------------------------------------------------
 */

void fail_no_number(struct parser *p, struct lex_token field, struct lex_token op,
                    struct lex_token found)
{
    const char *op_text = lex_kind_words(op.kind);
    struct problem *problem;

    if (found.kind != LEX_WORD) {
        fail_no_value(p, op, found);
        return;
    }
    if (lex_is_number(field.text))
        problem =
            fail(p, "E210",
                 span_between(field.span.offset, found.span.offset + found.span.length),
                 "the field stands left of %s, the number right of it", op_text);
    else
        problem = fail(p, "E209", found.span, "right of %s stands a number, not %s",
                       op_text, describe(p, found));
    fix_with_test(p, problem, field.span.offset);
}

void fail_no_value(struct parser *p, struct lex_token op, struct lex_token found)
{
    struct str sign = source(p, op.span);
    struct problem *problem;

    if (found.kind == LEX_WORD) {
        problem = fail(p, "E216", found.span,
                       "'%.*s' compares with a fixed value, not with "
                       "a call",
                       STR_ARG(sign));
        help(p, problem, "write test(field == %.*s(...))", STR_ARG(found.text));
        return;
    }
    if (op.kind == LEX_EQUAL && (found.kind == LEX_LESS || found.kind == LEX_GREATER)) {
        problem = fail(p, "E228", span_between(op.span.offset, found.span.offset + 1),
                       "'=%.*s' is no comparison", STR_ARG(source(p, found.span)));
        help(p, problem, "write '%.*s='", STR_ARG(source(p, found.span)));
        return;
    }
    if (op.kind == LEX_LESS && found.kind == LEX_GREATER) {
        problem = fail(p, "E228", span_between(op.span.offset, found.span.offset + 1),
                       "'<>' is no comparison");
        help(p, problem, "not equal is written '!='");
        fix(p, problem, span_between(op.span.offset, found.span.offset + 1), "!=");
        return;
    }
    problem =
        fail(p, "E216", found.span, "the value right of '%.*s' is missing: found %s",
             STR_ARG(sign), describe(p, found));
    if (found.kind == LEX_PAREN_OPEN || found.kind == LEX_BRACKET_OPEN)
        help(p, problem, "for one of several values write in(field, values=[a, b])");
    else if (found.kind == LEX_BANG)
        help(p, problem, "not equal is written '!='");
    else
        help(p, problem, "field=* asks for any value, field=\"\" for an empty one");
}

void fail_bad_name(struct parser *p, struct lex_token name)
{
    struct problem *problem =
        note(p, "E211", name.span, "'%.*s' is no name of a field unless it is quoted",
             STR_ARG(excerpt(name.text)));
    char text[EXCERPT_BYTES_MAX + 8];
    struct str copy;

    help(p, problem, "write \"%.*s\"", STR_ARG(excerpt(name.text)));
    if (name.text.n >= EXCERPT_BYTES_MAX || memchr(name.text.p, '\\', name.text.n))
        return;
    (void)snprintf(text, sizeof text, "\"%.*s\"", STR_ARG(name.text));
    copy = str_dup(p->arena, str_from_cstr(text));
    if (copy.p)
        fix(p, problem, name.span, copy.p);
}

/* ---- expressions -------------------------------------------------------------------
 */

void fail_no_operand(struct parser *p, struct lex_token found)
{
    struct problem *problem;

    if (found.kind == LEX_REGEX) {
        problem = fail(p, "E218", found.span,
                       "a regular expression is no value of an expression");
        help(p, problem,
             "write regex(\"%.*s\", field=...), or give the pattern in quotes",
             STR_ARG(excerpt(found.text)));
        return;
    }
    problem =
        fail(p, "E201", found.span, "expected a value, found %s", describe(p, found));
    if (found.kind == LEX_COMMA || found.kind == LEX_PAREN_CLOSE)
        help(p, problem,
             "a value is a field, a number, \"text\", a call, a list or { ... }");
}

bool fail_after_expression(struct parser *p, struct lex_token found)
{
    struct problem *problem;

    if (found.kind == LEX_EQUAL) {
        problem =
            fail(p, "E212", found.span, "an expression compares with '==', not '='");
        help(p, problem, "'=' stands in filters and before the value of an argument");
        fix(p, problem, found.span, "==");
        return true;
    }
    if (is_word(found, "and") || is_word(found, "or") || is_word(found, "like") ||
        str_starts_with(found.text, STR("&&"))) {
        problem =
            fail(p, "E217", found.span, "expressions have no %s", describe(p, found));
        help(p, problem, "write two test() steps for and, case { ... } or if() for or");
        return true;
    }
    return false;
}
