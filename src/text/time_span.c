#include "base/base.h"

#include "text/civil.h"
#include "text/number.h"
#include "text/time_iso.h"
#include "text/time_span.h"
#include "text/tz.h"

static const struct {
    const char *name;
    enum time_unit unit;
} names[] = {
    { "ms", TIME_MILLISECOND },
    { "millis", TIME_MILLISECOND },
    { "millisecond", TIME_MILLISECOND },
    { "milliseconds", TIME_MILLISECOND },
    { "s", TIME_SECOND },
    { "sec", TIME_SECOND },
    { "secs", TIME_SECOND },
    { "second", TIME_SECOND },
    { "seconds", TIME_SECOND },
    { "m", TIME_MINUTE },
    { "min", TIME_MINUTE },
    { "minute", TIME_MINUTE },
    { "minutes", TIME_MINUTE },
    { "h", TIME_HOUR },
    { "hr", TIME_HOUR },
    { "hrs", TIME_HOUR },
    { "hour", TIME_HOUR },
    { "hours", TIME_HOUR },
    { "d", TIME_DAY },
    { "day", TIME_DAY },
    { "days", TIME_DAY },
    { "w", TIME_WEEK },
    { "week", TIME_WEEK },
    { "weeks", TIME_WEEK },
    { "mon", TIME_MONTH },
    { "month", TIME_MONTH },
    { "months", TIME_MONTH },
    { "q", TIME_QUARTER },
    { "qtr", TIME_QUARTER },
    { "qtrs", TIME_QUARTER },
    { "quarter", TIME_QUARTER },
    { "quarters", TIME_QUARTER },
    { "y", TIME_YEAR },
    { "yr", TIME_YEAR },
    { "yrs", TIME_YEAR },
    { "year", TIME_YEAR },
    { "years", TIME_YEAR },
};

static const int64_t unit_ms[] = {
    [TIME_MILLISECOND] = 1,
    [TIME_SECOND] = MS_PER_SECOND,
    [TIME_MINUTE] = MS_PER_MINUTE,
    [TIME_HOUR] = MS_PER_HOUR,
    [TIME_DAY] = MS_PER_DAY,
    [TIME_WEEK] = INT64_C(7) * MS_PER_DAY,
    [TIME_MONTH] = INT64_C(30) * MS_PER_DAY,
    [TIME_QUARTER] = INT64_C(90) * MS_PER_DAY,
    [TIME_YEAR] = INT64_C(365) * MS_PER_DAY,
};

static bool parse_unit(struct str s, enum time_unit *out)
{
    for (size_t i = 0; i < countof(names); i++) {
        if (str_eq(s, str_from_cstr(names[i].name))) {
            *out = names[i].unit;
            return true;
        }
    }
    return false;
}

bool time_span_parse(struct str s, struct time_span *out)
{
    static const struct str calendar = { "calendar:", 9 };
    struct time_span span = { .is_calendar = str_starts_with(s, calendar) };
    size_t n = 0;

    if (span.is_calendar)
        s = str_slice(s, calendar.n, s.n);
    while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
        n++;
    if (!number_parse_int64(str_slice(s, 0, n), &span.count) ||
        span.count > TIME_SPAN_COUNT_MAX)
        return false;
    n += n < s.n && s.p[n] == ' ';
    if (!parse_unit(str_slice(s, n, s.n), &span.unit))
        return false;
    *out = span;
    return true;
}

int64_t time_span_ms(const struct time_span *span)
{
    return span->count * unit_ms[span->unit];
}

/* Away from the ends of what an int64_t holds, so that a span may be added. */
static int64_t clamped(int64_t ms)
{
    int64_t limit = INT64_MAX / 4;

    return ms > limit ? limit : ms < -limit ? -limit : ms;
}

static int64_t to_local(int64_t ms, const struct tz *tz)
{
    ms = clamped(ms);
    return ms + (int64_t)tz_offset(tz, ms, NULL) * 1000;
}

/* Go back in local time, so that a day is a day where clocks change, too. */
static int64_t before_in_calendar(const struct time_span *span, int64_t ms,
                                  const struct tz *tz)
{
    static const int months[] = {
        [TIME_MONTH] = 1, [TIME_QUARTER] = 3, [TIME_YEAR] = 12
    };
    int64_t local = to_local(ms, tz), moved = 0;
    struct civil c;

    if (span->unit < TIME_DAY)
        return ms - time_span_ms(span);
    if (span->unit < TIME_MONTH)
        return tz_to_utc(tz, local - time_span_ms(span));
    civil_from_ms(local, &c);
    civil_add_months(&c, -span->count * months[span->unit]);
    return civil_to_ms(&c, &moved) ? tz_to_utc(tz, moved) : ms - time_span_ms(span);
}

int64_t time_span_before(const struct time_span *span, int64_t ms, const struct tz *tz)
{
    ms = clamped(ms);
    if (span->is_calendar)
        return before_in_calendar(span, ms, tz);
    return ms - time_span_ms(span);
}

int64_t time_floor(int64_t ms, enum time_unit unit, const struct tz *tz)
{
    int64_t local = to_local(ms, tz), day, moved = 0;
    struct civil c;

    if (unit < TIME_DAY)
        return ms - floor_mod(local, unit_ms[unit]);
    civil_from_ms(local, &c);
    day = local - floor_mod(local, MS_PER_DAY);
    if (unit == TIME_DAY)
        return tz_to_utc(tz, day);
    if (unit == TIME_WEEK)
        return tz_to_utc(tz, day - (civil_weekday(&c) - 1) * (int64_t)MS_PER_DAY);
    c = (struct civil){ .year = c.year, .month = c.month, .day = 1 };
    if (unit == TIME_QUARTER)
        c.month -= (c.month - 1) % 3;
    if (unit == TIME_YEAR)
        c.month = 1;
    return civil_to_ms(&c, &moved) ? tz_to_utc(tz, moved) : ms;
}

/* `@d`, `+12h`, `-1h`, one after the other. */
static bool apply_modifiers(struct str s, const struct tz *tz, int64_t *ms)
{
    while (s.n) {
        char kind = s.p[0];
        struct time_span span;
        enum time_unit unit;
        struct str part;
        size_t n = 1;

        while (n < s.n && !strchr("@+-", s.p[n]))
            n++;
        part = str_slice(s, 1, n);
        s = str_slice(s, n, s.n);
        if (kind == '@') {
            if (!parse_unit(part, &unit))
                return false;
            *ms = time_floor(*ms, unit, tz);
        } else {
            if (!time_span_parse(part, &span))
                return false;
            if (kind == '+')
                span.count = -span.count;
            *ms = time_span_before(&span, *ms, tz);
        }
    }
    return true;
}

static bool parse_relative(struct str s, int64_t now_ms, const struct tz *tz,
                           int64_t *out)
{
    static const struct str ago = { " ago", 4 };
    struct time_span span;
    size_t n = 0;

    while (n < s.n && (!s.p[n] || !strchr("@+-", s.p[n])))
        n++;
    *out = now_ms;
    if (!str_eq(str_slice(s, 0, n), STR("now"))) {
        struct str first = str_slice(s, 0, n);

        if (str_ends_with(first, ago))
            first.n -= ago.n;
        if (!time_span_parse(first, &span))
            return false;
        *out = time_span_before(&span, now_ms, tz);
    }
    return apply_modifiers(str_slice(s, n, s.n), tz, out);
}

static bool parse_epoch(struct str s, int64_t *out)
{
    if (!number_parse_int64(s, out))
        return false;
    if (*out <= INT64_C(100000000000) && *out >= -INT64_C(100000000000))
        *out *= MS_PER_SECOND;
    return true;
}

bool time_point_parse(struct str s, int64_t now_ms, const struct tz *tz, int64_t *out)
{
    int64_t ms;

    s = str_trim(s);
    if (!parse_relative(s, now_ms, tz, &ms) && !time_parse_iso(s, tz, &ms) &&
        !parse_epoch(s, &ms))
        return false;
    *out = ms;
    return true;
}
