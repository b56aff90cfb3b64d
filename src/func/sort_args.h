/*
 * sort_args.h - the order that the arguments of sort() and table() describe.
 */
#ifndef FUNC_SORT_ARGS_H
#define FUNC_SORT_ARGS_H

#include "func/top_rows.h"

/* The arguments of one order; `reverse` may be NULL. */
struct sort_args {
    const struct func_arg *field, *order, *type, *reverse;
};

/*
 * One spec a field in the query's arena. A list of orders or types that is shorter
 * than that of fields goes on with its last entry; a longer one is an error.
 */
NODISCARD enum status sort_args_read(const struct func_call *call,
                                     const struct sort_args *args,
                                     struct top_shape *shape, struct diag *diag);

#endif
