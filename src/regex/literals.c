#include "base/base.h"

#include "base/arena.h"
#include "regex/chars.h"
#include "regex/literals.h"

/*
 * Outline. Every piece of the pattern gives a `struct set`: *exact*, the complete list
 * of strings that the piece can match; or *required*, strings of which each of its
 * matches holds one (n == 0: nothing is known). A sequence multiplies exact sets as
 * long as the product is small and keeps the best set seen; an alternation joins the
 * sets of its branches, and knows nothing as soon as one branch knows nothing.
 */

enum { DEPTH_MAX = 64 };

struct set {
    struct str *text;
    size_t n;
    bool is_exact;
};

struct parser {
    struct arena *arena;
    struct str in;
    size_t pos;
    size_t depth;
    bool ignores_case;  /* at the position */
    bool some_ignore;   /* somewhere a literal was read that ignores case */
    bool some_exact;    /* somewhere a letter was read that does not */
    bool has_assertion; /* ^ $ \b look-around: literals do not tell the whole */
    bool has_failed;    /* not understood, or no memory */
};

static const struct set nothing_known = { NULL, 0, false };

static struct set parse_alternation(struct parser *p);

static char peek(const struct parser *p, size_t ahead)
{
    return p->pos + ahead < p->in.n ? p->in.p[p->pos + ahead] : '\0';
}

static struct set new_set(struct parser *p, size_t n, bool is_exact)
{
    struct set s = { arena_new_array(p->arena, struct str, n), n, is_exact };

    if (!s.text) {
        p->has_failed = true;
        return nothing_known;
    }
    return s;
}

/* The set of just the empty string: what a zero-width assertion matches. */
static struct set empty_string(struct parser *p)
{
    struct set s = new_set(p, 1, true);

    if (s.n)
        s.text[0] = STR("");
    return s;
}

static struct set assertion(struct parser *p)
{
    p->has_assertion = true;
    return empty_string(p);
}

static struct set one_byte(struct parser *p, char c)
{
    struct set s = new_set(p, 1, true);
    char *copy = arena_text(p->arena, 1);

    if (!copy || !s.n) {
        p->has_failed = true;
        return nothing_known;
    }
    if (is_letter(c)) {
        p->some_ignore |= p->ignores_case;
        p->some_exact |= !p->ignores_case;
    }
    *copy = c;
    s.text[0] = (struct str){ copy, 1 };
    return s;
}

/* A raw character above U+007F; PCRE2 folds its case, which we leave alone. */
static struct set raw_character(struct parser *p)
{
    size_t start = p->pos++;
    struct set s;

    while ((peek(p, 0) & 0xc0) == 0x80 && p->pos < p->in.n)
        p->pos++;
    if (p->ignores_case)
        return nothing_known;
    s = new_set(p, 1, true);
    if (s.n)
        s.text[0] = str_slice(p->in, start, p->pos);
    return s;
}

/* `\x{h..}` as the dialect writes it. */
static struct set code_point(struct parser *p)
{
    unsigned long v = 0;

    for (p->pos += 3; p->pos < p->in.n && peek(p, 0) != '}'; p->pos++) {
        char c = peek(p, 0);

        v = v << 4 | (unsigned long)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    p->pos++;
    return v < 0x80 ? one_byte(p, (char)v) : nothing_known;
}

static struct set escape(struct parser *p)
{
    static const char from[] = "tnrfae", to[] = "\t\n\r\f\a\033";
    char c = peek(p, 1);

    if (c == 'x')
        return code_point(p);
    p->pos += 2;
    if (is_one_of(c, from))
        return one_byte(p, to[strchr(from, c) - from]);
    if (is_one_of(c, "bBAzZ"))
        return assertion(p);
    if (is_one_of(c, "dwsDWS"))
        return nothing_known;
    if (is_letter(c) || (c >= '0' && c <= '9'))
        p->has_failed = true;
    return one_byte(p, c);
}

/* Skip a class; `*n` single bytes of it in `byte`, or more than 4 if it holds others.
 */
static void skip_class(struct parser *p, char byte[static 4], size_t *n)
{
    *n = peek(p, 1) == '^' ? 5 : 0;
    for (p->pos += *n ? 2 : 1; p->pos < p->in.n && peek(p, 0) != ']'; p->pos++) {
        char c = peek(p, 0);

        if (c == '\\') {
            p->pos++;
            c = peek(p, 0);
            if (is_letter(c) || (unsigned char)c >= 0x80)
                *n = 5;
        } else if (c == '[') { /* [:alpha:]; a bracket of the text is escaped */
            while (p->pos < p->in.n && peek(p, 0) != ']')
                p->pos++;
            *n = 5;
        } else if (c == '-' || (unsigned char)c >= 0x80) {
            *n = 5;
        }
        if (*n < 4)
            byte[*n] = c;
        *n += *n < 5;
    }
    p->pos++;
}

static struct set class(struct parser *p)
{
    char byte[4];
    size_t n;
    struct set s;

    skip_class(p, byte, &n);
    if (n == 0 || n > countof(byte))
        return nothing_known;
    s = new_set(p, n, true);
    for (size_t i = 0; i < n && s.n; i++) {
        struct set one;

        /* Classes fold across ASCII's border where PCRE2 does. */
        if (p->ignores_case && is_one_of(byte[i], "kKsS"))
            return nothing_known;
        one = one_byte(p, byte[i]);
        if (p->has_failed)
            return nothing_known;
        s.text[i] = one.text[0];
    }
    return s;
}

/* `(?flags` up to `:` or `)`. Returns whether a group is open. */
static bool flags(struct parser *p)
{
    bool is_on = true;

    for (; p->pos < p->in.n && peek(p, 0) != ':' && peek(p, 0) != ')'; p->pos++) {
        if (peek(p, 0) == '-')
            is_on = false;
        if (peek(p, 0) == 'i')
            p->ignores_case = is_on;
    }
    p->pos++;
    return p->pos <= p->in.n && p->in.p[p->pos - 1] == ':';
}

/* The rest of a group behind its opening. */
static struct set group_body(struct parser *p, bool outer_ignores_case)
{
    struct set s = parse_alternation(p);

    if (peek(p, 0) != ')')
        p->has_failed = true;
    p->pos++;
    p->ignores_case = outer_ignores_case;
    return s;
}

static struct set group(struct parser *p)
{
    bool outer = p->ignores_case, is_assertion;

    p->pos++;
    if (peek(p, 0) != '?')
        return group_body(p, outer);
    p->pos++;
    if (peek(p, 0) == '>') {
        p->pos++;
        return group_body(p, outer);
    }
    is_assertion = is_one_of(peek(p, 0), "=!<");
    if (!is_assertion)
        return flags(p) ? group_body(p, outer) : empty_string(p);
    p->pos += peek(p, 0) == '<' ? 2 : 1;
    (void)group_body(p, outer);
    return assertion(p);
}

static struct set atom(struct parser *p)
{
    char c = peek(p, 0);

    if (c == '(')
        return group(p);
    if (c == '[')
        return class(p);
    if (c == '\\')
        return escape(p);
    if ((unsigned char)c >= 0x80)
        return raw_character(p);
    p->pos++;
    if (c == '^' || c == '$')
        return assertion(p);
    return c == '.' ? nothing_known : one_byte(p, c);
}

/* Skip a quantifier. *least: how often at least; returns whether there was one. */
static bool quantifier(struct parser *p, size_t *least)
{
    char c = peek(p, 0);

    if (!is_one_of(c, "*+?{"))
        return false;
    *least = c == '+';
    p->pos++;
    if (c == '{') {
        for (; p->pos < p->in.n && peek(p, 0) >= '0' && peek(p, 0) <= '9'; p->pos++)
            *least |= peek(p, 0) != '0';
        while (p->pos < p->in.n && peek(p, 0) != '}')
            p->pos++;
        p->pos++;
    }
    if (is_one_of(peek(p, 0), "?+"))
        p->pos++;
    return true;
}

static size_t shortest(const struct set *s)
{
    size_t n = s->n ? SIZE_MAX : 0;

    for (size_t i = 0; i < s->n; i++)
        n = s->text[i].n < n ? s->text[i].n : n;
    return n;
}

/* Longer literals filter better; of equally long ones fewer are cheaper. */
static struct set better(struct set a, struct set b)
{
    size_t na = shortest(&a), nb = shortest(&b);
    struct set best = na > nb || (na == nb && a.n <= b.n) ? a : b;

    best.is_exact = false;
    return shortest(&best) ? best : nothing_known;
}

static bool product_is_small(struct set a, struct set b)
{
    if (a.n * b.n > LITERALS_MAX)
        return false;
    for (size_t i = 0; i < a.n; i++)
        for (size_t k = 0; k < b.n; k++)
            if (a.text[i].n + b.text[k].n > LITERAL_BYTES_MAX)
                return false;
    return true;
}

static struct set product(struct parser *p, struct set a, struct set b)
{
    struct set s = new_set(p, a.n * b.n, true);

    for (size_t i = 0; i < s.n; i++) {
        struct str x = a.text[i / b.n], y = b.text[i % b.n];
        char *copy = arena_text(p->arena, x.n + y.n + 1);

        if (!copy) {
            p->has_failed = true;
            return nothing_known;
        }
        if (x.n)
            memcpy(copy, x.p, x.n);
        if (y.n)
            memcpy(copy + x.n, y.p, y.n);
        s.text[i] = (struct str){ copy, x.n + y.n };
    }
    return s;
}

static struct set parse_sequence(struct parser *p)
{
    struct set best = nothing_known, run = empty_string(p);
    bool is_whole = true;

    while (!p->has_failed && p->pos < p->in.n && !is_one_of(peek(p, 0), "|)")) {
        struct set item = atom(p);
        size_t least = 1;

        if (quantifier(p, &least)) {
            item.is_exact = false;
            if (least == 0)
                item = nothing_known;
        }
        if (p->has_failed)
            break;
        if (item.is_exact && run.is_exact && product_is_small(run, item)) {
            run = product(p, run, item);
            continue;
        }
        is_whole = false;
        best = better(best, run);
        best = better(best, item);
        run = item.is_exact ? item : empty_string(p);
    }
    if (p->has_failed)
        return nothing_known;
    return is_whole ? run : better(best, run);
}

static struct set join(struct parser *p, struct set a, struct set b)
{
    struct set s;

    if (!a.is_exact || !b.is_exact) {
        if (!shortest(&a) || !shortest(&b))
            return nothing_known;
    }
    if (a.n + b.n > LITERALS_MAX)
        return nothing_known;
    s = new_set(p, a.n + b.n, a.is_exact && b.is_exact);
    if (s.n) {
        memcpy(s.text, a.text, a.n * sizeof *a.text);
        memcpy(s.text + a.n, b.text, b.n * sizeof *b.text);
    }
    return s;
}

static struct set parse_alternation(struct parser *p)
{
    struct set all;

    if (++p->depth > DEPTH_MAX) {
        p->has_failed = true;
        return nothing_known;
    }
    all = parse_sequence(p);
    while (!p->has_failed && peek(p, 0) == '|') {
        p->pos++;
        all = join(p, all, parse_sequence(p));
    }
    p->depth--;
    return p->has_failed ? nothing_known : all;
}

static void lower(struct parser *p, struct set *s)
{
    for (size_t i = 0; i < s->n; i++) {
        char *copy = arena_text(p->arena, s->text[i].n);

        if (!copy) {
            *s = nothing_known;
            return;
        }
        for (size_t k = 0; k < s->text[i].n; k++) {
            char c = s->text[i].p[k];

            copy[k] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
        }
        s->text[i].p = copy;
    }
}

void literals_derive(struct literals *out, struct arena *arena, struct str pattern,
                     bool ignore_case)
{
    struct parser p = { .arena = arena, .in = pattern, .ignores_case = ignore_case };
    struct set s = parse_alternation(&p);

    *out = (struct literals){ .ignore_case = p.some_ignore };
    if (p.has_failed || p.pos < pattern.n || shortest(&s) == 0)
        return;
    if (p.some_ignore)
        lower(&p, &s);
    out->text = s.text;
    out->n = s.n;
    out->is_whole = s.is_exact && !p.has_assertion && !(p.some_ignore && p.some_exact);
}
