#include "base/base.h"

#include <math.h>
#include <stdio.h>

#include "text/digits.h"
#include "text/number.h"

enum {
    FAST_DIGITS = 19,     /* so many digits always fit a uint64_t */
    FAST_EXPONENT = 22,   /* 10^22 is the last power of ten that a double holds */
    DOUBLE_DIGITS = 17,   /* so many digits tell every double apart */
    EXPONENT_CAP = 100000 /* beyond it only zero and infinity are left */
};

static const double powers_of_ten[FAST_EXPONENT + 1] = {
    1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
};

/* A number taken apart: digits * 10^exponent, as far as 19 digits reach. */
struct decimal {
    uint64_t digits;
    size_t ndigits; /* significant digits read, also those that did not fit */
    int exponent;
    bool is_negative;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/*
 * Read digits from s.p[i] and return the position behind them. More than FAST_DIGITS
 * wrap around, which nobody looks at: slow_value() reads the text again.
 */
static size_t take_digits(struct str s, size_t i, struct decimal *d)
{
    uint64_t v = d->digits;
    size_t first;

    if (d->ndigits == 0)
        while (i < s.n && s.p[i] == '0')
            i++;
    first = i;
    for (uint64_t eight; s.n - i >= 8 && digits_eight(s.p + i, &eight); i += 8)
        v = v * 100000000 + eight;
    for (; i < s.n && is_digit(s.p[i]); i++)
        v = v * 10 + (uint64_t)(s.p[i] - '0');
    d->ndigits += i - first;
    d->digits = v;
    return i;
}

/* Read `e`, a sign and digits from s.p[i]; SIZE_MAX when digits are missing. */
static size_t take_exponent(struct str s, size_t i, struct decimal *d)
{
    bool is_negative = false;
    int value = 0;
    size_t first;

    i++;
    if (i < s.n && (s.p[i] == '+' || s.p[i] == '-'))
        is_negative = s.p[i++] == '-';
    first = i;
    for (; i < s.n && is_digit(s.p[i]); i++)
        if (value < EXPONENT_CAP)
            value = value * 10 + (s.p[i] - '0');
    d->exponent += is_negative ? -value : value;
    return i == first ? SIZE_MAX : i;
}

static bool take_number(struct str s, struct decimal *d)
{
    size_t i = 0, whole, fraction = 0;

    if (s.n && (s.p[0] == '-' || s.p[0] == '+'))
        d->is_negative = s.p[i++] == '-';
    whole = i;
    i = take_digits(s, i, d);
    whole = i - whole;
    if (i < s.n && s.p[i] == '.') {
        fraction = ++i;
        i = take_digits(s, i, d);
        fraction = i - fraction;
        d->exponent = -(int)fraction;
    }
    if (whole + fraction == 0)
        return false;
    if (i < s.n && (s.p[i] == 'e' || s.p[i] == 'E'))
        i = take_exponent(s, i, d);
    return i == s.n;
}

/* Exact when both the digits and the power of ten are doubles (one rounding only). */
static bool fast_value(const struct decimal *d, double *out)
{
    double v = (double)d->digits;

    if (d->ndigits > FAST_DIGITS || d->digits > (UINT64_C(1) << 53))
        return false;
    if (d->exponent < -FAST_EXPONENT || d->exponent > FAST_EXPONENT)
        return false;
    v = d->exponent < 0 ? v / powers_of_ten[-d->exponent]
                        : v * powers_of_ten[d->exponent];
    *out = d->is_negative ? -v : v;
    return true;
}

static bool slow_value(struct str s, double *out)
{
    char copy[NUMBER_PARSE_MAX + 1];
    double v;

    memcpy(copy, s.p, s.n);
    copy[s.n] = '\0';
    v = strtod(copy, NULL);
    if (isinf(v))
        return false;
    *out = v;
    return true;
}

bool number_parse(struct str s, double *out)
{
    struct decimal d = { 0 };

    /* Most values that are asked are no numbers: their first byte tells. */
    if (s.n == 0 || s.n > NUMBER_PARSE_MAX || (unsigned char)s.p[0] > '9')
        return false;
    if (!take_number(s, &d))
        return false;
    return fast_value(&d, out) || slow_value(s, out);
}

bool number_parse_int64(struct str s, int64_t *out)
{
    uint64_t limit = INT64_MAX, v = 0;
    bool is_negative = false;
    size_t i = 0;

    if (s.n && (s.p[0] == '-' || s.p[0] == '+'))
        is_negative = s.p[i++] == '-';
    if (i == s.n)
        return false;
    limit += is_negative;
    if (s.n - i >= 8 && digits_eight(s.p + i, &v))
        i += 8;
    for (; i < s.n; i++) {
        uint64_t digit = (uint64_t)(s.p[i] - '0');

        if (!is_digit(s.p[i]) || v > (limit - digit) / 10)
            return false;
        v = v * 10 + digit;
    }
    *out = is_negative ? (int64_t)(0 - v) : (int64_t)v;
    return true;
}

static size_t print_uint64(uint64_t v, char *out)
{
    char tail[20];
    size_t n = 0;

    do {
        tail[n++] = (char)('0' + v % 10);
        v /= 10;
    } while (v);
    for (size_t i = 0; i < n; i++)
        out[i] = tail[n - 1 - i];
    return n;
}

size_t number_print_int64(int64_t v, char out[static NUMBER_TEXT_MAX])
{
    if (v >= 0)
        return print_uint64((uint64_t)v, out);
    out[0] = '-';
    return 1 + print_uint64(0 - (uint64_t)v, out + 1);
}

/* The digits of a double: 0.d1d2d3... * 10^point. */
struct digits {
    char text[24];
    int n, point;
};

/*
 * Most fractions that people write have few decimals: find the least k for which
 * v * 10^k is a whole number below 10^15. Division by 10^k rounds once, so a
 * quotient equal to `v` proves that the digits read back.
 */
static bool few_decimals(double v, struct digits *out)
{
    if (v >= 1e15 || v < 1e-6)
        return false;
    for (int k = 1; k <= 8; k++) {
        double m = nearbyint(v * powers_of_ten[k]);

        if (m >= 1e15)
            return false;
        if (m / powers_of_ten[k] == v) {
            out->n = (int)print_uint64((uint64_t)m, out->text);
            out->point = out->n - k;
            return true;
        }
    }
    return false;
}

/* Fewer than 15 digits never suffice where 15 do not, save for subnormal numbers. */
static void search_digits(double v, struct digits *out)
{
    char text[40];
    int precision = v < 2.2250738585072014e-308 ? 1 : 15;

    for (; precision <= DOUBLE_DIGITS; precision++) {
        (void)snprintf(text, sizeof text, "%.*e", precision - 1, v);
        if (strtod(text, NULL) == v)
            break;
    }
    if (precision > DOUBLE_DIGITS)
        precision = DOUBLE_DIGITS;
    out->text[0] = text[0];
    memcpy(out->text + 1, text + 2, (size_t)precision - 1);
    out->n = precision;
    out->point = (int)strtol(strchr(text, 'e') + 1, NULL, 10) + 1;
    while (out->n > 1 && out->text[out->n - 1] == '0')
        out->n--;
}

static size_t put(char *out, size_t at, const char *p, int n)
{
    memcpy(out + at, p, (size_t)n);
    return at + (size_t)n;
}

static size_t put_zeros(char *out, size_t at, int n)
{
    memset(out + at, '0', (size_t)n);
    return at + (size_t)n;
}

/* `1.7E22`: one digit, the fraction, the exponent. */
static size_t lay_out_exponent(const struct digits *d, char *out)
{
    size_t n = put(out, 0, d->text, 1);
    int exponent = d->point - 1;

    if (d->n > 1) {
        out[n++] = '.';
        n = put(out, n, d->text + 1, d->n - 1);
    }
    out[n++] = 'E';
    if (exponent < 0)
        out[n++] = '-';
    return n + print_uint64((uint64_t)(exponent < 0 ? -exponent : exponent), out + n);
}

static size_t lay_out(const struct digits *d, char *out)
{
    size_t n = 0;

    if (d->point > 21 || d->point < -5)
        return lay_out_exponent(d, out);
    if (d->point >= d->n) {
        n = put(out, n, d->text, d->n);
        return put_zeros(out, n, d->point - d->n);
    }
    if (d->point > 0) {
        n = put(out, n, d->text, d->point);
        out[n++] = '.';
        return put(out, n, d->text + d->point, d->n - d->point);
    }
    n = put(out, n, "0.", 2);
    n = put_zeros(out, n, -d->point);
    return put(out, n, d->text, d->n);
}

size_t number_print_double(double d, char out[static NUMBER_TEXT_MAX])
{
    struct digits digits;
    size_t sign = d < 0 ? 1 : 0;
    double v = sign ? -d : d;

    if (!isfinite(d))
        return 0;
    if (v < 0x1p63 && (double)(int64_t)v == v)
        return number_print_int64((int64_t)d, out);
    if (!few_decimals(v, &digits))
        search_digits(v, &digits);
    out[0] = '-';
    return sign + lay_out(&digits, out + sign);
}
