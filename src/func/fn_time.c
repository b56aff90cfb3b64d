/*
 * fn_time.c - time:year() and its kin: parts of a moment.
 *
 * The field holds milliseconds since 1970. The zone is timezone=, else the one that the
 * event names in timezoneField, else UTC. Weeks are those of ISO 8601, which begin on
 * Monday; weekday 1 is Monday. Names are English.
 */
#include "base/base.h"

#include "func/arg.h"
#include "func/zone.h"
#include "text/civil.h"
#include "text/time_names.h"

enum { FIELD, AS, TIMEZONE, TIMEZONE_FIELD };

static enum status time_open(const struct func_call *call, void **state,
                             struct diag *diag)
{
    const struct tz **tz = arena_new(call->env->arena, const struct tz *);

    if (!tz)
        return arg_fail(call, TIMEZONE, ST_NOMEM, diag, "out of memory");
    *state = tz;
    return zone_open(call, TIMEZONE, tz, diag);
}

static bool civil_of(const struct func_call *call, struct row row, struct func_run *run,
                     struct civil *out)
{
    const struct tz *const *given = call->state;
    const struct tz *tz = *given;
    double d;
    int64_t ms;

    if (!arg_number(call, FIELD, row, &d) || d >= 0x1p53 || d <= -0x1p53)
        return false;
    ms = (int64_t)d;
    if (!tz)
        tz = zone_of_row(call, TIMEZONE_FIELD, row, run);
    if (tz)
        ms += (int64_t)tz_offset(tz, ms, NULL) * MS_PER_SECOND;
    civil_from_ms(ms, out);
    return true;
}

typedef int64_t part_fn(const struct civil *c);

static struct value time_part(const struct func_call *call, struct row row,
                              struct func_run *run, part_fn *part)
{
    struct civil c;

    return civil_of(call, row, run, &c) ? value_int(part(&c)) : value_missing();
}

static int64_t year_of(const struct civil *c)
{
    return c->year;
}

static int64_t month_of(const struct civil *c)
{
    return c->month;
}

static int64_t week_of(const struct civil *c)
{
    return civil_iso_week(c, NULL);
}

static int64_t day_of_year(const struct civil *c)
{
    return civil_day_of_year(c);
}

static int64_t day_of_month(const struct civil *c)
{
    return c->day;
}

static int64_t day_of_week(const struct civil *c)
{
    return civil_weekday(c);
}

static int64_t hour_of(const struct civil *c)
{
    return c->hour;
}

static int64_t minute_of(const struct civil *c)
{
    return c->minute;
}

static int64_t second_of(const struct civil *c)
{
    return c->second;
}

static int64_t millisecond_of(const struct civil *c)
{
    return c->millisecond;
}

/* 2024-02-29 13:04:05.678 UTC, a Thursday: the example of all. */
#define MOMENT "1709211845678"

#define TIME_FUNC(id, what, result)                                                   \
    const struct func func_time_##id = {                                              \
        .name = "time:" #id,                                                          \
        .summary = what,                                                              \
        .source = "library.humio.com/data-analysis/functions-time-" #id ".html",      \
        .family = "time",                                                             \
        .params =                                                                     \
            (const struct func_param[]){                                              \
                { .name = "field",                                                    \
                  .kind = PARAM_FIELD,                                                \
                  .flags = PARAM_UNNAMED,                                             \
                  .def = "@timestamp" },                                              \
                { .name = "as", .kind = PARAM_OUT, .def = "_" #id },                  \
                { .name = "timezone", .kind = PARAM_STRING },                         \
                { .name = "timezoneField", .kind = PARAM_FIELD, .def = "@timezone" }, \
                { .name = NULL },                                                     \
            },                                                                        \
        .open = time_open,                                                            \
        .value = id##_value,                                                          \
        .examples =                                                                   \
            (const struct func_example[]){                                            \
                { .query = "time:" #id "(t)",                                         \
                  .input = "{\"t\":\"" MOMENT "\"}",                                  \
                  .output = "{\"t\":\"" MOMENT "\",\"_" #id "\":\"" result "\"}" },   \
                { .query = NULL },                                                    \
            },                                                                        \
    }

#define TIME_PART(id, part, what, result)                                        \
    static struct value id##_value(const struct func_call *call, struct row row, \
                                   struct func_run *run)                         \
    {                                                                            \
        return time_part(call, row, run, part);                                  \
    }                                                                            \
    TIME_FUNC(id, what, result)

TIME_PART(year, year_of, "The year of a moment.", "2024");
TIME_PART(month, month_of, "The month of a moment, 1 to 12.", "2");
TIME_PART(weekOfYear, week_of, "The ISO week of a moment.", "9");
TIME_PART(dayOfYear, day_of_year, "The day of the year, 1 to 366.", "60");
TIME_PART(dayOfMonth, day_of_month, "The day of the month, 1 to 31.", "29");
TIME_PART(dayOfWeek, day_of_week, "The day of the week, 1 (Monday) to 7.", "4");
TIME_PART(hour, hour_of, "The hour of a moment, 0 to 23.", "13");
TIME_PART(minute, minute_of, "The minute of a moment.", "4");
TIME_PART(second, second_of, "The second of a moment.", "5");
TIME_PART(millisecond, millisecond_of, "The millisecond of a moment.", "678");

static struct value monthName_value(const struct func_call *call, struct row row,
                                    struct func_run *run)
{
    struct civil c;

    return civil_of(call, row, run, &c) ? value_str(month_name(c.month))
                                        : value_missing();
}

static struct value dayOfWeekName_value(const struct func_call *call, struct row row,
                                        struct func_run *run)
{
    struct civil c;

    return civil_of(call, row, run, &c) ? value_str(weekday_name(civil_weekday(&c)))
                                        : value_missing();
}

TIME_FUNC(monthName, "The English name of the month.", "February");
TIME_FUNC(dayOfWeekName, "The English name of the weekday.", "Thursday");
