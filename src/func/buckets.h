/*
 * buckets.h - groups by time and, perhaps, by fields: what bucket() and timeChart()
 * share.
 *
 * The key of a group is the start of its bucket (8 bytes) and the texts of the series
 * fields. While the range of times grows, buckets are joined to wider ones.
 */
#ifndef FUNC_BUCKETS_H
#define FUNC_BUCKETS_H

#include "func/bucket_span.h"
#include "func/bucket_unit.h"
#include "func/group_table.h"

/* What open() of such a function makes. */
struct bucket_call {
    struct bucket_rule rule;
    struct field time;          /* @timestamp */
    struct field out;           /* _bucket */
    const struct field *series; /* may be NULL */
    size_t nseries;
    const struct func_arg *function;
    const struct func_arg *limit; /* of series */
    const struct bucket_unit
        *unit; /* nunits: none, one for all functions, or one each */
    size_t nunits;
    bool is_filled;               /* empty buckets have rows too */
    struct bucket_range interval; /* of the search, when there is one */
};

struct buckets {
    struct group_table table;
    struct bucket_range range;
    unsigned level;
};

/* The handlers of an aggregate whose call->state is a struct bucket_call. */
extern const struct aggregate bucket_aggregate;

#endif
