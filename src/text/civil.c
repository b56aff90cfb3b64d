#include "base/base.h"

#include "text/civil.h"

int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

int64_t floor_mod(int64_t a, int64_t b)
{
    int64_t r = a % b;

    return r < 0 ? r + b : r;
}

/* Days since 1970-01-01. Years begin in March, so that the leap day comes last. */
static int64_t days_from_civil(int64_t year, int month, int day)
{
    int64_t y = year - (month <= 2), era = floor_div(y, 400), of_era = y - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static void civil_from_days(int64_t days, struct civil *c)
{
    int64_t z = days + 719468, era = floor_div(z, 146097), of_era = z - era * 146097;
    int64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * y + y / 4 - y / 100);
    int64_t month = (5 * of_year + 2) / 153;

    c->day = (int)(of_year - (153 * month + 2) / 5 + 1);
    c->month = (int)(month < 10 ? month + 3 : month - 9);
    c->year = y + era * 400 + (c->month <= 2);
}

void civil_from_ms(int64_t ms, struct civil *out)
{
    int64_t of_day = floor_mod(ms, MS_PER_DAY);

    civil_from_days(floor_div(ms, MS_PER_DAY), out);
    out->hour = (int)(of_day / MS_PER_HOUR);
    out->minute = (int)(of_day / MS_PER_MINUTE % 60);
    out->second = (int)(of_day / MS_PER_SECOND % 60);
    out->millisecond = (int)(of_day % MS_PER_SECOND);
}

static bool is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int civil_days_in_month(int64_t year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

    return days[month - 1] + (month == 2 && is_leap(year));
}

static bool in_range(int v, int low, int high)
{
    return v >= low && v <= high;
}

static bool is_valid(const struct civil *c)
{
    if (c->year < -CIVIL_YEAR_MAX || c->year > CIVIL_YEAR_MAX)
        return false;
    if (!in_range(c->month, 1, 12) ||
        !in_range(c->day, 1, civil_days_in_month(c->year, c->month)))
        return false;
    return in_range(c->hour, 0, 23) && in_range(c->minute, 0, 59) &&
           in_range(c->second, 0, 59) && in_range(c->millisecond, 0, 999);
}

bool civil_to_ms(const struct civil *c, int64_t *out)
{
    if (!is_valid(c))
        return false;
    *out = days_from_civil(c->year, c->month, c->day) * MS_PER_DAY +
           (int64_t)c->hour * MS_PER_HOUR + (int64_t)c->minute * MS_PER_MINUTE +
           (int64_t)c->second * MS_PER_SECOND + c->millisecond;
    return true;
}

int civil_weekday(const struct civil *c)
{
    /* 1970-01-01 was a Thursday. */
    return (int)floor_mod(days_from_civil(c->year, c->month, c->day) + 3, 7) + 1;
}

int civil_day_of_year(const struct civil *c)
{
    return (int)(days_from_civil(c->year, c->month, c->day) -
                 days_from_civil(c->year, 1, 1)) +
           1;
}

/* A week belongs to the year of its Thursday. */
int civil_iso_week(const struct civil *c, int64_t *year)
{
    int64_t days = days_from_civil(c->year, c->month, c->day);
    struct civil thursday = { 0 };

    civil_from_days(days - civil_weekday(c) + 4, &thursday);
    if (year)
        *year = thursday.year;
    return (civil_day_of_year(&thursday) - 1) / 7 + 1;
}

void civil_add_months(struct civil *c, int64_t months)
{
    int64_t all = c->year * 12 + c->month - 1 + months;
    int last;

    c->year = floor_div(all, 12);
    c->month = (int)floor_mod(all, 12) + 1;
    last = civil_days_in_month(c->year, c->month);
    c->day = c->day < last ? c->day : last;
}
