/*
 * values.h - option values that are more than text: numbers, sizes, times.
 */
#ifndef CLI_VALUES_H
#define CLI_VALUES_H

#include "base/diag.h"
#include "base/str.h"

/* A whole number from `min` to `max`; the diag names the option. */
NODISCARD enum status value_of_count(const char *option, const char *text, int64_t min,
                                     int64_t max, int64_t *out, struct diag *diag);

/* Bytes: "500M", "2GiB", "65536"; K, M, G, T are powers of 1024. */
NODISCARD enum status value_of_size(const char *option, const char *text, uint64_t *out,
                                    struct diag *diag);

/* A length of time in milliseconds: "15m", "24h", "7d"; see text/time_span.h. */
NODISCARD enum status value_of_duration(const char *option, const char *text,
                                        int64_t *out, struct diag *diag);

/*
 * A moment in milliseconds since 1970, in UTC: "2023-11-14", "2023-11-14T22:13:20Z",
 * "now", a length of time before `now_ms` ("24h"); see time_point_parse().
 */
NODISCARD enum status value_of_time(const char *option, const char *text,
                                    int64_t now_ms, int64_t *out, struct diag *diag);

#endif
