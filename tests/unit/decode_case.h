/*
 * decode_case.h - decode bytes in a test and print the rows as text, one a line:
 *
 *     <position> name=value name=value …   and   ! <offset> <why>   for bad records
 *
 * Fields come in the order of the record; values are printed decoded.
 */
#ifndef TESTS_DECODE_CASE_H
#define TESTS_DECODE_CASE_H

#include "base/buf.h"
#include "input/input.h"

struct decode_options {
    const char *fields; /* "a,b": only these, in this order; NULL: all */
    bool raw;
    bool rows_only; /* leave out bad records */
    const struct prefilter *prefilter;
    uint64_t ordinal;   /* of the first byte */
    uint32_t flags;     /* of the source */
    size_t batch_bytes; /* 0: plenty */
    struct feed_stats *stats;
};

/* Decode all of `bytes` and append the text to `out`. */
void decode_print(const struct decoder *decoder, struct str bytes,
                  const struct decode_options *options, struct buf *out);

#endif
