/*
 * parse_tree.c - tokens, nodes and brackets of the parser.
 */
#include "base/base.h"

#include "query/parse_state.h"

/* ---- tokens ------------------------------------------------------------- */

struct lex_token peek(struct parser *p, enum lex_mode mode)
{
    if (p->panic || p->stopped)
        return (struct lex_token){ .kind = LEX_END, .span = { p->pos, 0 } };
    if (!p->has_token || p->mode != mode) {
        p->token = lex_at(p->text, p->pos, mode);
        p->mode = mode;
        p->has_token = true;
    }
    return p->token;
}

struct lex_token peek_behind(struct parser *p, struct lex_token t, enum lex_mode mode)
{
    return lex_at(p->text, t.span.offset + t.span.length, mode);
}

static void keep_comment(struct parser *p, struct span comment)
{
    if (p->ncomments == p->comments_cap) {
        size_t cap = p->comments_cap ? p->comments_cap * 2 : 16;
        struct span *v = arena_new_array(p->arena, struct span, cap);

        if (!v) {
            p->stopped = true;
            return;
        }
        if (p->ncomments)
            memcpy(v, p->comment, p->ncomments * sizeof *v);
        p->comment = v;
        p->comments_cap = cap;
    }
    p->comment[p->ncomments++] = comment;
}

void keep_comments(struct parser *p, size_t pos, size_t end)
{
    while (pos < end) {
        struct str rest = str_slice(p->text, pos, end);
        bool is_line = str_starts_with(rest, STR("//"));
        size_t close;

        if (!is_line && !str_starts_with(rest, STR("/*"))) {
            pos++;
            continue;
        }
        close = is_line ? str_find(rest, STR("\n"))
                        : str_find(str_slice(rest, 2, rest.n), STR("*/")) + 4;
        if (close > rest.n)
            close = rest.n;
        keep_comment(p, (struct span){ pos, close });
        pos += close;
    }
}

struct lex_token take(struct parser *p)
{
    struct lex_token t = p->token;

    if (!p->has_token || p->panic || p->stopped)
        return (struct lex_token){ .kind = LEX_END, .span = { p->pos, 0 } };
    if (t.spaced && p->wants_comments)
        keep_comments(p, p->pos, t.span.offset);
    p->has_token = false;
    p->pos = t.span.offset + t.span.length;
    p->last = t.span;
    if (t.fault != LEX_OK)
        report_fault(p, t);
    return t;
}

bool accept(struct parser *p, enum lex_mode mode, enum lex_kind kind)
{
    if (peek(p, mode).kind != kind || kind == LEX_END)
        return false;
    (void)take(p);
    return true;
}

bool is_word(struct lex_token t, const char *word)
{
    return t.kind == LEX_WORD && str_eq_nocase(t.text, str_from_cstr(word));
}

/* ---- nodes -------------------------------------------------------------- */

/* The tree's height is bounded here, so that whoever walks it may recurse. */
static uint32_t height_above(const struct kids *kids)
{
    uint32_t height = 0;

    for (uint32_t i = 0; kids && i < kids->n; i++)
        if (kids->v[i]->height >= height)
            height = kids->v[i]->height;
    return height + 1;
}

struct ast *node(struct parser *p, enum ast_kind kind, size_t start, struct kids *kids)
{
    struct ast *n = arena_new(p->arena, struct ast);
    size_t end = p->last.offset + p->last.length;

    if (!n) {
        p->stopped = true;
        return &p->spare;
    }
    n->kind = kind;
    n->span = span_between(start, end);
    n->height = height_above(kids);
    if (kids) {
        n->kid = kids->v;
        n->nkids = kids->n;
    }
    if (n->height > QUERY_DEPTH_MAX && !p->stopped) {
        (void)fail(p, "E224", n->span, "nested more than %d levels deep",
                   QUERY_DEPTH_MAX);
        p->stopped = true;
    }
    return n;
}

struct ast *leaf(struct parser *p, enum ast_kind kind, struct lex_token t)
{
    struct ast *n = node(p, kind, t.span.offset, NULL);

    n->span = t.span;
    n->text = kind == AST_TRUE || kind == AST_FALSE ? STR("") : t.text;
    return n;
}

void kids_add(struct parser *p, struct kids *kids, struct ast *kid)
{
    if (kids->n == kids->cap) {
        uint32_t cap = kids->cap ? kids->cap * 2 : 2;
        struct ast **v = arena_new_array(p->arena, struct ast *, cap);

        if (!v) {
            p->stopped = true;
            return;
        }
        if (kids->n)
            memcpy(v, kids->v, kids->n * sizeof(struct ast *));
        kids->v = v;
        kids->cap = cap;
    }
    kids->v[kids->n++] = kid;
}

/* What `\c` stands for, or 0 when both bytes stay (section 2, rule 4). */
static char unescaped(char c)
{
    static const char pairs[] = "\"\"\\\\n\nt\tr\r";

    for (size_t i = 0; i + 1 < sizeof pairs; i += 2)
        if (pairs[i] == c)
            return pairs[i + 1];
    return '\0';
}

struct str decoded(struct parser *p, struct str raw)
{
    char *out;
    size_t n = 0;

    if (!memchr(raw.n ? raw.p : "", '\\', raw.n))
        return raw;
    out = arena_text(p->arena, raw.n);
    if (!out)
        return (struct str){ NULL, 0 };
    for (size_t i = 0; i < raw.n; i++) {
        char c = raw.p[i] == '\\' && i + 1 < raw.n ? unescaped(raw.p[i + 1]) : '\0';

        out[n++] = c ? c : raw.p[i];
        i += c != '\0';
    }
    return (struct str){ out, n };
}

void name_node(struct parser *p, struct ast *n, struct lex_token t)
{
    n->quoted = t.kind == LEX_STRING || t.quoted;
    n->text = n->quoted ? decoded(p, t.text) : t.text;
}

/* ---- depth and brackets --------------------------------------------------- */

bool enter(struct parser *p, struct span at)
{
    if (p->depth < QUERY_DEPTH_MAX && !p->stopped) {
        p->depth++;
        return true;
    }
    if (!p->stopped)
        (void)fail(p, "E224", at, "nested more than %d levels deep", QUERY_DEPTH_MAX);
    p->stopped = true;
    return false;
}

void leave(struct parser *p)
{
    p->depth--;
}

void open_bracket(struct parser *p, enum bracket kind)
{
    assert(p->nopen < OPEN_MAX);
    p->open[p->nopen].kind = kind;
    p->open[p->nopen++].span = p->token.span;
    (void)take(p);
}

bool is_open(const struct parser *p, enum bracket kind)
{
    for (size_t i = p->nopen; i-- > 0;)
        if (p->open[i].kind == kind)
            return true;
    return false;
}

void close_bracket(struct parser *p, enum lex_mode mode, const char *expected)
{
    static const enum lex_kind closers[] = { LEX_PAREN_CLOSE, LEX_BRACKET_CLOSE,
                                             LEX_BRACE_CLOSE, LEX_BRACE_CLOSE };
    struct open_bracket open = p->open[--p->nopen];

    if (p->panic || p->stopped) {
        p->lost_parens += open.kind == BRACKET_PAREN;
        return;
    }
    if (!accept(p, mode, closers[open.kind]))
        fail_not_closed(p, open, peek(p, mode), expected);
}
