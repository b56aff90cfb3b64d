/*
 * tz_rule.h - the rule by which a zone changes its clocks every year.
 *
 * Written as `CET-1CEST,M3.5.0,M10.5.0/3`: two names, two offsets (west of UTC!), two
 * dates. It stands at the end of a TZif file and holds behind its last transition.
 *
 * Source: POSIX.1-2017 8.3, with the hours of RFC 8536 3.3.1.
 */
#ifndef TEXT_TZ_RULE_H
#define TEXT_TZ_RULE_H

#include "base/str.h"

struct tz_date {
    char kind; /* 'M' month.week.day, 'J' day without leap days, 'N' day from 0 */
    int month, week, day;
    int32_t time_s; /* local time of the change */
};

struct tz_rule {
    struct str name[2]; /* standard and summer; views into the text */
    int32_t offset_s[2];
    bool has_summer;
    struct tz_date start, end; /* of summer */
};

/* Read the rule; false when it is none. `text` must outlive it. */
NODISCARD bool tz_rule_parse(struct str text, struct tz_rule *out);

/* Is it summer (index 1 of name and offset) at a moment? */
bool tz_rule_is_summer(const struct tz_rule *rule, int64_t utc_s);

#endif
