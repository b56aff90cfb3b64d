/*
 * row_time.h - which of two events is the older one.
 *
 * By @timestamp; of equal times, by place in the input. An event without a readable
 * time is older than any other.
 */
#ifndef FUNC_ROW_TIME_H
#define FUNC_ROW_TIME_H

#include "event/batch.h"
#include "func/agg_number.h"

struct row_time {
    bool has_time;
    struct agg_number time;
    uint64_t ord;
    uint32_t sub;
};

/* The time of a row; `field` is @timestamp. */
struct row_time row_time_read(struct row row, const struct field *field);

/* < 0: `a` is older. Zero only for one and the same row. */
int row_time_cmp(const struct row_time *a, const struct row_time *b);

#endif
