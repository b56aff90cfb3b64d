/*
 * civil.h - years, months and days of a moment, and back.
 *
 * A moment is a number of milliseconds since 1970-01-01T00:00:00 UTC. The calendar is
 * the Gregorian one, also before it was introduced; year 0 is 1 BC. Civil time has no
 * zone of its own: add the zone's offset to a moment first. Everything is pure.
 *
 * Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms"; ISO 8601.
 */
#ifndef TEXT_CIVIL_H
#define TEXT_CIVIL_H

#include "base/base.h"

enum {
    CIVIL_YEAR_MAX = 999999, /* civil_to_ms() takes years from minus this to this */
    MS_PER_SECOND = 1000,
    MS_PER_MINUTE = 60 * 1000,
    MS_PER_HOUR = 3600 * 1000,
    MS_PER_DAY = 24 * 3600 * 1000
};

struct civil {
    int64_t year;
    int month;       /* 1 to 12 */
    int day;         /* 1 to 31 */
    int hour;        /* 0 to 23 */
    int minute;      /* 0 to 59 */
    int second;      /* 0 to 59 */
    int millisecond; /* 0 to 999 */
};

/* Split a moment; any int64_t will do. */
void civil_from_ms(int64_t ms, struct civil *out);

/* Join a moment; false when a part is out of its range (February 30, second 60). */
NODISCARD bool civil_to_ms(const struct civil *c, int64_t *out);

/* 28 to 31; `month` is 1 to 12. */
int civil_days_in_month(int64_t year, int month);

/* 1 Monday to 7 Sunday. */
int civil_weekday(const struct civil *c);

/* 1 to 366. */
int civil_day_of_year(const struct civil *c);

/* The ISO 8601 week, 1 to 53; the year it belongs to in *year, which may be NULL. */
int civil_iso_week(const struct civil *c, int64_t *year);

/* Add calendar months; a day that the month does not have becomes its last. */
void civil_add_months(struct civil *c, int64_t months);

/* Division that rounds down, and its remainder; `b` is positive. */
int64_t floor_div(int64_t a, int64_t b);
int64_t floor_mod(int64_t a, int64_t b);

#endif
