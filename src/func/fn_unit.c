/*
 * fn_unit.c - unit:convert(): values with units, such as 514 ms, 1.5 GiB, 150 hits/min.
 *
 * Where base and prefix cannot be told apart, unit= names the base.
 */
#include "base/base.h"

#include "func/arg.h"
#include "func/unit.h"
#include "text/number.h"

enum { FIELD, AS, BINARY, FROM, KEEP_UNIT, TO, UNIT };

/* Cut text into a number and the unit behind it. */
static bool cut_number(struct str s, double *number, struct str *unit)
{
    size_t n = 0;

    s = str_trim(s);
    while (n < s.n && ((s.p[n] >= '0' && s.p[n] <= '9') || strchr("+-.", s.p[n])))
        n++;
    /* An exponent, unless it is the prefix of a unit such as EB. */
    if (n + 1 < s.n && (s.p[n] | 32) == 'e' && strchr("+-0123456789", s.p[n + 1])) {
        n += 2;
        while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
            n++;
    }
    *unit = str_trim(str_slice(s, n, s.n));
    return number_parse(str_slice(s, 0, n), number);
}

static struct value result(const struct func_call *call, struct func_run *run,
                           const struct unit *from, double number)
{
    bool binary = call->arg[BINARY].boolean;
    struct str to = arg_string(call, TO);
    struct unit target = { .factor = 1, .base = from->base, .is_rate = from->is_rate };
    bool is_prefix = to.n && unit_prefix(to, binary, &target.factor) == to.n;
    struct value v;
    struct buf b;

    if (to.n && !is_prefix &&
        (!unit_read(to, arg_string(call, UNIT), binary, &target) ||
         !str_eq(target.base, from->base) || target.is_rate != from->is_rate))
        return value_missing();
    v = value_double(number * from->factor / target.factor);
    if (!call->arg[KEEP_UNIT].boolean || value_is_missing(v))
        return v;
    buf_init(&b, FUNC_TEXT_MAX);
    buf_add(&b, value_text(v, run->arena));
    buf_add(&b, to);
    if (to.n == 0 || is_prefix)
        buf_add(&b, from->base);
    if ((to.n == 0 || is_prefix) && from->is_rate)
        buf_add(&b, STR("/s"));
    return buf_value(run, &b);
}

static struct value convert_value(const struct func_call *call, struct row row,
                                  struct func_run *run)
{
    struct str known = arg_string(call, UNIT);
    struct unit from;
    struct str unit;
    struct str s;
    double number;

    if (!arg_text(call, FIELD, row, run, &s) || !cut_number(s, &number, &unit))
        return value_missing();
    if (unit.n == 0 && call->arg[FROM].given)
        unit = call->arg[FROM].text[0];
    if ((known.n && !str_ends_with(unit, known)) ||
        !unit_read(unit, known, call->arg[BINARY].boolean, &from))
        return value_missing();
    return result(call, run, &from, number);
}

const struct func func_unit_convert = {
    .name = "unit:convert",
    .summary = "A value with a unit in the normal unit, or in the one that to= names: "
               "514 ms is 0.514; times become seconds, rates are per second.",
    .source = "library.humio.com/data-analysis/functions-unit-convert.html",
    .family = "field",
    .params =
        (const struct func_param[]){
            { .name = "field",
              .kind = PARAM_FIELD,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "as", .kind = PARAM_OUT, .def = "=field" },
            { .name = "binary",
              .kind = PARAM_BOOL,
              .def = "false",
              .help = "k M G … are powers of 1024" },
            { .name = "from",
              .kind = PARAM_STRING,
              .help = "unit of values that have none" },
            { .name = "keepUnit",
              .kind = PARAM_BOOL,
              .def = "false",
              .help = "append the unit to the result" },
            { .name = "to", .kind = PARAM_STRING, .help = "a unit, or a prefix alone" },
            { .name = "unit",
              .kind = PARAM_STRING,
              .help = "the unit without prefix that values must end with" },
            { .name = NULL },
        },
    .value = convert_value,
    .examples =
        (const struct func_example[]){
            { .query = "unit:convert(t)",
              .input = "{\"t\":\"514 ms\"}\n{\"t\":\"1.5h\"}\n{\"t\":\"soon\"}",
              .output = "{\"t\":\"0.514\"}\n{\"t\":\"5400\"}\n{\"t\":\"soon\"}" },
            { .query = "unit:convert(size, from=B, to=KiB, keepUnit=true, as=k)",
              .input = "{\"size\":\"4096\"}",
              .output = "{\"size\":\"4096\",\"k\":\"4KiB\"}" },
            { .query = "unit:convert(rate)",
              .input = "{\"rate\":\"150hits/min\"}",
              .output = "{\"rate\":\"2.5\"}" },
            { .query = NULL },
        },
};
