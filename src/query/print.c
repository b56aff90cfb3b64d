/*
 * print.c - a node on one line, so that it parses to an equal node.
 *
 * Parentheses are set where the grammar needs them, and round every OR beside an
 * AND: that OR binds tighter than AND surprises most readers.
 */
#include "base/base.h"

#include "base/arena.h"
#include "func/func.h"
#include "query/lex.h"
#include "query/print_state.h"

/* ---- text
 * ---------------------------------------------------------------------------- */

void put_str(struct printer *pr, struct str text)
{
    if (pr->is_over)
        return;
    buf_add(pr->out, text);
    pr->is_over = pr->is_trying && pr->out->n > pr->limit;
}

void put(struct printer *pr, const char *text)
{
    put_str(pr, str_from_cstr(text));
}

static const char *escape_of(char c)
{
    switch (c) {
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    case '\n':
        return "\\n";
    case '\t':
        return "\\t";
    case '\r':
        return "\\r";
    default:
        return NULL;
    }
}

static void put_quoted(struct printer *pr, struct str s)
{
    size_t from = 0;

    put(pr, "\"");
    for (size_t i = 0; i < s.n; i++) {
        const char *escape = escape_of(s.p[i]);

        if (!escape)
            continue;
        put_str(pr, str_slice(s, from, i));
        put(pr, escape);
        from = i + 1;
    }
    put_str(pr, str_slice(s, from, s.n));
    put(pr, "\"");
}

/* A string as it was written at `offset`, if that is known. */
static void put_string(struct printer *pr, struct str decoded, size_t offset)
{
    if (offset < pr->text.n && pr->text.p[offset] == '"') {
        struct lex_token t = lex_at(pr->text, offset, LEX_VALUE);

        put_str(pr, str_slice(pr->text, t.span.offset, t.span.offset + t.span.length));
    } else {
        put_quoted(pr, decoded);
    }
}

void put_name(struct printer *pr, const struct ast *n)
{
    if (n->quoted)
        put_string(pr, n->text, n->span.offset);
    else
        put_str(pr, n->text);
}

/* The canonical spelling of a function. */
void put_call_name(struct printer *pr, const struct ast *n)
{
    const struct func *func = func_find(n->text);
    const char *name = func ? func->name : func_find_planned(n->text);

    if (name)
        put(pr, name);
    else
        put_str(pr, n->text);
}

static void put_list(struct printer *pr, const struct ast *n, const char *between)
{
    for (uint32_t i = 0; i < n->nkids && !pr->is_over; i++) {
        if (i)
            put(pr, between);
        print_node(pr, n->kid[i]);
    }
}

/* ---- filters
 * --------------------------------------------------------------------------- */

static bool is_list(const struct ast *n)
{
    return n->kind == AST_AND || n->kind == AST_OR;
}

/* AND is left out between plain filters, written where a reader could go wrong. */
const char *joiner(const struct ast *n)
{
    if (n->kind == AST_OR)
        return " OR ";
    for (uint32_t i = 0; i < n->nkids; i++) {
        const struct ast *kid = n->kid[i];

        while (kid->kind == AST_NOT)
            kid = kid->kid[0];
        if (kid->kind != AST_COMPARE && kid->kind != AST_FREE_TEXT &&
            kid->kind != AST_TRUE && kid->kind != AST_FALSE && kid->kind != AST_LINK)
            return " AND ";
    }
    return " ";
}

bool wants_parens(const struct ast *n, const struct ast *kid)
{
    return is_list(kid) && (is_list(n) || n->kind == AST_NOT);
}

static void put_operand(struct printer *pr, const struct ast *n, const struct ast *kid)
{
    bool parens = wants_parens(n, kid);

    put(pr, parens ? "(" : "");
    print_node(pr, kid);
    put(pr, parens ? ")" : "");
}

static void put_operands(struct printer *pr, const struct ast *n)
{
    for (uint32_t i = 0; i < n->nkids && !pr->is_over; i++) {
        put(pr, i ? joiner(n) : "");
        put_operand(pr, n, n->kid[i]);
    }
}

void put_not(struct printer *pr, const struct ast *n)
{
    enum ast_kind kind = n->kid[0]->kind;

    put(pr, kind == AST_CALL || kind == AST_SAVED ? "!" : "NOT ");
}

static const char *const operator_text[] = {
    [OP_NONE] = "",       [OP_QUOTED] = "", [OP_EQ] = "=",    [OP_NE] = "!=",
    [OP_LIKE] = " like ", [OP_LT] = " < ",  [OP_LE] = " <= ", [OP_GT] = " > ",
    [OP_GE] = " >= ",     [OP_ADD] = " + ", [OP_SUB] = " - ", [OP_MUL] = " * ",
    [OP_DIV] = " / ",     [OP_MOD] = " % ", [OP_NEG] = "-",   [OP_NOT] = "!",
};

static void put_compare(struct printer *pr, const struct ast *n)
{
    put_name(pr, n);
    put(pr, operator_text[n->op]);
    /* `=~` would be another operator. */
    if (n->op == OP_EQ && n->kid[0]->op != OP_QUOTED &&
        str_starts_with(n->kid[0]->text, STR("~")))
        put(pr, " ");
    print_node(pr, n->kid[0]);
}

static void put_branch(struct printer *pr, const struct ast *n)
{
    print_node(pr, n->kid[0]);
    for (uint32_t i = 1; i < n->nkids && !pr->is_over; i++) {
        put(pr, " OR (");
        print_node(pr, n->kid[i]);
        put(pr, ")");
    }
}

/* `*` or, if it was written so, `true`. */
static void put_true(struct printer *pr, const struct ast *n)
{
    struct str written = str_slice(pr->text, n->span.offset, n->span.offset + 4);

    put(pr, str_eq_nocase(written, STR("true")) ? "true" : "*");
}

/* ---- expressions
 * ------------------------------------------------------------------------- */

static unsigned binding(enum ast_op op)
{
    if (op == OP_ADD || op == OP_SUB)
        return 1;
    return op == OP_MUL || op == OP_DIV || op == OP_MOD ? 2 : 0;
}

/* `foo*` is one word only where nothing follows it. */
static bool ends_with_star(const struct ast *n)
{
    return n->kind == AST_WORD && n->text.n > 1 && str_ends_with(n->text, STR("*")) &&
           !strchr("*%+", n->text.p[0]);
}

static bool operand_wants_parens(const struct ast *n, const struct ast *kid,
                                 bool is_left)
{
    if (kid->kind != AST_BINARY)
        return ends_with_star(kid);
    if (n->kind == AST_UNARY || binding(n->op) == 0)
        return n->kind == AST_UNARY || binding(kid->op) == 0;
    return is_left ? binding(kid->op) < binding(n->op)
                   : binding(kid->op) <= binding(n->op);
}

static void put_value(struct printer *pr, const struct ast *n, uint32_t i)
{
    bool parens = operand_wants_parens(n, n->kid[i], i == 0);

    put(pr, parens ? "(" : "");
    print_node(pr, n->kid[i]);
    put(pr, parens ? ")" : "");
}

static void put_binary(struct printer *pr, const struct ast *n)
{
    put_value(pr, n, 0);
    put(pr, n->op == OP_EQ ? " == " : n->op == OP_NE ? " != " : operator_text[n->op]);
    put_value(pr, n, 1);
}

static void put_unary(struct printer *pr, const struct ast *n)
{
    put(pr, operator_text[n->op]);
    /* `-1` would be a number. */
    if (n->op == OP_NEG && n->kid[0]->kind == AST_NUMBER)
        put(pr, " ");
    put_value(pr, n, 0);
}

static void put_param(struct printer *pr, const struct ast *n)
{
    bool braces = n->nkids > 0 || (!n->quoted && !lex_is_param_name(n->text));

    put(pr, braces ? "?{" : "?");
    if (n->quoted)
        put_quoted(pr, n->text);
    else
        put_str(pr, n->text);
    if (n->nkids) {
        put(pr, "=");
        put(pr, str_starts_with(n->kid[0]->text, STR("~")) ? " " : "");
        print_node(pr, n->kid[0]);
    }
    put(pr, braces ? "}" : "");
}

/* ---- steps
 * --------------------------------------------------------------------------------- */

static void put_call(struct printer *pr, const struct ast *n)
{
    if (n->kind == AST_SAVED) {
        put(pr, "$");
        if (n->quoted)
            put_quoted(pr, n->text);
        else
            put_str(pr, n->text);
    } else {
        put_call_name(pr, n);
    }
    put(pr, "(");
    put_list(pr, n, ", ");
    put(pr, ")");
}

void put_arg_name(struct printer *pr, const struct ast *n)
{
    if (n->text.n == 0)
        return;
    put_str(pr, n->text);
    put(pr, n->kid[0]->kind == AST_NAMED_QUERY ? ": " : "=");
}

static void put_named_query(struct printer *pr, const struct ast *n)
{
    put(pr, "{");
    print_node(pr, n->kid[0]);
    put(pr, "}");
    if (n->nkids > 1) {
        put(pr, " include: ");
        print_node(pr, n->kid[1]);
    }
}

/* Clauses on one line are for messages; in the layout each has its own. */
static void put_clauses(struct printer *pr, const struct ast *n)
{
    if (pr->is_trying && pr->style == PRINT_LAYOUT)
        pr->is_over = true;
    if (n->kind == AST_MATCH) {
        put_name(pr, n);
        put(pr, " match { ");
    } else {
        put(pr, "case { ");
    }
    put_list(pr, n, "; ");
    put(pr, " }");
}

static void put_nested(struct printer *pr, const struct ast *n)
{
    put(pr, "(");
    put_list(pr, n, "");
    put(pr, ")");
}

static void put_array(struct printer *pr, const struct ast *n)
{
    put(pr, "[");
    put_list(pr, n, ", ");
    put(pr, "]");
}

static void put_subquery(struct printer *pr, const struct ast *n)
{
    put(pr, "{");
    put_list(pr, n, "");
    put(pr, "}");
}

static void put_pipeline(struct printer *pr, const struct ast *n)
{
    put_list(pr, n, " | ");
}

static void put_guard(struct printer *pr, const struct ast *n)
{
    put_list(pr, n, " => ");
}

static void put_assign(struct printer *pr, const struct ast *n)
{
    put_name(pr, n);
    put(pr, " := ");
    put_list(pr, n, "");
}

static void put_apply(struct printer *pr, const struct ast *n)
{
    put_name(pr, n);
    put(pr, " =~ ");
    put_list(pr, n, "");
}

static void put_arg(struct printer *pr, const struct ast *n)
{
    put_arg_name(pr, n);
    put_list(pr, n, "");
}

static void put_kids(struct printer *pr, const struct ast *n)
{
    put_list(pr, n, "");
}

static void put_negation(struct printer *pr, const struct ast *n)
{
    put_not(pr, n);
    put_operand(pr, n, n->kid[0]);
}

static void put_false(struct printer *pr, const struct ast *n UNUSED)
{
    put(pr, "false");
}

static void put_error(struct printer *pr, const struct ast *n UNUSED)
{
    put(pr, "…");
}

static void put_link(struct printer *pr, const struct ast *n)
{
    put_name(pr, n);
    put(pr, " <=> ");
    if (lex_is_field_name(n->text2))
        put_str(pr, n->text2);
    else
        put_quoted(pr, n->text2);
}

static void put_regex(struct printer *pr, const struct ast *n)
{
    put(pr, "/");
    put_str(pr, n->text);
    put(pr, "/");
    put_str(pr, n->text2);
}

static void put_leaf(struct printer *pr, const struct ast *n)
{
    if (n->kind == AST_STRING || n->op == OP_QUOTED)
        put_string(pr, n->text, n->span.offset);
    else
        put_str(pr, n->text);
}

static void (*const put_kind[])(struct printer *pr, const struct ast *n) = {
    [AST_PIPELINE] = put_pipeline,
    [AST_AND] = put_operands,
    [AST_OR] = put_operands,
    [AST_NOT] = put_negation,
    [AST_COMPARE] = put_compare,
    [AST_FREE_TEXT] = put_kids,
    [AST_TRUE] = put_true,
    [AST_FALSE] = put_false,
    [AST_BRANCH] = put_branch,
    [AST_NESTED] = put_nested,
    [AST_CALL] = put_call,
    [AST_ASSIGN] = put_assign,
    [AST_APPLY] = put_apply,
    [AST_CASE] = put_clauses,
    [AST_MATCH] = put_clauses,
    [AST_GUARD] = put_guard,
    [AST_STATS] = put_kids,
    [AST_SAVED] = put_call,
    [AST_ARG] = put_arg,
    [AST_BINARY] = put_binary,
    [AST_UNARY] = put_unary,
    [AST_WORD] = put_leaf,
    [AST_STRING] = put_leaf,
    [AST_NUMBER] = put_leaf,
    [AST_REGEX] = put_regex,
    [AST_PATTERN] = put_leaf,
    [AST_PARAM] = put_param,
    [AST_ARRAY] = put_array,
    [AST_ELEMENT] = put_assign,
    [AST_SUBQUERY] = put_subquery,
    [AST_NAMED_QUERY] = put_named_query,
    [AST_LINK] = put_link,
    [AST_ERROR] = put_error,
};

void print_node(struct printer *pr, const struct ast *n)
{
    if (!pr->is_over)
        put_kind[n->kind](pr, n);
}

/* ---- the query
 * ----------------------------------------------------------------------------- */

void print_query(const struct ast *query, enum print_style style, struct buf *out)
{
    struct printer pr = { .out = out, .style = style };

    if (style == PRINT_ONE_LINE) {
        print_node(&pr, query);
        return;
    }
    layout_pipeline(&pr, query, 0, "", SIZE_MAX);
    if (query->nkids)
        put(&pr, "\n");
}

enum { FORMAT_ARENA_BYTES = 256 << 20 };

void print_formatted(const struct ast *query, struct str text, struct buf *out)
{
    struct printer pr = { .out = out, .style = PRINT_LAYOUT, .text = text };
    struct arena arena;
    size_t start = out->n;

    arena_init(&arena, FORMAT_ARENA_BYTES);
    pr.ncomments = parse_comments(text, &arena, &pr.comment);
    if (query->nkids)
        begin_parts(&pr, query->kid[0]->span.offset);
    layout_pipeline(&pr, query, 0, "", text.n);
    if (out->n == start)
        put_comments_before(&pr, SIZE_MAX, 0);
    else
        put_last_comments(&pr, SIZE_MAX, 0);
    if (out->n > start && out->p[out->n - 1] != '\n')
        put(&pr, "\n");
    /* A layout without its comments is no layout of this text. */
    out->failed |= arena.failed;
    arena_release(&arena);
}
