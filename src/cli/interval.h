/*
 * interval.h - --from, --to and --last as the interval of a query.
 */
#ifndef CLI_INTERVAL_H
#define CLI_INTERVAL_H

#include "base/diag.h"
#include "query/plan.h"

/*
 * Set the time and the interval of `options`. Each text may be NULL; without all
 * three a query sees every event. ST_SYNTAX when they exclude each other.
 */
NODISCARD enum status interval_parse(struct plan_options *options, const char *from,
                                     const char *to, const char *last,
                                     struct diag *diag);

#endif
