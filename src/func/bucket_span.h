/*
 * bucket_span.h - how wide time buckets are, and where they begin.
 *
 * A rule is a sequence of spans, each a multiple of the one before: an automatic one
 * climbs a ladder from a second to weeks, a given one is doubled. The span in use is
 * the first with which the whole range of times fits into max_buckets. It depends on
 * the range alone. A worker that knows a part of the range is never wider than the
 * whole needs, and its buckets can be joined to wider ones without any rounding.
 */
#ifndef FUNC_BUCKET_SPAN_H
#define FUNC_BUCKET_SPAN_H

#include "base/diag.h"
#include "base/str.h"

struct tz;

enum { BUCKETS_MAX = 1500, BUCKETS_AUTO = 150 };

struct bucket_rule {
    int64_t span_ms; /* given; 0: automatic */
    int64_t min_span_ms;
    int64_t max_buckets;
    const struct tz *tz; /* buckets are whole multiples of the span in its local time */
};

/* Times from lo to hi, both included. */
struct bucket_range {
    bool has_any;
    int64_t lo, hi;
};

/* Make the range hold `time` too. True when it changed. */
bool bucket_range_add(struct bucket_range *range, int64_t time);

/* Span number `level` of the rule in ms. */
int64_t bucket_span(const struct bucket_rule *rule, unsigned level);

/* The first level not below `level` with which the range fits. */
unsigned bucket_level(const struct bucket_rule *rule, const struct bucket_range *range,
                      unsigned level);

/* The start of the bucket that holds `time`. */
int64_t bucket_start(const struct bucket_rule *rule, int64_t span, int64_t time);

/*
 * The bucket that holds `time`, and times around it from `lo` up to but not `hi` that
 * are certainly in it, too.
 */
struct bucket {
    int64_t start, lo, hi;
};
struct bucket bucket_at(const struct bucket_rule *rule, int64_t span, int64_t time);

/* The start of the bucket behind the one that starts at `start`. */
int64_t bucket_next(const struct bucket_rule *rule, int64_t span, int64_t start);

#endif
