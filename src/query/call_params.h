/*
 * call_params.h - which parameter of a function an argument is for.
 */
#ifndef QUERY_CALL_PARAMS_H
#define QUERY_CALL_PARAMS_H

#include "query/checker.h"

/* How many parameters the function has. */
size_t count_params(const struct func *func);

/* The parameter of this name, in any case, or NULL. */
const struct func_param *param_called(const struct func *func, struct str name);

/* The parameter for an argument as it was written, perhaps without a name, or NULL. */
const struct func_param *param_for(const struct func *func, struct str name,
                                   const struct ast *value);

/* Say that the function has no parameter for `arg`, and what it has. */
void report_unknown_param(struct checker *c, const struct func *func,
                          const struct ast *arg);

#endif
