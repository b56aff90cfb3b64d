/*
 * fn_parseInt.c - parseInt(): a whole number written in another base.
 */
#include "base/base.h"

#include "func/arg.h"

enum { FIELD, AS, RADIX, ENDIAN };
enum { HEX_DIGITS_MAX = 16 };

static int digit_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'Z')
        return c - 'A' + 10;
    return 99;
}

/* Digits of base `radix`; false without any, with others, or past 64 bits. */
static bool parse_digits(struct str s, unsigned radix, uint64_t *out)
{
    uint64_t v = 0;

    for (size_t i = 0; i < s.n; i++) {
        unsigned d = (unsigned)digit_value(s.p[i]);

        if (d >= radix || v > (UINT64_MAX - d) / radix)
            return false;
        v = v * radix + d;
    }
    *out = v;
    return s.n > 0;
}

/* Pairs of hexadecimal digits in the other order, without what precedes the digits. */
static bool swap_bytes(struct str s, char out[static HEX_DIGITS_MAX],
                       struct str *swapped)
{
    if (s.n % 2 || s.n > HEX_DIGITS_MAX)
        return false;
    for (size_t i = 0; i < s.n; i += 2) {
        out[s.n - 2 - i] = s.p[i];
        out[s.n - 1 - i] = s.p[i + 1];
    }
    *swapped = (struct str){ out, s.n };
    return true;
}

static struct value parse_int_value(const struct func_call *call, struct row row,
                                    struct func_run *run)
{
    unsigned radix = (unsigned)call->arg[RADIX].integer;
    char swapped[HEX_DIGITS_MAX];
    bool is_negative;
    uint64_t magnitude;
    struct str s;

    if (!arg_text(call, FIELD, row, run, &s))
        return value_missing();
    is_negative = str_starts_with(s, STR("-"));
    if (is_negative || str_starts_with(s, STR("+")))
        s = str_slice(s, 1, s.n);
    if (radix == 16 && s.n > 2 && str_eq_nocase(str_slice(s, 0, 2), STR("0x")))
        s = str_slice(s, 2, s.n);
    if (str_eq(call->arg[ENDIAN].text[0], STR("little")) && !swap_bytes(s, swapped, &s))
        return value_missing();
    if (!parse_digits(s, radix, &magnitude))
        return value_missing();
    if (magnitude > INT64_MAX)
        return value_double(is_negative ? -(double)magnitude : (double)magnitude);
    return value_int(is_negative ? -(int64_t)magnitude : (int64_t)magnitude);
}

static enum status parse_int_open(const struct func_call *call, void **state UNUSED,
                                  struct diag *diag)
{
    if (str_eq(call->arg[ENDIAN].text[0], STR("little")) &&
        call->arg[RADIX].integer != 16)
        return arg_fail(call, ENDIAN, ST_TYPE, diag, "endian=little needs radix=16");
    return ST_OK;
}

const struct func func_parseInt = {
    .name = "parseInt",
    .summary = "Read a whole number of another base, by default hexadecimal; what is "
               "none is left as it is.",
    .source = "library.humio.com/data-analysis/functions-parseint.html",
    .family = "parsing",
    .params =
        (const struct func_param[]){
            { .name = "field",
              .kind = PARAM_FIELD,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "as", .kind = PARAM_OUT, .def = "=field" },
            { .name = "radix", .kind = PARAM_INT, .def = "16", .min = 2, .max = 36 },
            { .name = "endian",
              .kind = PARAM_ENUM,
              .def = "big",
              .choices = "big little",
              .help = "order of the bytes; little for radix=16 only" },
            { .name = NULL },
        },
    .open = parse_int_open,
    .value = parse_int_value,
    .examples =
        (const struct func_example[]){
            { .query = "parseInt(h, as=n)",
              .input = "{\"h\":\"ff\"}\n{\"h\":\"0x1F\"}\n{\"h\":\"xyz\"}",
              .output = "{\"h\":\"ff\",\"n\":\"255\"}\n{\"h\":\"0x1F\",\"n\":\"31\"}\n"
                        "{\"h\":\"xyz\"}" },
            { .query = "parseInt(port, endian=little)",
              .input = "{\"port\":\"5000\"}",
              .output = "{\"port\":\"80\"}" },
            { .query = "parseInt(bits, radix=2)",
              .input = "{\"bits\":\"101\"}",
              .output = "{\"bits\":\"5\"}" },
            { .query = NULL },
        },
};
