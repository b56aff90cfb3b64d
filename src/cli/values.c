#include "base/base.h"

#include "cli/values.h"
#include "text/number.h"
#include "text/time_span.h"
#include "text/tz.h"

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

enum status value_of_duration(const char *option, const char *text, int64_t *out,
                              struct diag *diag)
{
    struct time_span span;

    if (!time_span_parse(str_from_cstr(text), &span))
        return diag_set(diag, ST_SYNTAX, 0,
                        "--%s takes a length of time such as 15m, 24h or 7d, not '%s'",
                        option, text);
    *out = time_span_ms(&span);
    return ST_OK;
}

enum status value_of_time(const char *option, const char *text, int64_t now_ms,
                          int64_t *out, struct diag *diag)
{
    if (time_point_parse(str_trim(str_from_cstr(text)), now_ms, tz_utc(), out))
        return ST_OK;
    return diag_set(
        diag, ST_SYNTAX, 0,
        "--%s takes a time such as 2023-11-14, 2023-11-14T22:13:20Z, or 24h "
        "(ago), not '%s'",
        option, text);
}
