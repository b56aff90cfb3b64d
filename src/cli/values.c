#include "base/base.h"

#include "cli/values.h"
#include "text/number.h"

#define MS_PER_DAY INT64_C(86400000)

enum status value_of_count(const char *option, const char *text, int64_t min,
                           int64_t max, int64_t *out, struct diag *diag)
{
    int64_t n;

    if (!number_parse_int64(str_from_cstr(text), &n) || n < min || n > max)
        return diag_set(diag, ST_SYNTAX, 0,
                        "--%s takes a number from %lld to %lld, not '%s'", option,
                        (long long)min, (long long)max, text);
    *out = n;
    return ST_OK;
}

/* Split "12 MiB" into digits and unit; the unit may be empty. */
static bool split_unit(struct str text, int64_t *n, struct str *unit)
{
    size_t digits = 0;

    while (digits < text.n && text.p[digits] >= '0' && text.p[digits] <= '9')
        digits++;
    *unit = str_trim(str_slice(text, digits, text.n));
    return number_parse_int64(str_slice(text, 0, digits), n);
}

struct unit {
    const char *names; /* separated by blanks; compared without case */
    int64_t factor;
};

static bool find_unit(const struct unit *units, size_t n, struct str name,
                      int64_t *factor)
{
    for (size_t i = 0; i < n; i++) {
        struct str names = str_from_cstr(units[i].names);

        while (names.p)
            if (str_eq_nocase(str_cut(&names, ' '), name)) {
                *factor = units[i].factor;
                return true;
            }
    }
    return false;
}

/* A count of units as one number; false on overflow too. */
static bool parse_with_unit(const char *text, const struct unit *units, size_t nunits,
                            int64_t *out)
{
    struct str unit;
    int64_t n;
    int64_t factor;

    if (!split_unit(str_from_cstr(text), &n, &unit))
        return false;
    if (!find_unit(units, nunits, unit, &factor) || n > INT64_MAX / factor)
        return false;
    *out = n * factor;
    return true;
}

enum status value_of_size(const char *option, const char *text, uint64_t *out,
                          struct diag *diag)
{
    static const struct unit units[] = {
        { " B", 1 },
        { "K KB KiB", INT64_C(1) << 10 },
        { "M MB MiB", INT64_C(1) << 20 },
        { "G GB GiB", INT64_C(1) << 30 },
        { "T TB TiB", INT64_C(1) << 40 },
    };
    int64_t n;

    if (!parse_with_unit(text, units, countof(units), &n) || n == 0)
        return diag_set(diag, ST_SYNTAX, 0,
                        "--%s takes a size such as 512M or 2G, not '%s'", option, text);
    *out = (uint64_t)n;
    return ST_OK;
}

/* The units of the language's relative time, without calendars and anchors. */
static const struct unit time_units[] = {
    { "ms millisecond milliseconds milli millis", 1 },
    { "s second seconds sec secs", 1000 },
    { "m minute minutes min mins", 60000 },
    { "h hour hours hr hrs", 3600000 },
    { "d day days", MS_PER_DAY },
    { "w week weeks", 7 * MS_PER_DAY },
    { "mon month months", 30 * MS_PER_DAY },
    { "q quarter quarters", 90 * MS_PER_DAY },
    { "y year years", 365 * MS_PER_DAY },
};

enum status value_of_duration(const char *option, const char *text, int64_t *out,
                              struct diag *diag)
{
    if (parse_with_unit(text, time_units, countof(time_units), out))
        return ST_OK;
    return diag_set(diag, ST_SYNTAX, 0,
                    "--%s takes a length of time such as 15m, 24h or 7d, not '%s'",
                    option, text);
}

/* Days from 1970-01-01 in the Gregorian calendar; years count from March here. */
static int64_t days_from_date(int64_t year, int64_t month, int64_t day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = y / 400;
    int64_t of_era = y - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

/* `digits` digits at *at, then `*at` behind them. */
static bool take_digits(struct str s, size_t *at, size_t digits, int64_t *out)
{
    struct str piece = str_slice(s, *at, *at + digits);

    for (size_t i = 0; i < piece.n; i++)
        if (piece.p[i] < '0' || piece.p[i] > '9')
            return false;
    *at += digits;
    return piece.n == digits && number_parse_int64(piece, out);
}

static bool take_char(struct str s, size_t *at, const char *any)
{
    if (*at >= s.n || s.p[*at] == '\0' || !strchr(any, s.p[*at]))
        return false;
    (*at)++;
    return true;
}

/* "2023-11-14" */
static bool take_date(struct str s, size_t *at, int64_t *ms)
{
    int64_t year;
    int64_t month;
    int64_t day;

    if (!take_digits(s, at, 4, &year) || !take_char(s, at, "-") ||
        !take_digits(s, at, 2, &month) || !take_char(s, at, "-") ||
        !take_digits(s, at, 2, &day))
        return false;
    *ms = days_from_date(year, month, day) * MS_PER_DAY;
    return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/* "22:13", "22:13:20", "22:13:20.123" */
static bool take_clock(struct str s, size_t *at, int64_t *ms)
{
    int64_t hour;
    int64_t minute;
    int64_t second = 0;
    int64_t fraction = 0;

    if (!take_digits(s, at, 2, &hour) || !take_char(s, at, ":") ||
        !take_digits(s, at, 2, &minute))
        return false;
    if (take_char(s, at, ":") && !take_digits(s, at, 2, &second))
        return false;
    if (take_char(s, at, ".") && !take_digits(s, at, 3, &fraction))
        return false;
    *ms += ((hour * 60 + minute) * 60 + second) * 1000 + fraction;
    return hour < 24 && minute < 60 && second < 61;
}

/* "Z", "+01:00", or nothing: UTC. */
static bool take_zone(struct str s, size_t *at, int64_t *ms)
{
    bool is_east = *at < s.n && s.p[*at] == '+';
    int64_t hour;
    int64_t minute;

    if (take_char(s, at, "Zz") || *at == s.n)
        return *at == s.n;
    if (!take_char(s, at, "+-") || !take_digits(s, at, 2, &hour))
        return false;
    (void)take_char(s, at, ":");
    if (!take_digits(s, at, 2, &minute) || hour > 14 || minute > 59)
        return false;
    *ms += (is_east ? -1 : 1) * (hour * 60 + minute) * 60000;
    return *at == s.n;
}

static bool parse_moment(struct str s, int64_t *out)
{
    int64_t ms;
    size_t at = 0;

    if (!take_date(s, &at, &ms))
        return false;
    if (take_char(s, &at, "T ") && !take_clock(s, &at, &ms))
        return false;
    if (!take_zone(s, &at, &ms))
        return false;
    *out = ms;
    return true;
}

enum status value_of_time(const char *option, const char *text, int64_t now_ms,
                          int64_t *out, struct diag *diag)
{
    struct str s = str_trim(str_from_cstr(text));
    int64_t n;

    if (str_eq(s, STR("now")))
        *out = now_ms;
    else if (s.n >= 12 && number_parse_int64(s, &n) && n >= 0)
        *out = n;
    else if (parse_with_unit(text, time_units, countof(time_units), &n))
        *out = now_ms - n;
    else if (!parse_moment(s, out))
        return diag_set(diag, ST_SYNTAX, 0,
                        "--%s takes a time such as 2023-11-14, 2023-11-14T22:13:20Z, "
                        "or 24h (ago), not '%s'",
                        option, text);
    return ST_OK;
}
