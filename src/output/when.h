/*
 * when.h - times as people read them.
 *
 * The language counts milliseconds since 1970. What is made for a screen shows the
 * fields that hold such a time as 2023-11-14T22:13:20.000Z; formats that are made for
 * programs keep the number.
 */
#ifndef OUTPUT_WHEN_H
#define OUTPUT_WHEN_H

#include "base/str.h"

struct arena;

/*
 * `text` as a date and time in UTC when `field` is one that holds a time and `text` is
 * a plausible count of milliseconds; else `text` itself. p is NULL when memory ran out.
 */
struct str when_readable(struct str field, struct str text, struct arena *arena);

#endif
