/*
 * fn_formatDuration.c - formatDuration(): a number of milliseconds as 6h30m52s553ms.
 *
 * Units that are 0 are left out; with precision=n only the first n that are not remain,
 * the rest is cut off. The number must be whole; other values are left as they are.
 */
#include "base/base.h"

#include "func/arg.h"

enum { FIELD, AS, FROM, PRECISION };

struct unit {
    const char *name;
    uint64_t ns;
};

static const struct unit units[] = {
    { "d", UINT64_C(86400000000000) },
    { "h", UINT64_C(3600000000000) },
    { "m", UINT64_C(60000000000) },
    { "s", UINT64_C(1000000000) },
    { "ms", UINT64_C(1000000) },
    { "us", UINT64_C(1000) },
    { "ns", UINT64_C(1) },
};

static size_t find_unit(struct str name)
{
    size_t i = 0;

    while (i + 1 < countof(units) && !str_eq(str_from_cstr(units[i].name), name))
        i++;
    return i;
}

/*
 * `n` counts the unit `from`. Larger units are taken from it one behind the other, so
 * that nothing is multiplied and nothing can overflow.
 */
static void print_duration(struct buf *b, uint64_t n, size_t from, int64_t precision)
{
    int64_t left = precision ? precision : (int64_t)countof(units);
    size_t start = b->n;

    for (size_t i = 0; i <= from && left > 0; i++) {
        uint64_t size = units[i].ns / units[from].ns;
        uint64_t count = n / size;

        n %= size;
        if (count == 0)
            continue;
        buf_printf(b, "%llu%s", (unsigned long long)count, units[i].name);
        left--;
    }
    if (b->n == start)
        buf_printf(b, "0%s", units[from].name);
}

static struct value format_duration_value(const struct func_call *call, struct row row,
                                          struct func_run *run)
{
    int64_t n;
    struct buf b;

    if (!value_integer(arg_value(call, FIELD, row), &n))
        return value_missing();
    buf_init(&b, FUNC_TEXT_MAX);
    if (n < 0)
        buf_add_char(&b, '-');
    print_duration(&b, n < 0 ? -(uint64_t)n : (uint64_t)n,
                   find_unit(call->arg[FROM].text[0]), call->arg[PRECISION].integer);
    return buf_value(run, &b);
}

const struct func func_formatDuration = {
    .name = "formatDuration",
    .summary = "A length of time as text: 23452553 ms is 6h30m52s553ms.",
    .source = "library.humio.com/data-analysis/functions-formatduration.html",
    .family = "field",
    .params =
        (const struct func_param[]){
            { .name = "field",
              .kind = PARAM_FIELD,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "as", .kind = PARAM_OUT, .def = "=field" },
            { .name = "from",
              .kind = PARAM_ENUM,
              .def = "ms",
              .choices = "d h m s ms us ns",
              .help = "what the number counts" },
            { .name = "precision",
              .kind = PARAM_INT,
              .def = "0",
              .max = 7,
              .help = "number of units in the result; 0 is all" },
            { .name = NULL },
        },
    .value = format_duration_value,
    .examples =
        (const struct func_example[]){
            { .query = "formatDuration(d)",
              .input = "{\"d\":\"23452553\"}",
              .output = "{\"d\":\"6h30m52s553ms\"}" },
            { .query = "formatDuration(d, from=s, precision=1, as=text)",
              .input = "{\"d\":\"90061\"}\n{\"d\":\"1.5\"}",
              .output = "{\"d\":\"90061\",\"text\":\"1d\"}\n{\"d\":\"1.5\"}" },
            { .query = NULL },
        },
};
