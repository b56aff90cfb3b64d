/*
 * explain_rows.h - explain:asTable(): the plan in words instead of the rows.
 */
#ifndef EXEC_EXPLAIN_ROWS_H
#define EXEC_EXPLAIN_ROWS_H

#include "exec/exec.h"

/* Hand the explanation of `plan`, which asks for it, to `output`; reads no
 * events. */
NODISCARD enum status explain_rows(struct plan *plan,
                                   const struct exec_options *options,
                                   const struct row_output *output,
                                   struct exec_stats *stats, struct diag *diag);

#endif
