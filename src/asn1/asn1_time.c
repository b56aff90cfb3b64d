#include "base/base.h"

#include "asn1/asn1_time.h"

/* Days since 1970-01-01 of a date; March is month 0 so that leap days end a year. */
static int64_t days_from_date(int64_t year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 +
           day_of_year - 719468;
}

int64_t asn1_time_from_date(int year, int month, int day, int hour, int minute,
                            int second)
{
    return days_from_date(year, month, day) * 86400 + (int64_t)hour * 3600 +
           (int64_t)minute * 60 + second;
}

/* Two digits at `at`, or -1. */
static int two(struct str s, size_t at)
{
    if (at + 2 > s.n || s.p[at] < '0' || s.p[at] > '9' || s.p[at + 1] < '0' ||
        s.p[at + 1] > '9')
        return -1;
    return (s.p[at] - '0') * 10 + (s.p[at + 1] - '0');
}

static int days_in_month(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return month == 2 && leap ? 29 : days[month - 1];
}

/* Where "Z" must be: behind the seconds and a fraction, if any; s.n when it is broken.
 */
static size_t skip_fraction(struct str s, size_t at)
{
    size_t start = at + 1;

    if (at >= s.n || (s.p[at] != '.' && s.p[at] != ','))
        return at;
    for (at = start; at < s.n && s.p[at] >= '0' && s.p[at] <= '9'; at++)
        ;
    return at > start ? at : s.n;
}

static bool in_range(int v, int least, int most)
{
    return v >= least && v <= most;
}

/* MMDDhhmmss behind the year, then an optional fraction, then "Z". */
static int64_t parse_rest(int year, struct str s)
{
    int month = two(s, 0), day = two(s, 2), hour = two(s, 4), minute = two(s, 6);
    int second = two(s, 8);
    size_t end = skip_fraction(s, 10);

    if (!in_range(month, 1, 12) || !in_range(day, 1, days_in_month(year, month)) ||
        !in_range(hour, 0, 23) || !in_range(minute, 0, 59) || !in_range(second, 0, 60))
        return TIME_NONE;
    if (end + 1 != s.n || s.p[end] != 'Z')
        return TIME_NONE;
    return asn1_time_from_date(year, month, day, hour, minute, second);
}

int64_t asn1_time_parse(uint8_t tag, struct str value)
{
    int high = two(value, 0), low = two(value, 2);

    if (tag == DER_UTC_TIME && high >= 0)
        return parse_rest(high >= 50 ? 1900 + high : 2000 + high,
                          str_slice(value, 2, value.n));
    if (tag == DER_GENERALIZED_TIME && high >= 0 && low >= 0 && high + low > 0)
        return parse_rest(high * 100 + low, str_slice(value, 4, value.n));
    return TIME_NONE;
}

int64_t der_time(struct der *d)
{
    struct der before = *d;
    struct der_item item = der_next(d);
    int64_t t = asn1_time_parse(item.tag, item.value);

    if (t == TIME_NONE)
        der_fail(&before, DER_PROBLEM_VALUE);
    return t;
}

/* The inverse of days_from_date(). */
static void date_from_days(int64_t days, int64_t *year, int *month, int *day)
{
    int64_t z = days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;

    *day = (int)(doy - (153 * mp + 2) / 5 + 1);
    *month = (int)(mp < 10 ? mp + 3 : mp - 9);
    *year = yoe + era * 400 + (*month <= 2);
}

/* Two decimal digits of `v` (0 to 99) and the character behind them. */
static char *put_two(char *p, int v, char behind)
{
    *p++ = (char)('0' + v / 10 % 10);
    *p++ = (char)('0' + v % 10);
    if (behind)
        *p++ = behind;
    return p;
}

const char *asn1_time_text(int64_t t, char out[ASN1_TIME_TEXT])
{
    int64_t days, year;
    int month, day, rest;
    char *p = out;

    out[0] = '\0';
    /* Years 1 to 9999 are all that a certificate can say and four digits can print. */
    if (t < -62135596800 || t > 253402300799)
        return out;
    days = (t >= 0 ? t : t - 86399) / 86400;
    date_from_days(days, &year, &month, &day);
    rest = (int)(t - days * 86400);
    p = put_two(p, (int)(year / 100), 0);
    p = put_two(p, (int)(year % 100), '-');
    p = put_two(p, month, '-');
    p = put_two(p, day, 'T');
    p = put_two(p, rest / 3600, ':');
    p = put_two(p, rest / 60 % 60, ':');
    p = put_two(p, rest % 60, 'Z');
    *p = '\0';
    return out;
}
