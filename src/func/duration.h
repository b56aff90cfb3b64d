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

struct func_env;

/*
 * A point in time, in milliseconds since 1970: "now", a span before it ("7d",
 * "calendar:1mon", "1d@d+12h"), a date, or milliseconds as they are. Days begin in
 * `zone`; UTC when that is empty. ST_TYPE when the zone is none.
 */
enum status func_moment(const struct func_env *env, struct str text, struct str zone,
                        int64_t *ms, struct diag *diag);

#endif
