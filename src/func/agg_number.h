/*
 * agg_number.h - a number as aggregates compare it: exact for 64-bit whole numbers.
 */
#ifndef FUNC_AGG_NUMBER_H
#define FUNC_AGG_NUMBER_H

#include "event/value.h"

struct agg_number {
    bool is_whole;
    int64_t i; /* when is_whole */
    double d;  /* always, rounded when is_whole */
};

/* Read a value; false when it is no number. */
bool agg_number_read(struct value v, struct agg_number *out);

/* < 0, 0, > 0: a total order, also between whole numbers beyond 2^53 and fractions. */
int agg_number_cmp(const struct agg_number *a, const struct agg_number *b);

/* As a value that prints shortest. */
struct value agg_number_value(const struct agg_number *n);

#endif
