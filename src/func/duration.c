#include "base/base.h"

#include "func/duration.h"
#include "func/func.h"
#include "text/time_span.h"
#include "text/tz.h"

struct unit {
    struct str name; /* lower case; a plural s may follow names of 3 letters or more */
    int64_t ms;
};

#define UNIT(text, ms)                 \
    {                                  \
        { text, sizeof(text) - 1 }, ms \
    }

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, DAY = 24 * HOUR };

static const struct unit units[] = {
    UNIT("ms", 1),           UNIT("milli", 1),        UNIT("millisecond", 1),
    UNIT("s", SECOND),       UNIT("sec", SECOND),     UNIT("second", SECOND),
    UNIT("m", MINUTE),       UNIT("min", MINUTE),     UNIT("minute", MINUTE),
    UNIT("h", HOUR),         UNIT("hr", HOUR),        UNIT("hour", HOUR),
    UNIT("d", DAY),          UNIT("day", DAY),        UNIT("w", 7LL * DAY),
    UNIT("week", 7LL * DAY), UNIT("mon", 30LL * DAY), UNIT("month", 30LL * DAY),
    UNIT("q", 90LL * DAY),   UNIT("qtr", 90LL * DAY), UNIT("quarter", 90LL * DAY),
    UNIT("y", 365LL * DAY),  UNIT("yr", 365LL * DAY), UNIT("year", 365LL * DAY),
};

#undef UNIT

static int64_t unit_ms(struct str name)
{
    for (size_t i = 0; i < countof(units); i++) {
        struct str singular = name;

        if (units[i].name.n >= 2 && name.n == units[i].name.n + 1 &&
            (name.p[name.n - 1] | 0x20) == 's')
            singular.n--;
        if (str_eq_nocase(singular, units[i].name))
            return units[i].ms;
    }
    return 0;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

enum status duration_read(struct str text, int64_t *ms, struct diag *diag)
{
    struct str rest = str_trim(text);
    size_t digits = 0;
    int64_t count = 1;
    int64_t unit;

    while (digits < rest.n && is_digit(rest.p[digits]))
        digits++;
    /* "day" alone is one day. */
    if (digits && !value_integer(value_str(str_slice(rest, 0, digits)), &count))
        return diag_set(diag, ST_SYNTAX, 0, "the number is too large");
    unit = unit_ms(str_trim(str_slice(rest, digits, rest.n)));
    if (unit == 0)
        return diag_set(diag, ST_SYNTAX, 0, "no length of time: '%.*s'", STR_ARG(text));
    if (__builtin_mul_overflow(count, unit, ms))
        return diag_set(diag, ST_SYNTAX, 0, "the length of time is too large");
    return ST_OK;
}

enum status func_moment(const struct func_env *env, struct str text, struct str zone,
                        int64_t *ms, struct diag *diag)
{
    const struct tz *tz = tz_utc();

    if (zone.n)
        TRY(tz_find(&tz, env->arena, zone, env->zones, diag));
    if (value_integer(value_str(text), ms) ||
        time_point_parse(text, env->now_ms, tz, ms))
        return ST_OK;
    return diag_set(diag, ST_SYNTAX, 0,
                    "'%.*s' is no moment such as 7d, now@d, calendar:1mon or "
                    "2023-11-14",
                    STR_ARG(text));
}
