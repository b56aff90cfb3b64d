#include "base/base.h"

#include "func/bucket_span.h"

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, DAY = 24 * HOUR };

/* Each divides the next. Beyond the last, spans double. */
static const int64_t ladder[] = {
    SECOND,     5 * SECOND,  10 * SECOND, 30 * SECOND, MINUTE,
    5 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR,        2 * HOUR,
    6 * HOUR,   12 * HOUR,   DAY,         7 * DAY,     28 * (int64_t)DAY,
};

/* Times beyond are no times; the limit keeps every sum below from overflowing. */
#define SPAN_MAX ((int64_t)1 << 60)

bool bucket_range_add(struct bucket_range *range, int64_t time)
{
    struct bucket_range old = *range;

    if (!range->has_any || time < range->lo)
        range->lo = time;
    if (!range->has_any || time > range->hi)
        range->hi = time;
    range->has_any = true;
    return !old.has_any || old.lo != range->lo || old.hi != range->hi;
}

static int64_t doubled(int64_t span, unsigned times)
{
    while (times-- > 0 && span < SPAN_MAX)
        span *= 2;
    return span;
}

/* The first step of the ladder that is not below the smallest span wanted. */
static unsigned first_step(const struct bucket_rule *rule)
{
    unsigned i = 0;

    while (i + 1 < countof(ladder) && ladder[i] < rule->min_span_ms)
        i++;
    return i;
}

int64_t bucket_span(const struct bucket_rule *rule, unsigned level)
{
    const unsigned last = countof(ladder) - 1;
    int64_t top = ladder[last];

    if (rule->span_ms)
        return doubled(rule->span_ms, level);
    level += first_step(rule);
    while (top < rule->min_span_ms && top < SPAN_MAX)
        top *= 2;
    return level <= last && top == ladder[last] ? ladder[level]
                                                : doubled(top, level - last);
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

int64_t bucket_start(const struct bucket_rule *rule, int64_t span, int64_t time)
{
    return floor_div(time + rule->offset_ms, span) * span - rule->offset_ms;
}

unsigned bucket_level(const struct bucket_rule *rule, const struct bucket_range *range,
                      unsigned level)
{
    for (;; level++) {
        int64_t span = bucket_span(rule, level);
        int64_t first = floor_div(range->lo + rule->offset_ms, span);
        int64_t last = floor_div(range->hi + rule->offset_ms, span);

        if (!range->has_any || span >= SPAN_MAX || last - first < rule->max_buckets)
            return level;
    }
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* `02:00`, `0200`, `02` or `2` as a number of hours and minutes, 200; or -1. */
static int read_hours(struct str text)
{
    int number = 0;
    size_t digits = 0;

    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == ':' && digits > 0 && text.n - i == 3)
            continue;
        if (!is_digit(text.p[i]) || ++digits > 4)
            return -1;
        number = number * 10 + (text.p[i] - '0');
    }
    return digits == 0 ? -1 : digits <= 2 ? number * 100 : number;
}

bool bucket_offset(struct str zone, int64_t *offset_ms)
{
    int64_t hours;

    *offset_ms = 0;
    if (str_eq_nocase(zone, STR("z")) || str_eq_nocase(zone, STR("utc")) ||
        str_eq_nocase(zone, STR("gmt")))
        return true;
    if (zone.n < 2 || (zone.p[0] != '+' && zone.p[0] != '-'))
        return false;
    hours = read_hours(str_slice(zone, 1, zone.n));
    if (hours < 0 || hours % 100 >= 60 || hours > 1800)
        return false;
    *offset_ms = hours / 100 * HOUR + hours % 100 * MINUTE;
    if (zone.p[0] == '-')
        *offset_ms = -*offset_ms;
    return true;
}
