/*
 * fn_unit.c - unit:convert(): values with units, such as 514 ms, 1.5 GiB, 150 hits/min.
 *
 * A unit is a prefix and a base, perhaps per a time. The prefixes k M G T P E Z Y stand
 * for powers of 1000 (with binary=true of 1024), Ki Mi … for powers of 1024, m u n for
 * thousandths, the latter only before the few units that usually have them: `messages`
 * are no milli-essages. Any base will do; times are converted to seconds, rates to
 * rates per second. Where base and prefix cannot be told apart, unit= names the base.
 */
#include "base/base.h"

#include <math.h>

#include "func/arg.h"
#include "text/number.h"

enum { FIELD, AS, BINARY, FROM, KEEP_UNIT, TO, UNIT };

struct unit {
    double factor;   /* a value times this is one in the normal unit */
    struct str base; /* without prefix; "s" for times */
    bool is_rate;    /* per second */
};

struct named_factor {
    const char *name;
    double factor;
};

static const struct named_factor times[] = {
    { "s", 1 },       { "sec", 1 },      { "second", 1 },   { "seconds", 1 },
    { "min", 60 },    { "minute", 60 },  { "minutes", 60 }, { "h", 3600 },
    { "hr", 3600 },   { "hour", 3600 },  { "hours", 3600 }, { "d", 86400 },
    { "day", 86400 }, { "days", 86400 }, { "w", 604800 },   { "week", 604800 },
    { "ms", 1e-3 },   { "us", 1e-6 },    { "ns", 1e-9 },
};

/* Does the list hold `name`? Then its factor. */
static bool find_factor(const struct named_factor *list, size_t n, struct str name,
                        double *factor)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(str_from_cstr(list[i].name), name)) {
            *factor = list[i].factor;
            return true;
        }
    return false;
}

/* A large prefix at the start of `s`: its length, 0 without. */
static size_t large_prefix(struct str s, bool binary, double *factor)
{
    static const char letters[] = "kMGTPEZY";
    const char *found;
    bool has_i = s.n > 1 && s.p[1] == 'i';
    char c = s.n ? s.p[0] : '\0';

    if (has_i && c == 'K')
        c = 'k';
    found = c ? strchr(letters, c) : NULL;
    if (!found)
        return 0;
    *factor = pow(binary || has_i ? 1024 : 1000, (double)(found - letters + 1));
    return 1 + has_i;
}

static size_t small_prefix(struct str s, double *factor)
{
    static const struct named_factor small[] = {
        { "m", 1e-3 }, { "u", 1e-6 }, { "µ", 1e-6 }, { "n", 1e-9 }
    };
    static const char *const bases[] = { "s", "g", "m", "l", "V",  "A",
                                         "W", "J", "B", "b", "Hz", "bit" };

    for (size_t i = 0; i < countof(small); i++) {
        struct str prefix = str_from_cstr(small[i].name);
        struct str base = str_slice(s, prefix.n, s.n);

        if (!str_starts_with(s, prefix))
            continue;
        *factor = small[i].factor;
        for (size_t k = 0; k < countof(bases); k++)
            if (str_eq(base, str_from_cstr(bases[k])))
                return prefix.n;
    }
    return 0;
}

/* A unit without `/`. With `known` the base is that, and only a prefix may precede it.
 */
static bool read_base(struct str s, struct str known, bool binary, struct unit *out)
{
    size_t n;

    out->factor = 1;
    out->base = s;
    if (known.n) {
        struct str prefix = str_slice(s, 0, s.n - known.n);

        out->base = known;
        return str_ends_with(s, known) &&
               (prefix.n == 0 ||
                large_prefix(prefix, binary, &out->factor) == prefix.n);
    }
    if (find_factor(times, countof(times), s, &out->factor)) {
        out->base = STR("s");
        return true;
    }
    n = large_prefix(s, binary, &out->factor);
    if (n == 0)
        n = small_prefix(s, &out->factor);
    if (n == 0)
        out->factor = 1;
    out->base = str_slice(s, n, s.n);
    return true;
}

static bool read_unit(struct str s, struct str known, bool binary, struct unit *out)
{
    const char *slash = s.n ? memchr(s.p, '/', s.n) : NULL;
    struct str known_base = known;
    double per;

    if (known.n && memchr(known.p, '/', known.n))
        known_base = str_cut(&known, '/');
    *out = (struct unit){ .is_rate = slash != NULL };
    if (!slash)
        return read_base(s, known_base, binary, out);
    if (!read_base(str_slice(s, 0, (size_t)(slash - s.p)), known_base, binary, out) ||
        !find_factor(times, countof(times),
                     str_slice(s, (size_t)(slash - s.p) + 1, s.n), &per))
        return false;
    out->factor /= per;
    return true;
}

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
    bool is_prefix = to.n && large_prefix(to, binary, &target.factor) == to.n;
    struct value v;
    struct buf b;

    if (to.n && !is_prefix &&
        (!read_unit(to, arg_string(call, UNIT), binary, &target) ||
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
        !read_unit(unit, known, call->arg[BINARY].boolean, &from))
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
