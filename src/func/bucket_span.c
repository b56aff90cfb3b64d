#include "base/base.h"

#include "func/bucket_span.h"
#include "text/tz.h"

#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/* Each divides the next. Beyond the last, spans double. */
static const int64_t ladder[] = {
    SECOND,     5 * SECOND,  10 * SECOND, 30 * SECOND, MINUTE,
    5 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR,        2 * HOUR,
    6 * HOUR,   12 * HOUR,   DAY,         7 * DAY,     28 * DAY,
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

static int64_t local(const struct bucket_rule *rule, int64_t time)
{
    return time + (int64_t)tz_offset(rule->tz, time, NULL) * SECOND;
}

int64_t bucket_start(const struct bucket_rule *rule, int64_t span, int64_t time)
{
    return tz_to_utc(rule->tz, floor_div(local(rule, time), span) * span);
}

/* Where clocks are changed a bucket may be in two parts. */
struct bucket bucket_at(const struct bucket_rule *rule, int64_t span, int64_t time)
{
    struct bucket b = { bucket_start(rule, span, time), time, time + 1 };

    if (tz_is_fixed(rule->tz)) {
        b.lo = b.start;
        b.hi = b.start + span;
    }
    return b;
}

/* Where clocks are put back a bucket is longer than its span. */
int64_t bucket_next(const struct bucket_rule *rule, int64_t span, int64_t start)
{
    int64_t time = start + span;

    while (bucket_start(rule, span, time) <= start)
        time += span;
    return bucket_start(rule, span, time);
}

unsigned bucket_level(const struct bucket_rule *rule, const struct bucket_range *range,
                      unsigned level)
{
    for (;; level++) {
        int64_t span = bucket_span(rule, level);
        int64_t first = floor_div(local(rule, range->lo), span);
        int64_t last = floor_div(local(rule, range->hi), span);

        if (!range->has_any || span >= SPAN_MAX || last - first < rule->max_buckets)
            return level;
    }
}
