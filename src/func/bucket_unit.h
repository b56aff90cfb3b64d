/*
 * bucket_unit.h - unit= of bucket() and timeChart(): `bytes/span to kbytes/day`.
 *
 * Each function's numbers are converted from the one unit to the other. `span` and
 * `bucket` as a time mean the width of the bucket, so that a sum becomes a rate.
 *
 * Source: library.humio.com/data-analysis/functions-bucket.html.
 */
#ifndef FUNC_BUCKET_UNIT_H
#define FUNC_BUCKET_UNIT_H

#include "func/func.h"

struct bucket_unit {
    double factor;
    bool per_span; /* the factor is divided by the width in seconds */
};

/*
 * Read the texts of argument `i`, in the query's arena: none, one for all functions, or
 * one for each of the nfunctions. *out is NULL without; *n is 1 or nfunctions.
 */
NODISCARD enum status bucket_units_read(const struct func_call *call, size_t i,
                                        size_t nfunctions,
                                        const struct bucket_unit **out, size_t *n,
                                        struct diag *diag);

/* A face to `to` that converts the numbers that are set. */
struct bucket_converter {
    struct agg_rows rows;
    struct agg_rows *to;
    double factor;
};
struct agg_rows *bucket_convert(struct bucket_converter *c, struct agg_rows *to,
                                const struct bucket_unit *unit, int64_t span_ms);

#endif
