/*
 * top_agg.h - the aggregate behind sort(), head(), tail() and table().
 *
 * They differ in the order, in what they keep of a row and in how they say that a
 * default limit has cut the result. Their open() makes a struct top_call.
 */
#ifndef FUNC_TOP_AGG_H
#define FUNC_TOP_AGG_H

#include "func/top_rows.h"

struct top_call {
    struct top_shape shape;
    bool is_reversed;   /* rows come out last first: tail() */
    const char *on_cut; /* the warning when rows are left out; NULL: none */
};

extern const struct aggregate top_aggregate;

#endif
