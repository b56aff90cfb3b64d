/*
 * agg_subcall.h - a call of one of the simple aggregates, made by another function.
 */
#ifndef FUNC_AGG_SUBCALL_H
#define FUNC_AGG_SUBCALL_H

#include "func/func.h"

/*
 * The call `name(field, as=out)` with defaults for the rest, in the query's arena.
 * `name` is one of avg, count, max, min, range, sum; `field` may be NULL for count.
 * NULL when memory ran out or there is no such function.
 */
const struct func_call *agg_subcall(const struct func_call *parent, struct str name,
                                    const struct field *field, const struct field *out);

#endif
