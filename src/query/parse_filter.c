/*
 * parse_filter.c - filters: free text, comparisons, and, or, not, groups.
 *
 *     Filter   = OrFilter { [ 'AND' ] OrFilter }
 *     OrFilter = Unary { 'OR' Unary }
 *     Unary    = { 'NOT' | '!' } Primary
 *
 * OR binds tighter than AND. Calls are read as operands too, since only the whole
 * step shows whether one stands alone; where it does not, the dialects differ.
 *
 * Source: cql-language.md, sections 3, 4 and 13.
 */
#include "base/base.h"

#include "func/func.h"
#include "query/parse_state.h"

/* ---- values ----------------------------------------------------------------- */

/* Flags in the order d m i g F, each once. */
static struct str canonical_flags(struct str flags)
{
    static const char *const sets[] = {
        "",   "d",   "m",   "dm",   "i",   "di",   "mi",   "dmi",
        "g",  "dg",  "mg",  "dmg",  "ig",  "dig",  "mig",  "dmig",
        "F",  "dF",  "mF",  "dmF",  "iF",  "diF",  "miF",  "dmiF",
        "gF", "dgF", "mgF", "dmgF", "igF", "digF", "migF", "dmigF",
    };
    size_t set = 0;

    for (size_t i = 0; i < flags.n; i++) {
        const char *flag = strchr("dmigF", flags.p[i]);

        if (flag && *flag)
            set |= (size_t)1 << (size_t)(flag - strchr("dmigF", 'd'));
    }
    return str_from_cstr(sets[set]);
}

struct ast *parse_operand_value(struct parser *p, struct lex_token t)
{
    struct ast *n;

    if (t.kind == LEX_PARAM || t.kind == LEX_PARAM_OPEN)
        return parse_param(p);
    (void)take(p);
    if (t.kind == LEX_REGEX) {
        n = leaf(p, AST_REGEX, t);
        n->text2 = canonical_flags(t.flags);
        return n;
    }
    n = leaf(p, AST_PATTERN, t);
    if (t.kind == LEX_WORD) {
        check_quotes(p, t);
    } else {
        n->op = OP_QUOTED;
        n->text = decoded(p, t.text);
    }
    return n;
}

static bool is_value(enum lex_kind kind)
{
    return kind == LEX_WORD || kind == LEX_STRING || kind == LEX_REGEX ||
           kind == LEX_PARAM || kind == LEX_PARAM_OPEN;
}

/* ---- comparisons -------------------------------------------------------------- */

static enum ast_op comparison_op(struct lex_token t)
{
    static const struct {
        enum lex_kind kind;
        enum ast_op op;
    } ops[] = {
        { LEX_EQUAL, OP_EQ }, { LEX_EQUAL_EQUAL, OP_EQ },   { LEX_NOT_EQUAL, OP_NE },
        { LEX_LESS, OP_LT },  { LEX_LESS_EQUAL, OP_LE },    { LEX_GREATER, OP_GT },
        { LEX_ARROW, OP_GE }, { LEX_GREATER_EQUAL, OP_GE },
    };

    if (is_word(t, "like"))
        return OP_LIKE;
    for (size_t i = 0; i < countof(ops); i++)
        if (ops[i].kind == t.kind)
            return ops[i].op;
    return OP_NONE;
}

/* Operators of other languages: reported with the right one, and read as that. */
static void check_operator(struct parser *p, struct lex_token op)
{
    if (op.kind == LEX_EQUAL_EQUAL) {
        struct problem *problem =
            note(p, "E213", op.span, "a filter compares with '=', not '=='");

        help(p, problem, "'==' stands in expressions, as in test(a == b)");
        fix(p, problem, op.span, "=");
    } else if (op.kind == LEX_ARROW) {
        struct problem *problem = note(p, "E228", op.span, "'=>' is no comparison");

        help(p, problem, "greater or equal is written '>='");
        fix(p, problem, op.span, ">=");
    }
}

static bool is_known_function(struct str name)
{
    return func_find(name) || func_find_planned(name) || func_find_alias(name);
}

/* `= now()`: the value is the name of a function that is called. */
static bool is_called(struct parser *p, struct lex_token value)
{
    struct lex_token next = peek_behind(p, value, LEX_FILTER);

    return value.kind == LEX_WORD && next.kind == LEX_PAREN_OPEN && !next.spaced &&
           is_known_function(value.text);
}

static struct ast *parse_equal(struct parser *p, struct lex_token op)
{
    struct lex_token t = peek(p, LEX_VALUE);

    if (is_value(t.kind) && !is_called(p, t))
        return parse_operand_value(p, t);
    fail_no_value(p, op, t);
    return node(p, AST_ERROR, t.span.offset, NULL);
}

/* The right side of < <= > >=. */
static struct ast *parse_bound(struct parser *p, struct lex_token field,
                               struct lex_token op)
{
    struct lex_token t = peek(p, LEX_VALUE);
    struct ast *n;

    if (t.kind == LEX_PARAM || t.kind == LEX_PARAM_OPEN)
        return parse_param(p);
    if ((t.kind != LEX_WORD && t.kind != LEX_STRING) ||
        (t.kind == LEX_WORD && !lex_is_number(t.text))) {
        fail_no_number(p, field, op, t);
        return node(p, AST_ERROR, t.span.offset, NULL);
    }
    n = parse_operand_value(p, t);
    if (lex_is_number(n->text)) {
        n->kind = AST_NUMBER;
    } else {
        struct problem *problem =
            odd(p, "E209", "W309", n->span, "%s is no number, so this is never true",
                describe(p, t));

        help(p, problem,
             "'<' and its kin compare numbers; for times see parseTimestamp()");
    }
    return n;
}

static struct ast *parse_comparison(struct parser *p)
{
    struct kids kids = { 0 };
    struct lex_token field = take(p);
    struct lex_token op = peek(p, LEX_FILTER);
    enum ast_op kind = comparison_op(op);
    struct ast *n;

    (void)take(p);
    check_operator(p, op);
    if (field.kind == LEX_WORD && !lex_is_field_name(field.text))
        fail_bad_name(p, field);
    if (kind == OP_EQ || kind == OP_NE || kind == OP_LIKE)
        kids_add(p, &kids, parse_equal(p, op));
    else
        kids_add(p, &kids, parse_bound(p, field, op));
    n = node(p, AST_COMPARE, field.span.offset, &kids);
    n->op = kind;
    name_node(p, n, field);
    return n;
}

/* `a <=> B.b` inside correlate(). */
static struct ast *parse_link(struct parser *p)
{
    struct lex_token field = take(p);
    struct lex_token other;
    struct ast *n;

    (void)peek(p, LEX_FILTER);
    (void)take(p);
    other = peek(p, LEX_FILTER);
    if (other.kind != LEX_WORD && other.kind != LEX_STRING)
        help(p, fail(p, "E216", other.span, "'<=>' wants a field on its right"),
             "write field <=> Query.field, with the name of another query");
    else
        (void)take(p);
    n = node(p, AST_LINK, field.span.offset, NULL);
    name_node(p, n, field);
    n->text2 = other.kind == LEX_STRING ? decoded(p, other.text) : other.text;
    return n;
}

/* ---- primaries ----------------------------------------------------------------- */

static bool is_function_name(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];

        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
              (i > 0 && ((c >= '0' && c <= '9') || c == ':'))))
            return false;
    }
    return s.n > 0;
}

bool begins_call(struct parser *p, struct lex_token word)
{
    struct lex_token next = peek_behind(p, word, LEX_FILTER);

    if (word.kind != LEX_WORD || next.kind != LEX_PAREN_OPEN)
        return false;
    return next.spaced ? is_known_function(word.text) : is_function_name(word.text);
}

/* Words that search for themselves only in quotes (section 2, rule 11). */
static bool is_reserved(struct str word)
{
    return str_eq_nocase(word, STR("case")) || str_eq_nocase(word, STR("like")) ||
           is_known_function(word);
}

static struct ast *parse_free_text(struct parser *p)
{
    struct kids kids = { 0 };
    struct lex_token t = peek(p, LEX_FILTER);

    if (is_word(t, "true") || (t.kind == LEX_WORD && str_eq(t.text, STR("*"))))
        return leaf(p, AST_TRUE, take(p));
    if (is_word(t, "false"))
        return leaf(p, AST_FALSE, take(p));
    if (t.kind == LEX_WORD && is_reserved(t.text)) {
        fail_no_step(p, t);
        return node(p, AST_ERROR, t.span.offset, NULL);
    }
    if (t.kind == LEX_WORD && str_starts_with(t.text, STR("```")))
        help(p, note(p, "E229", t.span, "a Markdown fence is left in the query"),
             "leave the line out");
    kids_add(p, &kids, parse_operand_value(p, t));
    return node(p, AST_FREE_TEXT, t.span.offset, &kids);
}

/* A word or string: what follows it tells what it is. */
static struct ast *parse_named(struct parser *p)
{
    struct lex_token t = peek(p, LEX_FILTER);
    struct lex_token next = peek_behind(p, t, LEX_FILTER);

    if (comparison_op(next) != OP_NONE)
        return parse_comparison(p);
    if (next.kind == LEX_LINK)
        return parse_link(p);
    if (begins_call(p, t))
        return parse_call(p);
    return parse_free_text(p);
}

static bool is_call(const struct ast *n)
{
    while (n->kind == AST_NOT)
        n = n->kid[0];
    return n->kind == AST_CALL || n->kind == AST_SAVED;
}

/* A call joined to other filters: LogScale has none, lenient evaluates it. */
static void note_call_operand(struct parser *p, const struct ast *call)
{
    if (is_call(call))
        help(p,
             odd(p, "E207", "W303", call->span,
                 "a function call cannot be an operand of AND, OR or a group"),
             "write case { a; b } for OR, a step of its own for AND");
}

/* Said of the first of several: the others have the same remedy. */
static void note_call_operands(struct parser *p, const struct kids *kids)
{
    for (uint32_t i = 0; i < kids->n && !p->panic; i++)
        if (is_call(kids->v[i])) {
            note_call_operand(p, kids->v[i]);
            return;
        }
}

static bool may_stand_in_group(const struct ast *n)
{
    return n->kind == AST_AND || n->kind == AST_OR || n->kind == AST_NOT ||
           n->kind == AST_COMPARE || n->kind == AST_FREE_TEXT || n->kind == AST_TRUE ||
           n->kind == AST_FALSE || n->kind == AST_NESTED || n->kind == AST_LINK ||
           n->kind == AST_ERROR || is_call(n);
}

static void fail_group_step(struct parser *p, const struct ast *step)
{
    help(p, note(p, "E221", step->span, "only filters can stand in parentheses"),
         "steps go into braces: case { ... }, or behind a '|' outside the parentheses");
}

/* `( filter )`, and `( a | b )`, which stays a NESTED until the step is complete. */
static struct ast *parse_group(struct parser *p)
{
    struct kids kids = { 0 };
    size_t start = p->token.span.offset;
    struct span opener = p->token.span;
    struct ast *inner;

    open_bracket(p, BRACKET_PAREN);
    inner = parse_pipeline(p);
    close_bracket(p, LEX_FILTER, "AND, OR, a filter or ')'");
    if (inner->nkids > 1) {
        kids_add(p, &kids, inner);
        return node(p, AST_NESTED, start, &kids);
    }
    if (inner->nkids == 0) {
        if (!p->panic && !p->stopped)
            (void)fail(p, "E216", opener, "there is nothing between '(' and ')'");
        return node(p, AST_ERROR, start, NULL);
    }
    if (!may_stand_in_group(inner->kid[0]))
        fail_group_step(p, inner->kid[0]);
    note_call_operand(p, inner->kid[0]);
    return inner->kid[0];
}

static struct ast *parse_primary(struct parser *p)
{
    struct lex_token t = peek(p, LEX_FILTER);

    if (t.kind == LEX_PAREN_OPEN)
        return parse_group(p);
    if (t.kind == LEX_SAVED)
        return parse_saved(p);
    if (t.kind == LEX_STRING ||
        (t.kind == LEX_WORD && !is_word(t, "and") && !is_word(t, "or")))
        return parse_named(p);
    if (is_value(t.kind) && t.kind != LEX_WORD)
        return parse_free_text(p);
    fail_no_step(p, t);
    return node(p, AST_ERROR, t.span.offset, NULL);
}

/* ---- not, or, and -------------------------------------------------------------- */

/* `not`, unless it is the name of a field: `not=5`. */
static bool is_operator_word(struct parser *p, struct lex_token t, const char *word)
{
    return is_word(t, word) && comparison_op(peek_behind(p, t, LEX_FILTER)) == OP_NONE;
}

static struct ast *parse_unary(struct parser *p)
{
    struct kids kids = { 0 };
    struct lex_token t = peek(p, LEX_FILTER);
    struct ast *inner;
    bool is_negated = t.kind == LEX_BANG || is_operator_word(p, t, "not");

    if (!enter(p, t.span))
        return node(p, AST_ERROR, t.span.offset, NULL);
    if (is_negated) {
        (void)take(p);
        kids_add(p, &kids, parse_unary(p));
        inner = node(p, AST_NOT, t.span.offset, &kids);
    } else {
        inner = parse_primary(p);
    }
    leave(p);
    return inner;
}

static struct ast *parse_or(struct parser *p)
{
    struct kids kids = { 0 };
    size_t start = peek(p, LEX_FILTER).span.offset;

    kids_add(p, &kids, parse_unary(p));
    while (is_operator_word(p, peek(p, LEX_FILTER), "or")) {
        (void)take(p);
        kids_add(p, &kids, parse_unary(p));
    }
    if (kids.n < 2)
        return kids.n ? kids.v[0] : &p->spare;
    note_call_operands(p, &kids);
    return node(p, AST_OR, start, &kids);
}

/* Does a step begin here that is no filter? */
static bool begins_other_step(struct parser *p, struct lex_token t)
{
    struct lex_token next = peek_behind(p, t, LEX_FILTER);

    if (next.kind == LEX_ASSIGN || next.kind == LEX_APPLY)
        return true;
    if (is_word(t, "case") && next.kind == LEX_BRACE_OPEN)
        return true;
    return is_word(next, "match") &&
           peek_behind(p, next, LEX_FILTER).kind == LEX_BRACE_OPEN;
}

/* May an operand begin here, with the AND left out? */
static bool begins_operand(struct parser *p)
{
    struct lex_token t = peek(p, LEX_FILTER);

    if (t.kind == LEX_WORD || t.kind == LEX_STRING)
        return !is_word(t, "or") && !begins_other_step(p, t);
    return t.kind == LEX_PAREN_OPEN || t.kind == LEX_BANG || t.kind == LEX_REGEX ||
           t.kind == LEX_PARAM || t.kind == LEX_PARAM_OPEN || t.kind == LEX_SAVED;
}

/* Does a call begin here, negated or not? */
static bool begins_negated_call(struct parser *p, struct lex_token t)
{
    while (t.kind == LEX_BANG || is_word(t, "not"))
        t = peek_behind(p, t, LEX_FILTER);
    return t.kind == LEX_SAVED || begins_call(p, t);
}

/*
 * A call and an operand side by side, without AND: a pipe is missing. The lenient
 * dialect reads one call beside filters as a condition; false if it cannot.
 */
static bool joins_call(struct parser *p, bool is_before)
{
    struct lex_token t = peek(p, LEX_FILTER);
    bool is_next = begins_negated_call(p, t);
    struct problem *problem;

    if (!is_next && !is_before)
        return true;
    if (p->dialect == DIALECT_STRICT || (is_next && is_before))
        return false;
    problem =
        note(p, "W303", t.span, "a call and a filter side by side: is a '|' missing?");
    help(p, problem, "steps are joined by '|'; a new line does not separate them");
    fix(p, problem, (struct span){ t.span.offset, 0 }, "| ");
    return true;
}

/* `x < 42 + 3`, `a && b`: the sign is free text, which nobody wants. */
static void note_sign(struct parser *p, struct lex_token t)
{
    struct problem *problem;

    if (t.kind != LEX_WORD || t.text.n > 2 || !t.text.n ||
        !strchr("+-/%&", t.text.p[0]) || !strchr("+-/%&", t.text.p[t.text.n - 1]))
        return;
    problem = note(p, "W306", t.span, "'%.*s' is searched as text", STR_ARG(t.text));
    help(p, problem,
         t.text.p[0] == '&'
             ? "filters are joined by a blank or AND"
             : "filters do not compute: write test(a < b + c), or x := ... "
               "in a step before");
}

struct ast *parse_filter(struct parser *p)
{
    struct kids kids = { 0 };
    size_t start = peek(p, LEX_FILTER).span.offset;
    bool has_and = false;
    bool has_call = false;

    kids_add(p, &kids, parse_or(p));
    while (!p->panic && !p->stopped) {
        has_call = has_call || is_call(kids.v[kids.n - 1]);
        if (is_operator_word(p, peek(p, LEX_FILTER), "and")) {
            (void)take(p);
            has_and = true;
        } else if (!begins_operand(p) || !joins_call(p, has_call)) {
            break;
        }
        note_sign(p, peek(p, LEX_FILTER));
        kids_add(p, &kids, parse_or(p));
    }
    if (kids.n < 2)
        return kids.n ? kids.v[0] : &p->spare;
    if (has_and)
        note_call_operands(p, &kids);
    return node(p, AST_AND, start, &kids);
}
