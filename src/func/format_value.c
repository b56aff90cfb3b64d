#include "base/base.h"

#include "base/arena.h"
#include "func/decimal.h"
#include "func/format_value.h"
#include "text/time_format.h"
#include "text/utf8.h"

enum { PRECISION_DEFAULT = 6, OCTAL_DIGITS = 22 };

/* The part of `out` from `start` on in capitals, where the item asks for them. */
static void raise_case(struct buf *out, size_t start, const struct format_item *item)
{
    if (item->is_upper && !out->failed && out->n > start)
        out->n = start + utf8_upper_text((struct str){ out->p + start, out->n - start },
                                         out->p + start);
}

/* Pad the text from `start` on with blanks. */
static void pad(struct buf *out, size_t start, const struct format_item *item)
{
    size_t width = utf8_count((struct str){ out->p + start, out->n - start });
    size_t n = out->n - start;
    size_t missing = (size_t)item->width > width ? (size_t)item->width - width : 0;

    if (out->failed || missing == 0)
        return;
    buf_pad(out, missing, ' ');
    if (out->failed || item->flags & FORMAT_LEFT)
        return;
    memmove(out->p + start + missing, out->p + start, n);
    memset(out->p + start, ' ', missing);
}

/* ---- texts ------------------------------------------------------------------- */

/* The first `n` characters. */
static struct str first_characters(struct str s, int n)
{
    size_t at = 0;

    while (n-- > 0 && at < s.n)
        (void)utf8_decode(s, &at);
    return str_slice(s, 0, at);
}

static bool add_text(struct buf *out, const struct format_item *item, struct value v,
                     struct arena *arena)
{
    struct str s = value_text(v, arena);

    if (item->conversion == 'b')
        s = s.n && !str_eq(s, STR("false")) ? STR("true") : STR("false");
    buf_add(out, item->precision < 0 ? s : first_characters(s, item->precision));
    return true;
}

/* A number is the code of a character, other text gives its first one. */
static bool add_character(struct buf *out, struct value v, struct arena *arena)
{
    char text[UTF8_MAX];
    int64_t code;

    if (!value_integer(v, &code)) {
        buf_add(out, first_characters(value_text(v, arena), 1));
        return !value_is_missing(v);
    }
    if (code < 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
        return false;
    buf_add(out, (struct str){ text, utf8_encode((uint32_t)code, text) });
    return true;
}

/* ---- numbers ------------------------------------------------------------------- */

/*
 * Sign and digits: `digits` is the text without a sign. Zeros go between the two,
 * blanks round both.
 */
static void add_signed(struct buf *out, const struct format_item *item,
                       bool is_negative, struct str digits)
{
    bool in_parentheses = is_negative && item->flags & FORMAT_PARENTHESES;
    size_t start = out->n;
    size_t n;

    if (in_parentheses)
        buf_add_char(out, '(');
    else if (is_negative)
        buf_add_char(out, '-');
    else if (item->flags & (FORMAT_PLUS | FORMAT_BLANK))
        buf_add_char(out, item->flags & FORMAT_PLUS ? '+' : ' ');
    n = out->n - start + digits.n + in_parentheses;
    if (item->flags & FORMAT_ZERO && (size_t)item->width > n)
        buf_pad(out, (size_t)item->width - n, '0');
    buf_add(out, digits);
    if (in_parentheses)
        buf_add_char(out, ')');
}

/* A whole number towards zero, as the bits of 64 for %x and %o. */
static bool whole_number(struct value v, int64_t *out)
{
    double d;

    if (value_integer(v, out))
        return true;
    if (!value_number(v, &d) || d >= 0x1p63 || d < -0x1p63)
        return false;
    *out = (int64_t)d;
    return true;
}

static bool add_bits(struct buf *out, const struct format_item *item, struct value v)
{
    unsigned shift = item->conversion == 'x' ? 4 : 3;
    const char *prefix = item->conversion == 'x' ? "0x" : "0";
    char text[OCTAL_DIGITS + 2];
    size_t at = sizeof text;
    uint64_t bits;
    int64_t whole;
    struct format_item plain = *item;

    if (!whole_number(v, &whole))
        return false;
    bits = (uint64_t)whole;
    do {
        text[--at] = "0123456789abcdef"[bits & ((1u << shift) - 1)];
        bits >>= shift;
    } while (bits);
    if (item->flags & FORMAT_PREFIX) {
        buf_add_cstr(out, prefix);
        plain.width -= (int)strlen(prefix);
    }
    plain.flags &= FORMAT_ZERO;
    add_signed(out, &plain, false, (struct str){ text + at, sizeof text - at });
    return true;
}

static bool is_zero_when(struct decimal d, int digits)
{
    decimal_round(&d, digits);
    return d.n == 0;
}

/* %g: fixed where 10^-4 <= x < 10^precision after rounding, else with an exponent. */
static void add_general(struct buf *digits, struct decimal d, int precision)
{
    struct decimal rounded = d;

    precision = precision == 0 ? 1 : precision;
    if (d.n)
        decimal_round(&rounded, precision - d.exponent);
    if (d.n == 0 || (rounded.exponent > -4 && rounded.exponent <= precision))
        decimal_print_fixed(digits, d, precision - (d.n ? rounded.exponent : 1), false);
    else
        decimal_print_exponent(digits, d, precision - 1);
}

static bool add_decimal(struct buf *out, const struct format_item *item, struct value v)
{
    int precision = item->precision < 0 ? PRECISION_DEFAULT : item->precision;
    bool is_grouped = item->flags & FORMAT_GROUP;
    struct decimal d;
    struct buf digits;

    if (!decimal_read(v, &d))
        return false;
    buf_init(&digits, out->max);
    if (item->conversion == 'e')
        decimal_print_exponent(&digits, d, precision);
    else if (item->conversion == 'g')
        add_general(&digits, d, precision);
    else if (item->conversion == 'f')
        decimal_print_fixed(&digits, d, precision, is_grouped);
    if (item->conversion == 'd') {
        /* Digits behind the point are cut off, not rounded. */
        if (d.exponent < (int)d.n)
            d.n = d.exponent > 0 ? (size_t)d.exponent : 0;
        d.is_negative &= !is_zero_when(d, 0);
        decimal_print_fixed(&digits, d, 0, is_grouped);
    }
    out->failed |= digits.failed;
    add_signed(out, item, d.is_negative, buf_str(&digits));
    buf_release(&digits);
    return true;
}

/* ---- times ------------------------------------------------------------------------
 */

static bool add_time(struct buf *out, const struct format_item *item, struct value v,
                     const struct tz *tz)
{
    const char conversion[2] = { '%', item->time };
    int64_t ms;

    if (!whole_number(v, &ms))
        return false;
    time_format(out, (struct str){ conversion, sizeof conversion }, ms, tz);
    return true;
}

bool format_value(struct buf *out, const struct format_item *item, struct value v,
                  const struct tz *tz, struct arena *arena)
{
    size_t start = out->n;
    bool ok;

    /* From here on there are bytes to point at, even if nothing is added. */
    if (!buf_reserve(out, (size_t)item->width + 1))
        return false;
    switch (item->conversion) {
    case 's':
    case 'b':
        ok = add_text(out, item, v, arena);
        break;
    case 'c':
        ok = add_character(out, v, arena);
        break;
    case 'x':
    case 'o':
        ok = add_bits(out, item, v);
        break;
    case 't':
        ok = add_time(out, item, v, tz);
        break;
    default:
        ok = add_decimal(out, item, v);
        break;
    }
    raise_case(out, start, item);
    pad(out, start, item);
    return ok;
}
