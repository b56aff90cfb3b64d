/*
 * params.h - `--param name=value` as the values of query parameters.
 *
 * Commas separate several values, which are alternatives; a value in double quotes
 * may hold commas: `?host` with `a, "b, c"` is either "a" or "b, c".
 */
#ifndef CLI_PARAMS_H
#define CLI_PARAMS_H

#include "base/arena.h"
#include "base/diag.h"
#include "query/plan.h"

/* `given` ends with NULL. *out is an array of *n entries in `arena`. */
NODISCARD enum status params_parse(const char *const *given, struct arena *arena,
                                   const struct plan_param **out, size_t *n,
                                   struct diag *diag);

#endif
