/*
 * parse.c - pipelines and steps, and how parsing goes on behind an error.
 *
 *     Query    = [ '|' ] [ Pipeline ]
 *     Pipeline = Step { '|' Step }
 *
 * A pipeline ends where a bracket that is open closes, at ';' between clauses and
 * at the end of the text; who opened the bracket consumes its closer.
 *
 * Source: cql-language.md, sections 3 and 13.
 */
#include "base/base.h"

#include "query/parse_state.h"

/* ---- recovery ------------------------------------------------------------- */

/* Is this the end of the pipeline being parsed? */
static bool ends_pipeline(const struct parser *p, enum lex_kind kind)
{
    if (kind == LEX_BRACE_CLOSE)
        return is_open(p, BRACKET_BRACE) || is_open(p, BRACKET_CLAUSES);
    if (kind == LEX_PAREN_CLOSE)
        return is_open(p, BRACKET_PAREN);
    if (kind == LEX_BRACKET_CLOSE)
        return is_open(p, BRACKET_SQUARE);
    if (kind == LEX_SEMICOLON)
        return is_open(p, BRACKET_CLAUSES);
    return kind == LEX_END;
}

static bool is_closer(enum lex_kind kind)
{
    return kind == LEX_BRACE_CLOSE || kind == LEX_PAREN_CLOSE ||
           kind == LEX_BRACKET_CLOSE || kind == LEX_SEMICOLON || kind == LEX_END;
}

/* Counts what is opened and closed in text that is skipped. */
struct skipping {
    size_t parens, braces;
};

/* Skip this token? False where parsing can go on. */
static bool skips(const struct parser *p, struct skipping *s, enum lex_kind kind)
{
    if (kind == LEX_END)
        return false;
    if (kind == LEX_BRACE_OPEN) {
        s->braces++;
    } else if (s->braces > 0) {
        s->braces -= kind == LEX_BRACE_CLOSE;
    } else if (kind == LEX_PAREN_OPEN) {
        s->parens++;
    } else if (kind == LEX_PAREN_CLOSE && s->parens > 0) {
        s->parens--;
    } else {
        return kind != LEX_PIPE && !ends_pipeline(p, kind);
    }
    return true;
}

/*
 * Behind an error: skip to where the next step may begin. Braces are skipped in
 * pairs; a pipe ends the skipping even inside parentheses, since they hold none.
 */
void recover(struct parser *p)
{
    struct skipping s = { .parens = p->lost_parens };

    p->panic = false;
    p->has_token = false;
    while (!p->stopped && skips(p, &s, peek(p, LEX_FILTER).kind)) {
        p->token.fault = LEX_OK;
        (void)take(p);
    }
    p->lost_parens = s.parens;
}

/* ---- steps ------------------------------------------------------------------ */

/* `x := expression` and `x =~ [!] f()`; the field is next. */
static struct ast *parse_assign(struct parser *p)
{
    struct kids kids = { 0 };
    struct lex_token field = take(p);
    struct ast *n;

    if (field.kind == LEX_WORD && !lex_is_field_name(field.text))
        fail_bad_name(p, field);
    (void)peek(p, LEX_FILTER);
    (void)take(p);
    kids_add(p, &kids, parse_expression(p));
    n = node(p, AST_ASSIGN, field.span.offset, &kids);
    name_node(p, n, field);
    return n;
}

static struct ast *parse_apply(struct parser *p)
{
    struct kids kids = { 0 };
    struct kids negated = { 0 };
    struct lex_token field = take(p);
    struct lex_token t;
    struct ast *n;
    bool is_negated;

    (void)peek(p, LEX_FILTER);
    (void)take(p);
    t = peek(p, LEX_FILTER);
    is_negated = t.kind == LEX_BANG || is_word(t, "not");
    if (is_negated)
        (void)take(p);
    if (peek(p, LEX_FILTER).kind != LEX_WORD || !begins_call(p, p->token)) {
        struct lex_token found = peek(p, LEX_FILTER);

        help(p,
             fail(p, "E225", found.span, "'=~' wants a function call, found %s",
                  describe(p, found)),
             "write %.*s =~ regex(\"...\") or %.*s = /.../", STR_ARG(field.text),
             STR_ARG(field.text));
    }
    kids_add(p, &kids, parse_call(p));
    if (is_negated) {
        kids_add(p, &negated, node(p, AST_NOT, t.span.offset, &kids));
        kids = negated;
    }
    n = node(p, AST_APPLY, field.span.offset, &kids);
    name_node(p, n, field);
    return n;
}

/* `[f(), g()]` where a step may stand. */
static struct ast *parse_stats(struct parser *p)
{
    struct kids kids = { 0 };
    size_t start = p->token.span.offset;

    (void)peek(p, LEX_OPERAND);
    kids_add(p, &kids, parse_array(p));
    return node(p, AST_STATS, start, &kids);
}

static bool in_group(const struct parser *p)
{
    return p->nopen > 0 && p->open[p->nopen - 1].kind == BRACKET_PAREN;
}

static struct ast *parse_step(struct parser *p)
{
    struct lex_token t = peek(p, LEX_FILTER);
    struct lex_token next = peek_behind(p, t, LEX_FILTER);
    bool is_name = t.kind == LEX_WORD || t.kind == LEX_STRING;
    struct ast *filter;

    if (t.kind == LEX_BRACKET_OPEN)
        return parse_stats(p);
    if (is_name && next.kind == LEX_ASSIGN)
        return parse_assign(p);
    if (is_name && next.kind == LEX_APPLY)
        return parse_apply(p);
    if (is_word(t, "case") && next.kind == LEX_BRACE_OPEN)
        return parse_case(p);
    if (is_name && is_word(next, "match") &&
        peek_behind(p, next, LEX_FILTER).kind == LEX_BRACE_OPEN)
        return parse_match(p);
    filter = parse_filter(p);
    return p->panic || p->stopped || in_group(p) ? filter : settle_groups(p, filter);
}

/* A step, or an ERROR in its place. */
static struct ast *parse_step_or_skip(struct parser *p)
{
    size_t start = peek(p, LEX_FILTER).span.offset;
    struct ast *step;

    if (!enter(p, p->token.span))
        return node(p, AST_ERROR, start, NULL);
    step = parse_step(p);
    leave(p);
    if (!p->panic && peek(p, LEX_FILTER).kind != LEX_PIPE && !is_closer(p->token.kind))
        fail_after_step(p, step, p->token);
    if (!p->panic)
        return step;
    recover(p);
    return node(p, AST_ERROR, start, NULL);
}

/* The pipe just consumed has nothing behind it. */
static void note_last_pipe(struct parser *p, struct span pipe)
{
    struct problem *problem =
        odd(p, "E205", "W304", pipe, "nothing follows the last '|'");

    help(p, problem, "leave the '|' out");
    fix(p, problem, pipe, "");
}

static void drop_semicolon(struct parser *p, struct lex_token t)
{
    struct problem *problem =
        odd(p, "E203", "W314", t.span, "';' stands outside case and match");

    help(p, problem, "steps are joined by '|'");
    fix(p, problem, t.span, "");
}

/* Closers that close nothing: one error each, unless a skipped part opened them. */
static void skip_stray_closers(struct parser *p)
{
    for (;;) {
        struct lex_token t = peek(p, LEX_FILTER);

        if (!is_closer(t.kind) || ends_pipeline(p, t.kind))
            return;
        (void)take(p);
        if (t.kind == LEX_PAREN_CLOSE && p->lost_parens > 0)
            p->lost_parens--;
        else if (t.kind == LEX_SEMICOLON)
            drop_semicolon(p, t);
        else
            (void)note(p, "E203", t.span, "%s closes nothing", describe(p, t));
    }
}

static void skip_empty_steps(struct parser *p)
{
    while (peek(p, LEX_FILTER).kind == LEX_PIPE) {
        struct lex_token pipe = take(p);

        help(p, note(p, "E204", pipe.span, "there is no step before this '|'"),
             pipe.spaced ? "leave one '|' out" : "leave one '|' out; or is written OR");
    }
}

struct ast *parse_pipeline(struct parser *p)
{
    struct kids kids = { 0 };
    size_t start = peek(p, LEX_FILTER).span.offset;
    struct ast *n;

    (void)accept(p, LEX_FILTER, LEX_PIPE);
    for (;;) {
        struct span pipe = p->last;

        skip_empty_steps(p);
        skip_stray_closers(p);
        if (ends_pipeline(p, peek(p, LEX_FILTER).kind)) {
            if (kids.n > 0 && pipe.length == 1 && !p->stopped)
                note_last_pipe(p, pipe);
            break;
        }
        kids_add(p, &kids, parse_step_or_skip(p));
        skip_stray_closers(p);
        if (!accept(p, LEX_FILTER, LEX_PIPE) && ends_pipeline(p, p->token.kind))
            break;
    }
    n = node(p, AST_PIPELINE, start, &kids);
    if (n->span.offset + n->span.length < start)
        n->span = (struct span){ start, 0 };
    return n;
}

/* ---- the query --------------------------------------------------------------- */

/* Bytes of the UTF-8 character at `pos`, or 0 when it is none. */
static size_t utf8_bytes(struct str s, size_t pos)
{
    static const struct {
        unsigned char mask, lead;
        uint32_t least; /* the first code point of this length */
    } forms[] = { { 0x80, 0, 0 },
                  { 0xE0, 0xC0, 0x80 },
                  { 0xF0, 0xE0, 0x800 },
                  { 0xF8, 0xF0, 0x10000 } };
    unsigned char c = (unsigned char)s.p[pos];
    uint32_t code = c;
    size_t n = 0;

    while (n < countof(forms) && (c & forms[n].mask) != forms[n].lead)
        n++;
    if (n == countof(forms) || n >= s.n - pos)
        return 0;
    code &= (unsigned char)~forms[n].mask;
    for (size_t i = 1; i <= n; i++) {
        if (((unsigned char)s.p[pos + i] & 0xC0) != 0x80)
            return 0;
        code = code << 6 | ((unsigned char)s.p[pos + i] & 0x3F);
    }
    if (code < forms[n].least || (code >= 0xD800 && code < 0xE000) || code > 0x10FFFF)
        return 0;
    return n + 1;
}

static bool is_readable(struct parser *p)
{
    if (p->text.n > QUERY_BYTES_MAX) {
        (void)note(p, "E112", (struct span){ QUERY_BYTES_MAX, 0 },
                   "the query has more than %d bytes", QUERY_BYTES_MAX);
        return false;
    }
    for (size_t pos = 0; pos < p->text.n;) {
        size_t n = utf8_bytes(p->text, pos);

        if (n == 0) {
            (void)note(p, "E107", (struct span){ pos, 1 }, "byte %02x is not UTF-8",
                       (unsigned)(unsigned char)p->text.p[pos]);
            return false;
        }
        pos += n;
    }
    return true;
}

struct ast *parse_query(struct str text, enum dialect dialect, struct arena *arena,
                        struct problems *problems)
{
    struct parser p = {
        .text = text, .dialect = dialect, .arena = arena, .problems = problems
    };
    struct ast *query;

    p.stopped = !is_readable(&p);
    query = parse_pipeline(&p);
    if (!p.stopped && p.token.fault == LEX_COMMENT_OPEN)
        report_fault(&p, p.token);
    problems_sort(problems);
    return arena->failed || query == &p.spare ? NULL : query;
}

size_t parse_comments(struct str text, struct arena *arena,
                      const struct span **comments)
{
    struct problems problems;
    struct parser p = {
        .text = text, .arena = arena, .problems = &problems, .wants_comments = true
    };

    problems_init(&problems, arena);
    (void)parse_pipeline(&p);
    keep_comments(&p, p.pos, lex_skip_blanks(text, p.pos));
    *comments = p.comment;
    return p.ncomments;
}
