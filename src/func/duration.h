/*
 * duration.h - lengths of time as arguments: 15m, "1 hour", 7d.
 *
 * Source: cql-language.md section 12.
 */
#ifndef FUNC_DURATION_H
#define FUNC_DURATION_H

#include "base/diag.h"
#include "base/str.h"

/* Milliseconds of a length of time without anchor; ST_SYNTAX otherwise. */
enum status duration_read(struct str text, int64_t *ms, struct diag *diag);

/*
 * A point in time, in milliseconds since 1970: "now", a length of time before now
 * ("7d"), or milliseconds as they are.
 */
enum status func_moment(struct str text, int64_t now_ms, int64_t *ms,
                        struct diag *diag);

#endif
