/*
 * time_span.h - durations as queries and the command line write them, and moments
 * relative to now.
 *
 * A span is a number, an optional blank and a unit: ms s m h d w mon q y or a longer
 * name of it. A day is 24 hours, a month 30 days, a quarter 90, a year 365, unless the
 * prefix `calendar:` asks for those of the calendar.
 */
#ifndef TEXT_TIME_SPAN_H
#define TEXT_TIME_SPAN_H

#include "base/str.h"

struct tz;

enum time_unit {
    TIME_MILLISECOND,
    TIME_SECOND,
    TIME_MINUTE,
    TIME_HOUR,
    TIME_DAY,
    TIME_WEEK,
    TIME_MONTH,
    TIME_QUARTER,
    TIME_YEAR
};

struct time_span {
    int64_t count; /* at most TIME_SPAN_COUNT_MAX */
    enum time_unit unit;
    bool is_calendar;
};

#define TIME_SPAN_COUNT_MAX INT64_C(100000000)

/* Read the whole of `s`, such as `15m`, `1 h`, `2weeks`, `calendar:3 months`. */
NODISCARD bool time_span_parse(struct str s, struct time_span *out);

/* Its length in milliseconds, with the fixed lengths above. */
int64_t time_span_ms(const struct time_span *span);

/* The moment `span` before `ms`; the calendar is that of the zone. */
int64_t time_span_before(const struct time_span *span, int64_t ms, const struct tz *tz);

/* The start of the unit that holds `ms`: of the minute, day, Monday's week, ... */
int64_t time_floor(int64_t ms, enum time_unit unit, const struct tz *tz);

/*
 * Read a moment: `now`, a span before it (`15m`, `1d ago`), either with an anchor and
 * further spans (`1d@d+12h` is yesterday's noon, `now@w` the start of the week), an ISO
 * 8601 date with optional time and zone (`2026-01-31`, `2026-01-31T12:00:05.25+01:00`),
 * or a number of milliseconds (of seconds up to 100,000,000,000) since 1970. False
 * when `s` is none of these.
 */
NODISCARD bool time_point_parse(struct str s, int64_t now_ms, const struct tz *tz,
                                int64_t *out);

#endif
