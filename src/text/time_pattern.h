/*
 * time_pattern.h - moments read by a pattern, and found in text.
 *
 * Patterns are those of Java's DateTimeFormatter, as parseTimestamp() takes them:
 *
 *     y u  year (yy: 2000 to 2099)   M L  month (MMM, MMMM: name)   d  day   D  of the
 * year E    weekday (not checked)     a    AM or PM                  H k h K  hour m s
 * minute, second            S    fraction, up to its length; n  nanosecond X x Z O
 * offset such as Z, +01:00, +0100, GMT+1              z V  zone by name 'text'
 * literally, '' a quote, [ ] an optional part
 *
 * A number that stands alone takes as many digits as there are (H, d, M, ... at most
 * two), one whose letter is repeated that many; a year of four letters takes four.
 * Instead of a pattern one of these names may stand, in any case: millis, milliseconds,
 * unixTimeMillis, seconds, unixTime, unixTimeSeconds, nanos.
 */
#ifndef TEXT_TIME_PATTERN_H
#define TEXT_TIME_PATTERN_H

#include "base/diag.h"
#include "base/str.h"

struct arena;
struct time_pattern;
struct tz;

enum { TIME_PATTERN_ITEMS_MAX = 128, TIME_PATTERN_DEPTH_MAX = 8 };

/* What a pattern needs to know. */
struct time_context {
    const struct tz *tz; /* for text without a zone; NULL: such text is no moment */
    int64_t now_ms;      /* a missing year is that of the last year or day to come */

    /* The zone called `name`, or NULL; may itself be NULL: only offsets and UTC. */
    const struct tz *(*find_zone)(void *context, struct str name);
    void *context;
};

struct time_found {
    int64_t ms;
    struct str zone; /* as it stands in the text; empty when there was none */
    size_t n;        /* bytes of text that were read */
};

/*
 * Compile a pattern, which is copied into `arena`. ST_SYNTAX with the offset of a
 * letter that is none of the above, ST_LIMIT for too many parts, ST_NOMEM.
 */
NODISCARD enum status time_pattern_new(const struct time_pattern **out,
                                       struct arena *arena, struct str pattern,
                                       bool ignore_case, struct diag *diag);

/*
 * Read a moment from the start of `s`; text may follow (see out->n). False when it does
 * not fit, names no moment, or has no zone and the context has none either.
 */
NODISCARD bool time_pattern_read(const struct time_pattern *p,
                                 const struct time_context *context, struct str s,
                                 struct time_found *out);

/* The patterns of time_find(). */
struct time_finder;
NODISCARD const struct time_finder *time_finder_new(struct arena *arena);

/*
 * Find the first moment in the first kilobyte of `s`, in one of the usual forms: ISO
 * 8601, `2026/01/31 12:00:05`, `Jan 31 12:00:05`, `31/Jan/2026:12:00:05 +0100`, `Sat,
 * 31 Jan 2026 12:00:05 GMT`. Numbers of seconds are not taken for moments.
 */
NODISCARD bool time_find(const struct time_finder *finder,
                         const struct time_context *context, struct str s,
                         struct time_found *out);

#endif
