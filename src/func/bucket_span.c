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

bool bucket_offset(struct str zone, int64_t *offset_ms)
{
    int64_t number = 0;
    size_t digits = 0;

    *offset_ms = 0;
    if (str_eq_nocase(zone, STR("z")) || str_eq_nocase(zone, STR("utc")) ||
        str_eq_nocase(zone, STR("gmt")))
        return true;
    if (zone.n < 2 || (zone.p[0] != '+' && zone.p[0] != '-'))
        return false;
    for (size_t i = 1; i < zone.n; i++) {
        if (zone.p[i] == ':' && digits > 0 && zone.n - i == 3)
            continue;
        if (!is_digit(zone.p[i]) || ++digits > 4)
            return false;
        number = number * 10 + (zone.p[i] - '0');
    }
    if (digits <= 2)
        number *= 100;
    if (number % 100 >= 60 || number > 1800)
        return false;
    *offset_ms =
        (number / 100 * HOUR + number % 100 * MINUTE) * (zone.p[0] == '-' ? -1 : 1);
    return true;
}
