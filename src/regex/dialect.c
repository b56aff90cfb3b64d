#include "base/base.h"

#include "regex/chars.h"
#include "regex/translator.h"

enum { OUT_MAX = 1 << 20, REPEAT_CAP = 1000000, MANY_REPEATS = 3 };

static const char note_first_branch[] =
    "(?i) covers only the first alternative; write /.../i to cover all";

/* Read digits at `*i`, which is moved behind them; the value stops at REPEAT_CAP. */
static uint64_t decimal(const struct translator *t, size_t *i)
{
    uint64_t v = 0;

    for (; is_digit(translator_peek(t, *i)); (*i)++)
        if (v < REPEAT_CAP)
            v = v * 10 + (uint64_t)(translator_peek(t, *i) - '0');
    return v;
}

/* Length of `{n}`, `{n,}` or `{n,m}` at the position, or 0; the upper bound in *bound.
 */
static size_t braces(const struct translator *t, uint64_t *bound)
{
    size_t i = 1;

    if (!is_digit(translator_peek(t, i)))
        return 0;
    *bound = decimal(t, &i);
    if (translator_peek(t, i) == ',' && is_digit(translator_peek(t, i + 1))) {
        i++;
        *bound = decimal(t, &i);
    } else if (translator_peek(t, i) == ',') {
        i++;
    }
    return translator_peek(t, i) == '}' ? i + 1 : 0;
}

/* Remember what makes backtracking slow: a repeat of repeats, or many in a row. */
static void count_repeat(struct translator *t, char c)
{
    t->repeats += c != '{';
    if (t->before_repeats || t->repeats > MANY_REPEATS)
        t->out->may_explode = true;
    t->level[t->depth].has_repeat = true;
}

static void quantifier(struct translator *t)
{
    char c = translator_peek(t, 0);
    uint64_t bound = 1;
    size_t n = c == '{' ? braces(t, &bound) : 1;

    if (n == 0) {
        translator_emit_literal(t, c, false);
        t->pos++;
        t->before = BEFORE_ATOM;
        return;
    }
    if (t->before == BEFORE_NOTHING) {
        translator_fail(t, t->pos, "a quantifier with nothing before it");
        return;
    }
    if (t->before == BEFORE_QUANTIFIER) {
        translator_fail(t, t->pos, "a quantifier behind a quantifier");
        return;
    }
    if (bound > 1 && t->out->repeat_factor < REPEAT_CAP)
        t->out->repeat_factor *= bound;
    if (c != '?')
        count_repeat(t, c);
    translator_copy(t, n);
    t->before = BEFORE_QUANTIFIER;
    if (translator_peek(t, 0) == '?') {
        translator_copy(t, 1);
    } else if (translator_peek(t, 0) == '+') {
        translator_foreign(t, CONSTRUCT_POSSESSIVE);
        t->out->is_for_pcre = true;
        translator_copy(t, 1);
    }
}

/* Open a level; `text` is what the engines read instead of the `n` bytes here. */
static void open_level(struct translator *t, size_t n, const char *text)
{
    if (t->depth == DIALECT_DEPTH_MAX) {
        if (t->status == ST_OK)
            t->status = diag_set(t->diag, ST_LIMIT, t->pos,
                                 "regular expression: groups deeper than %d",
                                 DIALECT_DEPTH_MAX);
        return;
    }
    t->level[++t->depth] = (struct level){ .outer_ignores_case = t->ignores_case };
    t->at_start = true;
    t->before = BEFORE_NOTHING;
    t->pos += n;
    translator_emit(t, text);
}

static void capture(struct translator *t)
{
    if (++t->captures > DIALECT_CAPTURES_MAX)
        translator_fail(t, t->pos, "too many groups");
}

static bool is_name_char(char c)
{
    return is_letter(c) || is_digit(c) || (unsigned char)c >= 0x80 ||
           is_one_of(c, "_.@#[]-:");
}

static bool is_name(struct str name)
{
    for (size_t i = 0; i < name.n; i++)
        if (!is_name_char(name.p[i]))
            return false;
    return name.n > 0;
}

static void named_group(struct translator *t, size_t skip)
{
    struct str rest = str_slice(t->in, t->pos + skip, t->in.n);
    struct str name = str_cut(&rest, '>');
    struct dialect *out = t->out;

    if (!rest.p || !is_name(name)) {
        translator_fail(t, t->pos,
                        "a group's name must be letters, digits and _ . @ #");
        return;
    }
    if (out->ngroups == REGEX_GROUPS_MAX) {
        translator_fail(t, t->pos, "too many named groups");
        return;
    }
    for (size_t i = 0; i < out->ngroups; i++)
        if (str_eq(out->name[i], name))
            translator_foreign(t, CONSTRUCT_SAME_NAME);
    capture(t);
    out->name[out->ngroups] = name;
    out->number[out->ngroups++] = t->captures;
    open_level(t, skip + name.n + 1, "(");
}

/* Length of the letters of `(?letters)` or `(?letters:`, or 0. */
static size_t flag_letters(const struct translator *t)
{
    size_t n = 0;

    while (is_one_of(translator_peek(t, 2 + n), "imsdxuUn-"))
        n++;
    return n && (translator_peek(t, 2 + n) == ')' || translator_peek(t, 2 + n) == ':')
               ? n
               : 0;
}

/* Write the letters in PCRE2's spelling and keep track of `i`. */
static void emit_flags(struct translator *t, struct str letters)
{
    bool is_on = true;

    for (size_t i = 0; i < letters.n; i++) {
        char c = letters.p[i];

        if (c == '-')
            is_on = false;
        if (c == 'i')
            t->ignores_case = is_on;
        if (c == 'x')
            t->out->has_extended = true;
        if (is_one_of(c, "xm")) /* Vectorscan takes `m` for the whole pattern */
            t->out->is_for_pcre = true;
        if (is_one_of(c, "xuUn"))
            translator_foreign(t, CONSTRUCT_INLINE_FLAG);
        if (c == 'd')
            c = 's';
        if (c != 'u')
            translator_emit_bytes(t, (struct str){ &c, 1 });
    }
}

/*
 * (?flags) and (?flags:X). In version 1 a leading (?i) reaches to the first `|` only:
 * the branch is wrapped in a group, which ends what the flag does.
 */
static void inline_flags(struct translator *t, size_t n)
{
    struct str letters = str_slice(t->in, t->pos + 2, t->pos + 2 + n);
    bool is_scoped = translator_peek(t, 2 + n) == ':';
    bool is_leading = t->at_start && !t->level[t->depth].is_wrapped;
    bool outer = t->ignores_case;

    if (!is_scoped && is_leading && !(t->flags & REGEX_VERSION_2) &&
        memchr(letters.p, 'i', letters.n) && !outer) {
        t->level[t->depth].is_wrapped = true;
        translator_emit(t, "(?:");
    }
    translator_emit(t, "(?");
    emit_flags(t, letters);
    if (is_scoped) {
        open_level(t, 3 + n, ":");
        t->level[t->depth].outer_ignores_case = outer;
        return;
    }
    translator_emit(t, ")");
    t->pos += 3 + n;
    t->before = BEFORE_NOTHING;
}

/* Groups that only PCRE2 has, or that open like it; false if there is none here. */
static bool look_around(struct translator *t)
{
    static const struct {
        const char *text;
        bool is_foreign;
        enum construct construct;
    } openings[] = {
        { "(?=", false, CONSTRUCT_LOOK_BEHIND },
        { "(?!", false, CONSTRUCT_LOOK_BEHIND },
        { "(?<=", true, CONSTRUCT_LOOK_BEHIND },
        { "(?<!", true, CONSTRUCT_LOOK_BEHIND },
        { "(?>", true, CONSTRUCT_ATOMIC },
    };

    for (size_t i = 0; i < countof(openings); i++) {
        if (!translator_sees(t, openings[i].text))
            continue;
        if (openings[i].is_foreign)
            translator_foreign(t, openings[i].construct);
        t->out->is_for_pcre = true;
        open_level(t, strlen(openings[i].text), openings[i].text);
        return true;
    }
    return false;
}

static void open_group(struct translator *t)
{
    size_t n = translator_sees(t, "(?") ? flag_letters(t) : 0;

    if (translator_sees(t, "(*"))
        translator_fail(t, t->pos + 1, "a quantifier with nothing before it");
    else if (translator_peek(t, 1) != '?' && t->plain_capture) {
        capture(t);
        open_level(t, 1, "(");
    } else if (translator_peek(t, 1) != '?')
        open_level(t, 1, "(?:");
    else if (translator_sees(t, "(?:"))
        open_level(t, 3, "(?:");
    else if (look_around(t))
        return;
    else if (translator_sees(t, "(?P<"))
        named_group(t, 4);
    else if (translator_sees(t, "(?<"))
        named_group(t, 3);
    else if (translator_sees(t, "(?P=")) {
        translator_reference(t, 4, ')');
        t->before = BEFORE_ATOM;
    } else if (n)
        inline_flags(t, n);
    else
        translator_fail(t, t->pos, "this kind of group is not supported");
}

/* Close the group round the level's first branch. */
static void unwrap(struct translator *t)
{
    struct level *level = &t->level[t->depth];

    if (level->is_wrapped) {
        translator_emit(t, ")");
        level->is_wrapped = false;
        t->ignores_case = level->outer_ignores_case;
    }
}

static void close_group(struct translator *t)
{
    if (t->depth == 0) {
        translator_fail(t, t->pos, "a ) without (");
        return;
    }
    unwrap(t);
    t->before_repeats = t->level[t->depth].has_repeat;
    t->ignores_case = t->level[t->depth--].outer_ignores_case;
    t->level[t->depth].has_repeat |= t->before_repeats;
    t->before = BEFORE_ATOM;
    translator_copy(t, 1);
}

static void alternative(struct translator *t)
{
    if (t->level[t->depth].is_wrapped)
        translator_note(t, note_first_branch);
    unwrap(t);
    translator_copy(t, 1);
    t->before = BEFORE_NOTHING;
}

static void step(struct translator *t)
{
    char c = translator_peek(t, 0);
    bool opens = c == '(';

    if (c == '\\') {
        translator_escape(t);
    } else if (c == '[') {
        translator_class(t);
    } else if (opens) {
        open_group(t);
    } else if (c == ')') {
        close_group(t);
    } else if (c == '|') {
        alternative(t);
    } else if (is_one_of(c, "*+?{")) {
        quantifier(t);
    } else {
        if (is_one_of(c, ".^$") || (t->out->has_extended && is_one_of(c, " #")))
            translator_emit_bytes(t, str_slice(t->in, t->pos, t->pos + 1));
        else
            translator_emit_literal(t, c, false);
        t->pos++;
        t->before = BEFORE_ATOM;
    }
    if (!opens)
        t->at_start = false;
    if (c != ')')
        t->before_repeats = false;
}

/* Is there a `\1` .. `\9`? An escaped backslash before a digit is none. */
static bool has_back_reference(struct str s)
{
    for (size_t i = 0; i + 1 < s.n; i++) {
        if (s.p[i] != '\\')
            continue;
        i++;
        if (is_one_of(s.p[i], "123456789"))
            return true;
    }
    return false;
}

static bool has_boundary(struct str s)
{
    return str_find(s, STR("\\b")) != SIZE_MAX || str_find(s, STR("\\B")) != SIZE_MAX;
}

static void start(struct translator *t, struct dialect *out, struct str pattern,
                  unsigned flags)
{
    *out = (struct dialect){ .is_ascii = true, .repeat_factor = 1 };
    buf_init(&out->plain, OUT_MAX);
    buf_init(&out->utf, OUT_MAX);
    out->needs_ucp = !(flags & REGEX_VERSION_2) && has_boundary(pattern);
    *t = (struct translator){ .in = pattern, .flags = flags, .out = out };
    t->at_start = true;
    t->ignores_case = (flags & REGEX_IGNORE_CASE) != 0;
    t->level[0].outer_ignores_case = t->ignores_case;
    t->plain_capture = has_back_reference(pattern);
}

enum status dialect_translate(struct dialect *out, struct str pattern, unsigned flags,
                              struct regex_notes *notes, struct diag *diag)
{
    struct translator t;

    start(&t, out, pattern, flags);
    t.notes = notes;
    t.diag = diag;
    if (pattern.n > DIALECT_PATTERN_MAX)
        return diag_set(diag, ST_LIMIT, 0, "regular expression: longer than %d bytes",
                        DIALECT_PATTERN_MAX);
    while (t.status == ST_OK && t.pos < pattern.n)
        step(&t);
    if (t.depth > 0)
        translator_fail(&t, pattern.n, "a ( without )");
    unwrap(&t);
    if (t.status == ST_OK && (out->plain.failed || out->utf.failed))
        return diag_set(diag, ST_LIMIT, 0, "regular expression: too large");
    return t.status;
}

void dialect_release(struct dialect *d)
{
    buf_release(&d->plain);
    buf_release(&d->utf);
}

size_t dialect_source_offset(struct str pattern, unsigned flags, size_t offset,
                             bool is_utf)
{
    struct dialect d;
    struct translator t;
    const struct buf *b = is_utf ? &d.utf : &d.plain;
    size_t last = 0;

    start(&t, &d, pattern, flags);
    while (t.status == ST_OK && t.pos < pattern.n && b->n <= offset) {
        last = t.pos;
        step(&t);
    }
    dialect_release(&d);
    return last;
}
