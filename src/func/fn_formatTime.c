/*
 * fn_formatTime.c - formatTime(): a moment as text.
 *
 * Up to 100,000,000,000 a number counts seconds, above it milliseconds, unless unit=
 * says which. Names of months and days are English, whatever `locale` says.
 */
#include "base/base.h"

#include "func/arg.h"
#include "func/zone.h"
#include "text/time_format.h"

enum { FORMAT, AS, FIELD, LOCALE, TIMEZONE, UNIT };

#define SECONDS_MAX INT64_C(100000000000)

static enum status format_time_open(const struct func_call *call, void **state,
                                    struct diag *diag)
{
    const struct tz **tz = arena_new(call->env->arena, const struct tz *);

    if (!tz)
        return arg_fail(call, TIMEZONE, ST_NOMEM, diag, "out of memory");
    *state = tz;
    return zone_open(call, TIMEZONE, tz, diag);
}

/* False when the field holds no moment. */
static bool moment_of(const struct func_call *call, struct row row, int64_t *ms)
{
    struct str unit = call->arg[UNIT].text[0];
    bool is_seconds;
    double d;

    if (!arg_number(call, FIELD, row, &d) || d >= 0x1p53 || d <= -0x1p53)
        return false;
    is_seconds = str_eq(unit, STR("seconds")) ||
                 (str_eq(unit, STR("auto")) && d <= (double)SECONDS_MAX);
    *ms = (int64_t)(is_seconds ? d * 1000 : d);
    return true;
}

static struct value format_time_value(const struct func_call *call, struct row row,
                                      struct func_run *run)
{
    const struct tz *const *tz = call->state;
    struct buf b;
    int64_t ms;

    if (!moment_of(call, row, &ms))
        return value_missing();
    buf_init(&b, FUNC_TEXT_MAX);
    time_format(&b, call->arg[FORMAT].text[0], ms, *tz);
    return buf_value(run, &b);
}

const struct func func_formatTime = {
    .name = "formatTime",
    .summary = "A moment as text, by a format such as %Y-%m-%d %H:%M:%S.",
    .source = "library.humio.com/data-analysis/functions-formattime.html",
    .family = "time",
    .params =
        (const struct func_param[]){
            { .name = "format",
              .kind = PARAM_STRING,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "as", .kind = PARAM_OUT, .flags = PARAM_REQUIRED },
            { .name = "field", .kind = PARAM_FIELD, .def = "@timestamp" },
            { .name = "locale",
              .kind = PARAM_STRING,
              .help = "accepted; names are English" },
            { .name = "timezone", .kind = PARAM_STRING, .def = "UTC" },
            { .name = "unit",
              .kind = PARAM_ENUM,
              .def = "auto",
              .choices = "auto milliseconds seconds",
              .help = "auto: numbers up to 100,000,000,000 are seconds" },
            { .name = NULL },
        },
    .open = format_time_open,
    .value = format_time_value,
    .examples =
        (const struct func_example[]){
            { .query = "formatTime(\"%Y-%m-%d %H:%M:%S\", field=t, as=when)",
              .input =
                  "{\"t\":\"1700000000000\"}\n{\"t\":\"1700000000\"}\n{\"t\":\"x\"}",
              .output = "{\"t\":\"1700000000000\",\"when\":\"2023-11-14 22:13:20\"}\n"
                        "{\"t\":\"1700000000\",\"when\":\"2023-11-14 22:13:20\"}\n"
                        "{\"t\":\"x\"}" },
            { .query = NULL },
        },
};
