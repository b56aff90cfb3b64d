/*
 * parse_expr.c - calls, arguments, arrays, parameters and expressions.
 *
 *     Expression = Additive [ ( '==' | '!=' | '<' | '<=' | '>' | '>=' ) Additive ]
 *     Additive   = Product { ( '+' | '-' ) Product }
 *     Product    = Prefix { ( '*' | '/' | '%' ) Prefix }
 *     Prefix     = { '-' | '!' } Operand
 *
 * Source: cql-language.md, sections 3, 5 and 11.
 */
#include "base/base.h"

#include "query/parse_state.h"

/* ---- parameters ---------------------------------------------------------------- */

/* `?{name=default}`: the opener is next. */
static struct ast *parse_param_with_default(struct parser *p)
{
    struct kids kids = { 0 };
    size_t start = p->token.span.offset;
    struct lex_token name;
    struct lex_token value;
    struct ast *n;

    open_bracket(p, BRACKET_BRACE);
    name = peek(p, LEX_VALUE);
    if (name.kind != LEX_WORD && name.kind != LEX_STRING)
        help(p, fail(p, "E109", name.span, "'?{' wants the name of a parameter"),
             "write ?{name=default}");
    else
        (void)take(p);
    if (accept(p, LEX_VALUE, LEX_EQUAL)) {
        value = peek(p, LEX_VALUE);
        if (value.kind == LEX_WORD || value.kind == LEX_STRING) {
            (void)take(p);
            kids_add(p, &kids,
                     leaf(p, value.kind == LEX_WORD ? AST_WORD : AST_STRING, value));
            kids.v[0]->text =
                value.kind == LEX_WORD ? value.text : decoded(p, value.text);
        } else {
            help(p,
                 fail(p, "E216", value.span, "the default of ?%.*s is missing",
                      STR_ARG(name.text)),
                 "write ?{%.*s=*} or ?{%.*s=\"\"}", STR_ARG(name.text),
                 STR_ARG(name.text));
        }
    }
    close_bracket(p, LEX_VALUE, "'}' behind the default");
    n = node(p, AST_PARAM, start, &kids);
    name_node(p, n, name);
    return n;
}

struct ast *parse_param(struct parser *p)
{
    struct lex_token t = p->token;
    struct ast *n;

    if (t.kind == LEX_PARAM_OPEN)
        return parse_param_with_default(p);
    n = leaf(p, AST_PARAM, take(p));
    name_node(p, n, t);
    return n;
}

/* ---- arrays -------------------------------------------------------------------- */

/* `x := f()` as an element or argument; the field is next. */
static struct ast *parse_element(struct parser *p)
{
    struct kids kids = { 0 };
    struct lex_token field = take(p);
    struct ast *n;

    (void)peek(p, LEX_OPERATOR);
    (void)take(p);
    kids_add(p, &kids, parse_expression(p));
    n = node(p, AST_ELEMENT, field.span.offset, &kids);
    name_node(p, n, field);
    return n;
}

static struct ast *parse_element_or_expression(struct parser *p)
{
    struct lex_token t = peek(p, LEX_OPERAND);

    if ((t.kind == LEX_WORD || t.kind == LEX_STRING) &&
        peek_behind(p, t, LEX_OPERATOR).kind == LEX_ASSIGN)
        return parse_element(p);
    return parse_expression(p);
}

/* Does the list go on behind an element: a comma, and something behind it? */
static bool accept_comma(struct parser *p, enum lex_kind closer)
{
    struct span comma;

    if (!accept(p, LEX_OPERATOR, LEX_COMMA))
        return false;
    comma = p->last;
    if (peek(p, LEX_OPERAND).kind != closer || p->panic)
        return true;
    fix(p, odd(p, "E230", "W315", comma, "a comma before the end of a list"), comma,
        "");
    return true;
}

/* At the end of the query it is the bracket that is missed, not another element. */
static bool at_list_end(struct parser *p, enum lex_kind closer)
{
    enum lex_kind kind = peek(p, LEX_OPERAND).kind;

    return kind == closer || kind == LEX_END || p->panic || p->stopped;
}

struct ast *parse_array(struct parser *p)
{
    struct kids kids = { 0 };
    size_t start = p->token.span.offset;

    open_bracket(p, BRACKET_SQUARE);
    while (!at_list_end(p, LEX_BRACKET_CLOSE)) {
        kids_add(p, &kids, parse_element_or_expression(p));
        if (!accept_comma(p, LEX_BRACKET_CLOSE))
            break;
    }
    close_bracket(p, LEX_OPERATOR, "',' or ']'");
    return node(p, AST_ARRAY, start, &kids);
}

/* ---- calls --------------------------------------------------------------------- */

/* `{ ... }` as a value; the brace is next. */
static struct ast *parse_braces(struct parser *p)
{
    struct ast *pipeline;

    open_bracket(p, BRACKET_BRACE);
    pipeline = parse_pipeline(p);
    close_bracket(p, LEX_FILTER, "'|' or '}'");
    return pipeline;
}

static struct ast *parse_subquery(struct parser *p)
{
    struct kids kids = { 0 };
    size_t start = p->token.span.offset;

    kids_add(p, &kids, parse_braces(p));
    return node(p, AST_SUBQUERY, start, &kids);
}

/* `{ ... } include: [x]` behind `name:` in correlate(). */
static struct ast *parse_named_query(struct parser *p)
{
    struct kids kids = { 0 };
    struct lex_token t = peek(p, LEX_OPERAND);
    size_t start = t.span.offset;

    if (t.kind != LEX_BRACE_OPEN) {
        help(p, fail(p, "E201", t.span, "expected '{', found %s", describe(p, t)),
             "':' names a query in correlate(); an argument is name=value");
        return node(p, AST_ERROR, start, NULL);
    }
    kids_add(p, &kids, parse_braces(p));
    if (is_word(peek(p, LEX_OPERATOR), "include")) {
        (void)take(p);
        if (!accept(p, LEX_OPERATOR, LEX_COLON) && !p->panic)
            help(p, fail(p, "E201", peek(p, LEX_OPERATOR).span, "expected ':'"),
                 "write include: [field, ...]");
        kids_add(p, &kids, parse_expression(p));
    }
    return node(p, AST_NAMED_QUERY, start, &kids);
}

/* Is an argument with its name in parentheses next: `f((field=x))`? */
static bool begins_arg_in_parens(struct parser *p, struct lex_token t)
{
    struct lex_token name = peek_behind(p, t, LEX_OPERAND);

    return t.kind == LEX_PAREN_OPEN && name.kind == LEX_WORD &&
           peek_behind(p, name, LEX_OPERATOR).kind == LEX_EQUAL;
}

/* A pattern in slashes as an argument: quotes are meant. */
static struct ast *parse_regex_arg(struct parser *p)
{
    struct lex_token t = peek(p, LEX_OPERAND);

    help(p,
         odd(p, "E218", "W313", t.span,
             "a regular expression in slashes is no argument of a function"),
         "give the pattern in quotes, or filter with field=/.../");
    return parse_operand_value(p, t);
}

static struct ast *parse_arg_value(struct parser *p, enum lex_kind mark)
{
    if (mark == LEX_COLON)
        return parse_named_query(p);
    if (peek(p, LEX_OPERAND).kind == LEX_REGEX)
        return parse_regex_arg(p);
    return parse_element_or_expression(p);
}

/* Does `name:` begin here, with the name in quotes or not? */
static bool names_query(struct parser *p, struct lex_token t)
{
    return (t.kind == LEX_WORD || t.kind == LEX_STRING) &&
           peek_behind(p, t, LEX_OPERATOR).kind == LEX_COLON;
}

/* `name:`, which is next; `query=` may stand in front of it. */
static struct str take_query_name(struct parser *p)
{
    struct lex_token t = take(p);
    struct str name = t.kind == LEX_STRING ? decoded(p, t.text) : t.text;

    if (t.kind == LEX_STRING && !lex_is_field_name(name))
        fail_bad_name(p, t);
    (void)peek(p, LEX_OPERATOR);
    (void)take(p);
    return name;
}

/* The name of an argument and what follows it; `*mark` is LEX_COLON for a query. */
static struct str take_arg_name(struct parser *p, enum lex_kind *mark)
{
    struct lex_token t = peek(p, LEX_OPERAND);
    struct str name = { NULL, 0 };

    *mark = LEX_COLON;
    if (names_query(p, t))
        return take_query_name(p);
    *mark = LEX_EQUAL;
    if (t.kind != LEX_WORD || peek_behind(p, t, LEX_OPERATOR).kind != LEX_EQUAL)
        return name;
    name = take(p).text;
    (void)peek(p, LEX_OPERATOR);
    (void)take(p);
    t = peek(p, LEX_OPERAND);
    if (!str_eq_nocase(name, STR("query")) || !names_query(p, t))
        return name;
    *mark = LEX_COLON;
    return take_query_name(p);
}

static struct ast *parse_arg(struct parser *p)
{
    struct kids kids = { 0 };
    struct lex_token t = peek(p, LEX_OPERAND);
    enum lex_kind mark;
    struct str name;
    struct ast *n;

    if (begins_arg_in_parens(p, t)) {
        open_bracket(p, BRACKET_PAREN);
        (void)peek(p, LEX_OPERAND);
        n = parse_arg(p);
        close_bracket(p, LEX_OPERATOR, "')'");
        return n;
    }
    name = take_arg_name(p, &mark);
    kids_add(p, &kids, parse_arg_value(p, mark));
    n = node(p, AST_ARG, t.span.offset, &kids);
    n->text = name;
    return n;
}

/*
 * A call takes one argument without a name. Here for the strict dialect; in the
 * lenient one the checker reports what it cannot bind.
 */
static void check_unnamed(struct parser *p, struct str call, const struct kids *args)
{
    bool seen = false;

    for (uint32_t i = 0; i < args->n && p->dialect == DIALECT_STRICT; i++) {
        if (args->v[i]->text.n || args->v[i]->kid[0]->kind == AST_ERROR)
            continue;
        if (seen)
            help(p,
                 note(p, "E219", args->v[i]->span,
                      "%.*s() takes one argument without a name", STR_ARG(call)),
                 "name it: parameter=%.*s", STR_ARG(source(p, args->v[i]->span)));
        seen = true;
    }
}

static void parse_args(struct parser *p, struct str call, struct kids *args)
{
    (void)peek(p, LEX_OPERATOR);
    open_bracket(p, BRACKET_PAREN);
    while (!at_list_end(p, LEX_PAREN_CLOSE)) {
        kids_add(p, args, parse_arg(p));
        if (!accept_comma(p, LEX_PAREN_CLOSE))
            break;
    }
    close_bracket(p, LEX_OPERATOR, "',' or ')'");
    check_unnamed(p, call, args);
}

/* The name is next, and a parenthesis behind it. */
struct ast *parse_call(struct parser *p)
{
    struct kids kids = { 0 };
    struct lex_token name = peek(p, p->mode);
    struct ast *n;

    if (p->panic || p->stopped)
        return node(p, AST_ERROR, p->pos, NULL);
    (void)take(p);
    parse_args(p, name.text, &kids);
    n = node(p, AST_CALL, name.span.offset, &kids);
    n->text = name.text;
    return n;
}

/* `$name(args)`; the name is next. */
struct ast *parse_saved(struct parser *p)
{
    struct kids kids = { 0 };
    struct lex_token name = take(p);
    struct lex_token next = peek(p, LEX_OPERATOR);
    struct ast *n;

    if (next.kind == LEX_PAREN_OPEN)
        parse_args(p, name.text, &kids);
    else
        help(p,
             fail(p, "E201", next.span, "expected '(' behind the saved query's name"),
             "a saved query is called: $name() or $\"name\"(x=\"...\")");
    n = node(p, AST_SAVED, name.span.offset, &kids);
    name_node(p, n, name);
    return n;
}

/* ---- expressions --------------------------------------------------------------- */

static struct ast *parse_paren(struct parser *p)
{
    struct ast *inner;

    open_bracket(p, BRACKET_PAREN);
    inner = parse_expression(p);
    close_bracket(p, LEX_OPERATOR, "an operator or ')'");
    return inner;
}

static struct ast *parse_word(struct parser *p)
{
    struct lex_token t = peek(p, LEX_OPERAND);

    if (begins_call(p, t))
        return parse_call(p);
    check_quotes(p, t);
    return leaf(p, lex_is_number(t.text) ? AST_NUMBER : AST_WORD, take(p));
}

static struct ast *parse_string(struct parser *p)
{
    struct ast *n = leaf(p, AST_STRING, take(p));

    n->text = decoded(p, n->text);
    return n;
}

static struct ast *parse_operand(struct parser *p)
{
    struct lex_token t = peek(p, LEX_OPERAND);

    if (t.kind == LEX_WORD)
        return parse_word(p);
    if (t.kind == LEX_STRING)
        return parse_string(p);
    if (t.kind == LEX_BRACKET_OPEN)
        return parse_array(p);
    if (t.kind == LEX_PAREN_OPEN)
        return parse_paren(p);
    if (t.kind == LEX_BRACE_OPEN)
        return parse_subquery(p);
    if (t.kind == LEX_PARAM || t.kind == LEX_PARAM_OPEN)
        return parse_param(p);
    if (t.kind == LEX_SAVED)
        return parse_saved(p);
    fail_no_operand(p, t);
    return node(p, AST_ERROR, t.span.offset, NULL);
}

static struct ast *parse_prefix(struct parser *p)
{
    struct kids kids = { 0 };
    struct lex_token t = peek(p, LEX_OPERAND);
    bool is_operator = t.kind == LEX_MINUS || t.kind == LEX_BANG;
    struct ast *n;

    if (!enter(p, t.span))
        return node(p, AST_ERROR, t.span.offset, NULL);
    if (is_operator) {
        (void)take(p);
        kids_add(p, &kids, parse_prefix(p));
        n = node(p, AST_UNARY, t.span.offset, &kids);
        n->op = t.kind == LEX_MINUS ? OP_NEG : OP_NOT;
    } else {
        n = parse_operand(p);
    }
    leave(p);
    return n;
}

/* Operators by how tightly they bind, the loosest first. */
static const struct {
    enum lex_kind kind;
    enum ast_op op;
    unsigned level;
} operators[] = {
    { LEX_EQUAL_EQUAL, OP_EQ, 0 }, { LEX_NOT_EQUAL, OP_NE, 0 },
    { LEX_LESS, OP_LT, 0 },        { LEX_LESS_EQUAL, OP_LE, 0 },
    { LEX_GREATER, OP_GT, 0 },     { LEX_GREATER_EQUAL, OP_GE, 0 },
    { LEX_PLUS, OP_ADD, 1 },       { LEX_MINUS, OP_SUB, 1 },
    { LEX_STAR, OP_MUL, 2 },       { LEX_SLASH, OP_DIV, 2 },
    { LEX_PERCENT, OP_MOD, 2 },
};

static enum ast_op operator_at(enum lex_kind kind, unsigned level)
{
    for (size_t i = 0; i < countof(operators); i++)
        if (operators[i].kind == kind && operators[i].level == level)
            return operators[i].op;
    return OP_NONE;
}

enum { LEVEL_COMPARISON = 0, LEVEL_PREFIX = 3 };

/* Operands of one level, joined from the left; a comparison joins only two. */
static struct ast *parse_level(struct parser *p, unsigned level)
{
    size_t start = peek(p, LEX_OPERAND).span.offset;
    struct ast *left =
        level + 1 < LEVEL_PREFIX ? parse_level(p, level + 1) : parse_prefix(p);

    for (;;) {
        enum ast_op op = operator_at(peek(p, LEX_OPERATOR).kind, level);
        struct kids kids = { 0 };

        if (op == OP_NONE || p->stopped)
            return left;
        (void)take(p);
        kids_add(p, &kids, left);
        kids_add(p, &kids,
                 level + 1 < LEVEL_PREFIX ? parse_level(p, level + 1)
                                          : parse_prefix(p));
        left = node(p, AST_BINARY, start, &kids);
        left->op = op;
        if (level == LEVEL_COMPARISON)
            return left;
    }
}

struct ast *parse_expression(struct parser *p)
{
    struct ast *n = parse_level(p, LEVEL_COMPARISON);

    if (!p->panic && !p->stopped)
        (void)fail_after_expression(p, peek(p, LEX_OPERATOR));
    return n;
}
