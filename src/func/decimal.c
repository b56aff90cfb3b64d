#include "base/base.h"

#include "func/decimal.h"
#include "text/number.h"

/* Take the digits of printed text `s`: an optional sign, digits, point, exponent. */
static void take_digits(struct decimal *out, struct str s)
{
    bool behind_point = false;
    size_t i = 0;
    int64_t exponent = 0;

    *out = (struct decimal){ .is_negative = str_starts_with(s, STR("-")) };
    for (i = out->is_negative; i < s.n && s.p[i] != 'E'; i++) {
        if (s.p[i] == '.') {
            behind_point = true;
            continue;
        }
        if (out->n == 0 && s.p[i] == '0') {
            out->exponent -= behind_point;
            continue;
        }
        if (out->n < DECIMAL_DIGITS)
            out->digit[out->n++] = (unsigned char)(s.p[i] - '0');
        out->exponent += !behind_point;
    }
    if (i < s.n && number_parse_int64(str_slice(s, i + 1, s.n), &exponent))
        out->exponent += (int)exponent;
    if (out->n == 0)
        *out = (struct decimal){ .exponent = 0 };
}

bool decimal_read(struct value v, struct decimal *out)
{
    char text[NUMBER_TEXT_MAX];
    int64_t whole;
    double d;

    if (value_integer(v, &whole)) {
        take_digits(out, (struct str){ text, number_print_int64(whole, text) });
        return true;
    }
    if (!value_number(v, &d))
        return false;
    take_digits(out, (struct str){ text, number_print_double(d, text) });
    return true;
}

void decimal_round(struct decimal *d, int digits)
{
    int64_t kept = (int64_t)d->exponent + digits;
    size_t n;
    bool up;

    if (kept >= (int64_t)d->n)
        return;
    n = kept > 0 ? (size_t)kept : 0;
    up = kept >= 0 && d->digit[n] >= 5;
    while (up && n > 0 && d->digit[n - 1] == 9)
        n--;
    if (up && n > 0)
        d->digit[n - 1]++;
    if (up && n == 0) {
        d->digit[0] = 1;
        d->exponent++;
        n = 1;
    }
    while (!up && n > 0 && d->digit[n - 1] == 0)
        n--;
    d->n = n;
    if (n == 0)
        d->exponent = 0;
}

/* The digit of weight 10 to the power of `place`; 0 is the one before the point. */
static char digit_at(const struct decimal *d, int place)
{
    int64_t i = (int64_t)d->exponent - 1 - place;

    return (char)('0' + (i >= 0 && i < (int64_t)d->n ? d->digit[i] : 0));
}

void decimal_print_fixed(struct buf *out, struct decimal d, int digits, bool grouped)
{
    int first;

    decimal_round(&d, digits);
    first = d.exponent > 1 ? d.exponent - 1 : 0;
    for (int place = first; place >= 0; place--) {
        buf_add_char(out, digit_at(&d, place));
        if (grouped && place > 0 && place % 3 == 0)
            buf_add_char(out, ',');
    }
    if (digits > 0)
        buf_add_char(out, '.');
    for (int place = -1; place >= -digits; place--)
        buf_add_char(out, digit_at(&d, place));
}

void decimal_print_exponent(struct buf *out, struct decimal d, int digits)
{
    int exponent;

    if (d.n)
        decimal_round(&d, digits + 1 - d.exponent);
    exponent = d.n ? d.exponent - 1 : 0;
    d.exponent = 1;
    decimal_print_fixed(out, d, digits, false);
    buf_printf(out, "e%c%02d", exponent < 0 ? '-' : '+',
               exponent < 0 ? -exponent : exponent);
}
