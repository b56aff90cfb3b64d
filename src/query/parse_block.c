/*
 * parse_block.c - case { ... } and field match { ... }.
 *
 * Source: cql-language.md, sections 3 and 6.
 */
#include "base/base.h"

#include "query/parse_state.h"

/* A clause may not be empty: `*` lets everything through. */
static void check_clause(struct parser *p, const struct ast *clause, struct span at)
{
    if (clause->nkids > 0 || p->panic || p->stopped)
        return;
    help(p, note(p, "E222", at, "a clause is empty"),
         "write '*' for a clause that lets every event through");
}

struct ast *parse_case(struct parser *p)
{
    struct kids kids = { 0 };
    size_t start = take(p).span.offset;

    (void)peek(p, LEX_FILTER);
    open_bracket(p, BRACKET_CLAUSES);
    do {
        struct span before = p->last;

        if (kids.n > 0 && peek(p, LEX_FILTER).kind == LEX_BRACE_CLOSE)
            break;
        kids_add(p, &kids, parse_pipeline(p));
        if (kids.n)
            check_clause(p, kids.v[kids.n - 1], before);
    } while (accept(p, LEX_FILTER, LEX_SEMICOLON));
    close_bracket(p, LEX_FILTER, "'|', ';' or '}'");
    return node(p, AST_CASE, start, &kids);
}

/* What stands left of '=>'. */
static struct ast *parse_what(struct parser *p)
{
    struct lex_token t = peek(p, LEX_VALUE);

    if (is_word(t, "true") || (t.kind == LEX_WORD && str_eq(t.text, STR("*"))))
        return leaf(p, AST_TRUE, take(p));
    if (begins_call(p, t))
        return parse_call(p);
    if (t.kind == LEX_WORD || t.kind == LEX_STRING || t.kind == LEX_REGEX ||
        t.kind == LEX_PARAM || t.kind == LEX_PARAM_OPEN)
        return parse_operand_value(p, t);
    help(
        p, fail(p, "E223", t.span, "expected a guard, found %s", describe(p, t)),
        "a clause of match is guard => steps; guards are \"value\", /regex/, in(...), *");
    return node(p, AST_ERROR, t.span.offset, NULL);
}

static struct ast *parse_guard(struct parser *p)
{
    struct kids kids = { 0 };
    size_t start = peek(p, LEX_VALUE).span.offset;
    struct span arrow;
    bool is_bad;

    kids_add(p, &kids, parse_what(p));
    if (!p->panic && !accept(p, LEX_VALUE, LEX_ARROW)) {
        struct lex_token found = peek(p, LEX_VALUE);

        help(p,
             fail(p, "E223", found.span, "expected '=>', found %s", describe(p, found)),
             "a clause of match is guard => steps");
    }
    is_bad = p->panic;
    if (is_bad)
        recover(p);
    arrow = p->last;
    kids_add(p, &kids, parse_pipeline(p));
    if (kids.n == 2 && !is_bad)
        check_clause(p, kids.v[1], arrow);
    return node(p, AST_GUARD, start, &kids);
}

struct ast *parse_match(struct parser *p)
{
    struct kids kids = { 0 };
    struct lex_token field = take(p);
    struct ast *n;

    if (field.kind == LEX_WORD && !lex_is_field_name(field.text))
        fail_bad_name(p, field);
    (void)peek(p, LEX_FILTER);
    (void)take(p);
    (void)peek(p, LEX_FILTER);
    open_bracket(p, BRACKET_CLAUSES);
    do {
        if (kids.n > 0 && peek(p, LEX_FILTER).kind == LEX_BRACE_CLOSE)
            break;
        kids_add(p, &kids, parse_guard(p));
    } while (accept(p, LEX_FILTER, LEX_SEMICOLON));
    close_bracket(p, LEX_FILTER, "'|', ';' or '}'");
    n = node(p, AST_MATCH, field.span.offset, &kids);
    name_node(p, n, field);
    return n;
}
