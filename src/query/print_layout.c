/*
 * print_layout.c - the canonical layout: a step a line, broken where it is too long.
 *
 * Whatever starts a line first tries to print itself on that line. If it does not fit,
 * or a comment stands inside, it is broken into lines of its own parts, which do the
 * same: arguments, elements, clauses, operands. A try stops as soon as the line is
 * full, so the work is linear in text and depth.
 */
#include "base/base.h"

#include "query/print_state.h"

/* One less than the line has, for a comma. */
enum { LINE_COLUMNS = 99, INDENT = 2 };

static size_t end_of(const struct ast *n)
{
    return n->span.offset + n->span.length;
}

/* Where the bracket stands that closes `n`. */
static size_t last_byte(const struct ast *n)
{
    return end_of(n) ? end_of(n) - 1 : 0;
}

/* Bytes since the last line end, as far as it matters. */
static size_t line_length(const struct buf *out)
{
    size_t n = 0;

    while (n < out->n && n <= LINE_COLUMNS && out->p[out->n - 1 - n] != '\n')
        n++;
    return n;
}

/* Print `n` if it fits on the line. */
static bool try_line(struct printer *pr, const struct ast *n)
{
    size_t start = pr->out->n;
    size_t used = line_length(pr->out);

    pr->limit = start + (used < LINE_COLUMNS ? LINE_COLUMNS - used : 0);
    pr->is_trying = true;
    print_node(pr, n);
    pr->is_trying = false;
    if (!pr->is_over)
        return true;
    pr->is_over = false;
    pr->out->n = start;
    return false;
}

/* Can a comment stand on a line of its own between the parts of such a node? */
static bool is_breakable(enum ast_kind kind)
{
    static const enum ast_kind kinds[] = { AST_PIPELINE, AST_AND,         AST_OR,
                                           AST_BRANCH,   AST_NESTED,      AST_CALL,
                                           AST_SAVED,    AST_GUARD,       AST_ARRAY,
                                           AST_SUBQUERY, AST_NAMED_QUERY, AST_CASE,
                                           AST_MATCH };

    for (size_t i = 0; i < countof(kinds); i++)
        if (kinds[i] == kind)
            return true;
    return false;
}

/* Skip comments before `end`; was there one? */
static bool skip_comments(const struct printer *pr, size_t *next, size_t end)
{
    size_t first = *next;

    while (*next < pr->ncomments && pr->comment[*next].offset < end)
        (*next)++;
    return *next > first;
}

/*
 * Does a comment, from the `next` one on, stand between parts of `n` or of what it
 * holds, so that `n` has to be broken? Other comments inside go behind the line.
 */
static bool holds_comment(const struct printer *pr, const struct ast *n, size_t *next)
{
    bool ends_lines = n->nkids > 0 && is_breakable(n->kind);
    bool is_list = n->kind == AST_AND || n->kind == AST_OR;

    (void)skip_comments(pr, next, n->span.offset);
    for (uint32_t i = 0; i < n->nkids; i++) {
        bool is_between = skip_comments(pr, next, n->kid[i]->span.offset);

        if (ends_lines && is_between && (i > 0 || !is_list))
            return true;
        if (holds_comment(pr, n->kid[i], next))
            return true;
    }
    return skip_comments(pr, next, end_of(n)) && ends_lines && !is_list;
}

static bool must_break(const struct printer *pr, const struct ast *n)
{
    size_t next = 0;

    return has_comment_before(pr, end_of(n)) && holds_comment(pr, n, &next);
}

static void layout_node(struct printer *pr, const struct ast *n, size_t indent);

/* One of several parts, on a line that was just begun. */
static void layout_part(struct printer *pr, const struct ast *part, const char *suffix,
                        size_t until, size_t indent)
{
    layout_node(pr, part, indent);
    put(pr, suffix);
    put_comments_behind(pr, end_of(part), until);
}

/* Parts between brackets, a line each; the brackets are printed by the caller. */
static void layout_parts(struct printer *pr, const struct ast *n, const char *between,
                         size_t indent)
{
    size_t close = last_byte(n);

    begin_parts(pr, n->kid[0]->span.offset);
    for (uint32_t i = 0; i < n->nkids; i++) {
        bool is_last = i + 1 == n->nkids;
        size_t until = is_last ? close : n->kid[i + 1]->span.offset;

        new_line(pr, indent + INDENT);
        put_comments_before(pr, n->kid[i]->span.offset, indent + INDENT);
        layout_part(pr, n->kid[i], is_last ? "" : between, until, indent + INDENT);
    }
    put_last_comments(pr, close, indent + INDENT);
    new_line(pr, indent);
}

/* Does a comment stand inside the parentheses of `n` but not inside its argument? */
static bool has_comment_beside(const struct printer *pr, const struct ast *n,
                               const struct ast *arg)
{
    size_t next = 0;

    if (skip_comments(pr, &next, arg->span.offset))
        return true;
    (void)skip_comments(pr, &next, end_of(arg));
    return skip_comments(pr, &next, end_of(n));
}

static void layout_call(struct printer *pr, const struct ast *n, size_t indent)
{
    struct ast head = *n;

    head.nkids = 0;
    print_node(pr, &head); /* name() */
    if (n->nkids == 0)
        return;
    pr->out->n -= pr->out->failed ? 0 : 1;
    if (n->nkids == 1 && !has_comment_beside(pr, n, n->kid[0]))
        layout_node(pr, n->kid[0], indent);
    else
        layout_parts(pr, n, ",", indent);
    put(pr, ")");
}

/* A list of nothing but names, numbers and strings, without comments? */
static bool is_plain_list(const struct printer *pr, const struct ast *n)
{
    for (uint32_t i = 0; i < n->nkids; i++)
        if (n->kid[i]->kind != AST_WORD && n->kid[i]->kind != AST_NUMBER &&
            n->kid[i]->kind != AST_STRING)
            return false;
    return !has_comment_before(pr, end_of(n));
}

/* As many elements a line as fit. */
static void layout_filled(struct printer *pr, const struct ast *n, size_t indent)
{
    new_line(pr, indent + INDENT);
    for (uint32_t i = 0; i < n->nkids; i++) {
        size_t start = pr->out->n;

        put(pr, i ? " " : "");
        if (!try_line(pr, n->kid[i])) {
            pr->out->n = start;
            if (i)
                new_line(pr, indent + INDENT);
            print_node(pr, n->kid[i]);
        }
        put(pr, i + 1 < n->nkids ? "," : "");
    }
    new_line(pr, indent);
}

static void layout_array(struct printer *pr, const struct ast *n, size_t indent)
{
    put(pr, "[");
    if (is_plain_list(pr, n))
        layout_filled(pr, n, indent);
    else
        layout_parts(pr, n, ",", indent);
    put(pr, "]");
}

/* Operands of AND or OR, a line each; the first stays where it is. */
static void layout_operands(struct printer *pr, const struct ast *n, size_t indent)
{
    for (uint32_t i = 0; i < n->nkids; i++) {
        const struct ast *kid = n->kid[i];
        bool parens = wants_parens(n, kid);
        size_t until = i + 1 < n->nkids ? n->kid[i + 1]->span.offset : 0;

        if (i) {
            new_line(pr, indent);
            put_comments_before(pr, kid->span.offset, indent);
            put(pr, joiner(n) + 1);
        }
        put(pr, parens ? "(" : "");
        layout_node(pr, kid, indent + INDENT);
        put(pr, parens ? ")" : "");
        if (until)
            put_comments_behind(pr, end_of(kid), until);
    }
}

static void layout_not(struct printer *pr, const struct ast *n, size_t indent)
{
    bool parens = wants_parens(n, n->kid[0]);

    put_not(pr, n);
    put(pr, parens ? "(" : "");
    layout_node(pr, n->kid[0], indent + INDENT);
    put(pr, parens ? ")" : "");
}

/* A pipeline between brackets that are printed here. */
static void layout_braces(struct printer *pr, const struct ast *pipeline, char close,
                          size_t end, size_t indent)
{
    new_line(pr, indent + INDENT);
    begin_parts(pr, pipeline->kid[0]->span.offset);
    layout_pipeline(pr, pipeline, indent + INDENT, "", end);
    put_last_comments(pr, end, indent + INDENT);
    new_line(pr, indent);
    put(pr, close == '}' ? "}" : ")");
}

static void layout_subquery(struct printer *pr, const struct ast *n, size_t indent)
{
    const struct ast *pipeline = n->kid[0];

    put(pr, "{");
    if (pipeline->nkids)
        layout_braces(pr, pipeline, '}', last_byte(n), indent);
    else
        put(pr, "}");
}

static void layout_named_query(struct printer *pr, const struct ast *n, size_t indent)
{
    size_t until = n->nkids > 1 ? n->kid[1]->span.offset : last_byte(n);

    put(pr, "{");
    if (n->kid[0]->nkids)
        layout_braces(pr, n->kid[0], '}', until, indent);
    else
        put(pr, "}");
    if (n->nkids > 1) {
        put(pr, " include: ");
        layout_node(pr, n->kid[1], indent);
    }
}

static void layout_nested(struct printer *pr, const struct ast *n, size_t indent)
{
    put(pr, "(");
    layout_braces(pr, n->kid[0], ')', last_byte(n), indent);
}

static void layout_branch(struct printer *pr, const struct ast *n, size_t indent)
{
    layout_node(pr, n->kid[0], indent);
    for (uint32_t i = 1; i < n->nkids; i++) {
        size_t until = i + 1 < n->nkids ? n->kid[i + 1]->span.offset : last_byte(n);

        new_line(pr, indent);
        put_comments_before(pr, n->kid[i]->span.offset, indent);
        put(pr, "OR (");
        layout_braces(pr, n->kid[i], ')', until, indent);
    }
}

static void layout_guard(struct printer *pr, const struct ast *n, size_t indent,
                         size_t until)
{
    print_node(pr, n->kid[0]);
    put(pr, " =>");
    put_comments_behind(pr, end_of(n->kid[0]), n->kid[1]->span.offset);
    new_line(pr, indent + INDENT);
    begin_parts(pr, n->kid[1]->span.offset);
    layout_pipeline(pr, n->kid[1], indent + INDENT, ";", until);
}

/* A clause of case or match, on one line if it fits. */
static void layout_clause(struct printer *pr, const struct ast *clause, size_t until,
                          size_t indent)
{
    if (!must_break(pr, clause) && try_line(pr, clause)) {
        put(pr, ";");
        put_comments_behind(pr, end_of(clause), until);
    } else if (clause->kind == AST_GUARD) {
        layout_guard(pr, clause, indent, until);
    } else {
        layout_pipeline(pr, clause, indent, ";", until);
    }
}

static void layout_clauses(struct printer *pr, const struct ast *n, size_t indent)
{
    size_t close = last_byte(n);

    if (n->kind == AST_MATCH) {
        put_name(pr, n);
        put(pr, " match {");
    } else {
        put(pr, "case {");
    }
    for (uint32_t i = 0; i < n->nkids; i++) {
        const struct ast *clause = n->kid[i];
        size_t until = i + 1 < n->nkids ? n->kid[i + 1]->span.offset : close;

        if (i == 0) {
            put_comments_behind(pr, n->span.offset, clause->span.offset);
            begin_parts(pr, clause->span.offset);
        }
        new_line(pr, indent + INDENT);
        put_comments_before(pr, clause->span.offset, indent + INDENT);
        layout_clause(pr, clause, until, indent + INDENT);
    }
    put_last_comments(pr, close, indent + INDENT);
    new_line(pr, indent);
    put(pr, "}");
}

/* A name and a mark, then the one part that can be broken. */
static void layout_behind(struct printer *pr, const struct ast *n, size_t indent)
{
    if (n->kind == AST_ARG)
        put_arg_name(pr, n);
    else if (n->kind == AST_ASSIGN || n->kind == AST_ELEMENT || n->kind == AST_APPLY) {
        put_name(pr, n);
        put(pr, n->kind == AST_APPLY ? " =~ " : " := ");
    }
    layout_node(pr, n->kid[0], indent);
}

static void (*const layout_kind[])(struct printer *, const struct ast *, size_t) = {
    [AST_AND] = layout_operands,
    [AST_OR] = layout_operands,
    [AST_NOT] = layout_not,
    [AST_BRANCH] = layout_branch,
    [AST_NESTED] = layout_nested,
    [AST_CALL] = layout_call,
    [AST_SAVED] = layout_call,
    [AST_ARG] = layout_behind,
    [AST_ASSIGN] = layout_behind,
    [AST_ELEMENT] = layout_behind,
    [AST_APPLY] = layout_behind,
    [AST_STATS] = layout_behind,
    [AST_CASE] = layout_clauses,
    [AST_MATCH] = layout_clauses,
    [AST_ARRAY] = layout_array,
    [AST_SUBQUERY] = layout_subquery,
    [AST_NAMED_QUERY] = layout_named_query,
    [AST_ERROR] = NULL,
};

static void layout_node(struct printer *pr, const struct ast *n, size_t indent)
{
    if (!must_break(pr, n) && try_line(pr, n))
        return;
    if (layout_kind[n->kind] && (n->nkids > 0 || n->kind == AST_CALL))
        layout_kind[n->kind](pr, n, indent);
    else
        print_node(pr, n);
}

void layout_pipeline(struct printer *pr, const struct ast *pipeline, size_t indent,
                     const char *suffix, size_t until)
{
    for (uint32_t i = 0; i < pipeline->nkids; i++) {
        const struct ast *step = pipeline->kid[i];
        bool is_last = i + 1 == pipeline->nkids;

        if (i)
            new_line(pr, indent);
        put_comments_before(pr, step->span.offset, indent);
        put(pr, i ? "| " : "");
        layout_part(pr, step, is_last ? suffix : "",
                    is_last ? until : pipeline->kid[i + 1]->span.offset,
                    i ? indent + INDENT : indent);
    }
}
