/*
 * escape.c - escapes and classes of a pattern, in the words of our engines.
 */
#include "base/base.h"

#include "regex/chars.h"
#include "regex/translator.h"

static void quoted(struct translator *t, bool in_class)
{
    t->pos += 2;
    while (t->pos < t->in.n && !translator_sees(t, "\\E"))
        translator_emit_literal(t, t->in.p[t->pos++], in_class);
    t->pos += translator_sees(t, "\\E") ? 2 : 0;
}

/* The value of up to `max` hexadecimal digits at `ahead`; their number in *n. */
static uint32_t hex_digits(const struct translator *t, size_t ahead, size_t max,
                           size_t *n)
{
    uint32_t v = 0;

    for (*n = 0; *n < max && hex_value(translator_peek(t, ahead + *n)) >= 0; (*n)++)
        v = v << 4 | (uint32_t)hex_value(translator_peek(t, ahead + *n));
    return v;
}

/* \xhh, \x{h..} and \uhhhh, all as \x{h..}. */
static void code_point(struct translator *t)
{
    bool is_braced = translator_sees(t, "\\x{");
    size_t skip = is_braced ? 3 : 2,
           max = is_braced                      ? 6
                 : translator_peek(t, 1) == 'u' ? 4
                                                : 2,
           n;
    uint32_t v = hex_digits(t, skip, max, &n);
    bool is_whole = is_braced ? n > 0 && translator_peek(t, skip + n) == '}' : n == max;

    if (!is_whole) {
        translator_fail(t, t->pos, "\\x wants two and \\u four hexadecimal digits");
        return;
    }
    if (v > 0x7f)
        t->out->is_ascii = false;
    buf_printf(&t->out->plain, "\\x{%x}", v);
    buf_printf(&t->out->utf, "\\x{%x}", v);
    t->pos += skip + n + (is_braced ? 1 : 0);
}

/* \d \w \s and their negations: ASCII, also where \b must know Unicode. */
static void shorthand(struct translator *t, bool in_class)
{
    static const char letters[] = "dwsDWS";
    static const char *const sets[] = { "0-9", "0-9A-Za-z_", " \\t-\\r" };
    size_t i = (size_t)(strchr(letters, translator_peek(t, 1)) - letters);
    struct str text = str_slice(t->in, t->pos, t->pos + 2);

    t->pos += 2;
    buf_add(&t->out->plain, text);
    if (!t->out->needs_ucp || (in_class && i >= 3))
        buf_add(&t->out->utf, text);
    else if (in_class)
        buf_add_cstr(&t->out->utf, sets[i]);
    else
        buf_printf(&t->out->utf, "(?-i:[%s%s])", i < 3 ? "" : "^", sets[i % 3]);
}

static void property(struct translator *t, bool in_class)
{
    if (translator_peek(t, 2) != '{' && !is_one_of(translator_peek(t, 2), "CLMNPSZ")) {
        translator_foreign(t, CONSTRUCT_PROPERTY_TYPO);
        translator_emit_literal(t, translator_peek(t, 1), in_class);
        t->pos += 2;
        return;
    }
    translator_foreign(t, CONSTRUCT_PROPERTY);
    t->out->is_for_pcre = true;
    t->out->is_ascii = false;
    translator_copy(t, 3);
}

static void reference_number(struct translator *t)
{
    translator_foreign(t, CONSTRUCT_BACK_REFERENCE);
    t->out->is_for_pcre = true;
    translator_emit(t, "\\g{");
    t->pos++;
    while (is_digit(translator_peek(t, 0)))
        translator_copy(t, 1);
    translator_emit(t, "}");
}

/* \k<name> and (?P=name), `skip` bytes before the name. */
void translator_reference(struct translator *t, size_t skip, char end)
{
    struct str rest = str_slice(t->in, t->pos + skip, t->in.n);
    struct str name = str_cut(&rest, end);

    translator_foreign(t, CONSTRUCT_BACK_REFERENCE);
    t->out->is_for_pcre = true;
    for (size_t i = 0; i < t->out->ngroups; i++) {
        if (rest.p && str_eq(t->out->name[i], name)) {
            buf_printf(&t->out->plain, "\\g{%u}", t->out->number[i]);
            buf_printf(&t->out->utf, "\\g{%u}", t->out->number[i]);
            t->pos += skip + name.n + 1;
            return;
        }
    }
    translator_fail(t, t->pos, "a back-reference names no group");
}

/* Escapes that mean the same inside and outside of a class; false if it is none. */
static bool common_escape(struct translator *t, bool in_class)
{
    char c = translator_peek(t, 1);

    if (is_one_of(c, "dwsDWS"))
        shorthand(t, in_class);
    else if (c == 'Q')
        quoted(t, in_class);
    else if (c == 'E')
        t->pos += 2;
    else if (c == 'u' || c == 'x')
        code_point(t);
    else if (is_one_of(c, "tnrfae"))
        translator_copy(t, 2);
    else if (c == 'p' || c == 'P')
        property(t, in_class);
    else
        return false;
    return true;
}

/* A backslash before what has no meaning: punctuation is meant, a letter is a typo. */
static void other_escape(struct translator *t, bool in_class)
{
    char c = translator_peek(t, 1);

    if (t->pos + 1 >= t->in.n) {
        translator_fail(t, t->pos, "a backslash at the end");
        return;
    }
    if (is_one_of(c, "CKgcN0") || (in_class && is_digit(c))) {
        translator_fail(t, t->pos, "this escape is not supported");
        return;
    }
    if (is_letter(c))
        translator_foreign(t, CONSTRUCT_UNKNOWN_ESCAPE);
    translator_emit_literal(t, c, in_class);
    t->pos += 2;
}

void translator_escape(struct translator *t)
{
    char c = translator_peek(t, 1);
    bool is_empty = translator_sees(t, "\\E") || translator_sees(t, "\\Q\\E");

    if (common_escape(t, false)) {
        t->before = is_empty ? t->before : BEFORE_ATOM;
        return;
    }
    t->before = BEFORE_ATOM;
    if (is_one_of(c, "bBAzZ")) {
        translator_copy(t, 2);
    } else if (is_one_of(c, "hHvVRGX")) {
        translator_foreign(t, CONSTRUCT_PCRE_ESCAPE);
        t->out->is_for_pcre = true;
        translator_copy(t, 2);
    } else if (is_one_of(c, "123456789")) {
        reference_number(t);
    } else if (translator_sees(t, "\\k<")) {
        translator_reference(t, 3, '>');
    } else {
        other_escape(t, false);
    }
}

/* [:alpha:] inside a class; returns whether there was one. */
static bool posix_class(struct translator *t)
{
    struct str rest = str_slice(t->in, t->pos, t->in.n);
    size_t end = translator_sees(t, "[:") ? str_find(rest, STR(":]")) : SIZE_MAX;

    if (end > 16)
        return false;
    translator_foreign(t, CONSTRUCT_POSIX_CLASS);
    t->out->is_for_pcre = true;
    translator_copy(t, end + 2);
    return true;
}

static void class_item(struct translator *t)
{
    char c = translator_peek(t, 0);

    if (c == '[' && posix_class(t))
        return;
    if (c == '-') {
        translator_copy(t, 1);
    } else if (c != '\\') {
        translator_emit_literal(t, c, true);
        t->pos++;
    } else if (translator_peek(t, 1) == 'b') {
        translator_emit(t, "\\x{8}");
        t->pos += 2;
    } else if (!common_escape(t, true)) {
        other_escape(t, true);
    }
}

void translator_class(struct translator *t)
{
    size_t start = t->pos;

    translator_copy(t, translator_peek(t, 1) == '^' ? 2 : 1);
    if (translator_peek(t, 0) == ']') {
        translator_emit(t, "\\]");
        t->pos++;
    }
    while (t->status == ST_OK && t->pos < t->in.n && translator_peek(t, 0) != ']')
        class_item(t);
    if (t->pos >= t->in.n)
        translator_fail(t, start, "a class without ]");
    else
        translator_copy(t, 1);
    t->before = BEFORE_ATOM;
}
