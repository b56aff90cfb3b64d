#include "base/base.h"

#include "query/regex_shape.h"

enum { DEPTH_MAX = 50 };

struct reader {
    struct str s;
    size_t at;
    unsigned depth;
    struct regex_shape shape;
};

/* What a part of the pattern does: an atom with its quantifier, or a sequence. */
struct part {
    bool consumes;    /* every match takes a character */
    bool is_repeated; /* without bound */
    bool is_optional; /* may be left out */
    bool is_loose;    /* all repetition and options: `\w+\s?` */
    bool ends_text;   /* $ stands behind everything so far */
    bool is_plain;    /* an ordinary character, no line end */
};

static struct part read_alternatives(struct reader *r, bool is_consumed);

static bool has_more(const struct reader *r)
{
    return r->at < r->s.n && !r->shape.is_unknown;
}

static char here(const struct reader *r)
{
    return r->at < r->s.n ? r->s.p[r->at] : '\0';
}

static void note_dead_end(struct reader *r, size_t at)
{
    if (!r->shape.has_dead_end && !r->shape.is_nested)
        r->shape.at = at;
    r->shape.has_dead_end = true;
}

/* `[...]`, from the bracket on: a `]` that stands first is one of the characters. */
static void skip_class(struct reader *r)
{
    r->at++;
    if (here(r) == '^')
        r->at++;
    if (here(r) == ']')
        r->at++;
    while (has_more(r) && here(r) != ']')
        r->at += here(r) == '\\' ? 2 : 1;
    r->at++;
}

/* `(?:`, `(?<name>`, `(?P<name>`; anything else behind `(?` is not read. */
static void skip_group_head(struct reader *r)
{
    if (here(r) != '?')
        return;
    r->at++;
    if (here(r) == ':') {
        r->at++;
        return;
    }
    if (here(r) == 'P')
        r->at++;
    if (here(r) != '<' || r->at + 1 >= r->s.n || r->s.p[r->at + 1] == '=' ||
        r->s.p[r->at + 1] == '!') {
        r->shape.is_unknown = true;
        return;
    }
    r->shape.has_group = true;
    while (has_more(r) && here(r) != '>')
        r->at++;
    r->at++;
}

static struct part read_group(struct reader *r, bool is_consumed)
{
    struct part part = { .consumes = false };

    r->at++;
    skip_group_head(r);
    if (++r->depth > DEPTH_MAX)
        r->shape.is_unknown = true;
    if (!r->shape.is_unknown)
        part = read_alternatives(r, is_consumed);
    r->depth--;
    if (here(r) == ')')
        r->at++;
    else
        r->shape.is_unknown = true;
    return part;
}

/* `\b`, `\A` and the like take no character; \Q and back-references are not read. */
static struct part read_escape(struct reader *r)
{
    char c = r->at + 1 < r->s.n ? r->s.p[r->at + 1] : '\0';

    r->at += 2;
    if (c == '\0' || c == 'Q' || c == 'E' || c == 'k' || (c >= '1' && c <= '9'))
        r->shape.is_unknown = true;
    if (c && strchr("bBAzZG", c)) {
        r->shape.has_anchor = true;
        return (struct part){ .consumes = false };
    }
    return (struct part){ .consumes = true,
                          .is_plain = c && strchr(".\\/-", c) != NULL };
}

static struct part read_anchor(struct reader *r, bool is_consumed)
{
    struct part part = { .ends_text = here(r) == '$' };

    if (here(r) == '^' && is_consumed)
        note_dead_end(r, r->at);
    r->shape.has_anchor = true;
    r->at++;
    return part;
}

static struct part read_atom(struct reader *r, bool is_consumed)
{
    char c = here(r);

    if (c == '(')
        return read_group(r, is_consumed);
    if (c == '\\')
        return read_escape(r);
    if (c == '^' || c == '$')
        return read_anchor(r, is_consumed);
    if (c == '[')
        skip_class(r);
    else
        r->at++;
    return (struct part){ .consumes = true, .is_plain = c != '[' && c != '.' };
}

/* `{n}`, `{n,}`, `{n,m}`: false for a brace that is none. */
static bool read_braces(struct reader *r, struct part *part)
{
    size_t end = r->at + 1;
    bool has_comma = false;

    while (end < r->s.n &&
           (r->s.p[end] == ',' || (r->s.p[end] >= '0' && r->s.p[end] <= '9'))) {
        has_comma |= r->s.p[end] == ',';
        end++;
    }
    if (end == r->at + 1 || end >= r->s.n || r->s.p[end] != '}')
        return false;
    part->is_repeated = has_comma && r->s.p[end - 1] == ',';
    part->is_optional = r->s.p[r->at + 1] == '0' || r->s.p[r->at + 1] == ',';
    r->at = end + 1;
    return true;
}

/* The quantifier behind an atom, and the sign that makes it lazy. */
static void read_quantifier(struct reader *r, struct part *part)
{
    char c = here(r);

    part->is_repeated = c == '*' || c == '+';
    part->is_optional = c == '*' || c == '?';
    if (c == '*' || c == '+' || c == '?')
        r->at++;
    else if (c != '{' || !read_braces(r, part))
        return;
    if (here(r) == '?')
        r->at++;
    else if (here(r) == '+')
        r->shape.is_unknown = true; /* possessive: no way back */
}

static void note_nested(struct reader *r, size_t at, const struct part *part,
                        bool is_group)
{
    if (!is_group || !part->is_loose || !part->is_repeated || r->shape.is_nested)
        return;
    if (!r->shape.has_dead_end)
        r->shape.at = at;
    r->shape.is_nested = true;
}

/* What the sequence does with one more part at its end. */
static void add_part(struct part *whole, const struct part *part, bool is_loose_group)
{
    whole->consumes |= part->consumes && !part->is_optional;
    whole->ends_text |= part->ends_text && !part->is_optional;
    whole->is_repeated |= part->is_repeated || is_loose_group;
    whole->is_loose &= part->is_repeated || part->is_optional || is_loose_group;
}

/*
 * One alternative. `is_loose` when nothing in it is both needed and single, so that a
 * repetition of it can be cut into rounds in many ways.
 */
static struct part read_sequence(struct reader *r, bool is_consumed)
{
    struct part whole = { .is_loose = true };

    while (has_more(r) && here(r) != '|' && here(r) != ')') {
        size_t at = r->at;
        bool is_group = here(r) == '(';
        struct part part = read_atom(r, is_consumed || whole.consumes);
        bool is_behind_end = whole.ends_text && part.is_plain;

        read_quantifier(r, &part);
        if (is_behind_end && !part.is_optional)
            note_dead_end(r, at);
        note_nested(r, at, &part, is_group);
        add_part(&whole, &part, is_group && part.is_loose);
    }
    whole.is_loose &= whole.is_repeated;
    whole.is_repeated = false;
    whole.is_plain = false;
    return whole;
}

static struct part read_alternatives(struct reader *r, bool is_consumed)
{
    struct part all = read_sequence(r, is_consumed);

    while (has_more(r) && here(r) == '|') {
        struct part next;

        r->at++;
        next = read_sequence(r, is_consumed);
        all.consumes &= next.consumes;
        all.ends_text &= next.ends_text;
        all.is_loose |= next.is_loose;
    }
    return all;
}

struct regex_shape regex_shape_of(struct str pattern)
{
    struct reader r = { .s = pattern };
    struct part part = read_alternatives(&r, false);

    r.shape.is_unknown |= r.at < pattern.n;
    r.shape.is_nullable = !part.consumes;
    return r.shape;
}
