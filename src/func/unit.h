/*
 * unit.h - units such as ms, GiB or hits/min: how they convert into each other.
 *
 * A unit is a prefix and a base, perhaps per a time. The prefixes k M G T P E Z Y stand
 * for powers of 1000 (with `binary` of 1024), Ki Mi … for powers of 1024, m u n for
 * thousandths, the latter only before the few units that usually have them: `messages`
 * are no milli-essages. Any base will do; times are converted to seconds, rates to
 * rates per second.
 *
 * Source: library.humio.com, unit:convert().
 */
#ifndef FUNC_UNIT_H
#define FUNC_UNIT_H

#include "base/str.h"

struct unit {
    double factor;   /* a value times this is one in the normal unit */
    struct str base; /* without prefix; "s" for times */
    bool is_rate;    /* per second */
};

/*
 * Read a unit. With `known` the base is that (perhaps per a time, too), and only a
 * prefix may precede it. False when it is none.
 */
bool unit_read(struct str s, struct str known, bool binary, struct unit *out);

/* The length of a large prefix at the start of `s`, 0 without; *factor is what it
 * means.
 */
size_t unit_prefix(struct str s, bool binary, double *factor);

#endif
