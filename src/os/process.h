/*
 * process.h - run another program and read what it prints.
 */
#ifndef OS_PROCESS_H
#define OS_PROCESS_H

#include "base/buf.h"
#include "base/diag.h"

/*
 * Run argv[0], looked for in PATH, with nothing on its standard input and its messages
 * dropped, and append its standard output to `out` (which stops at the buf's maximum).
 * argv ends with NULL. *exit_status is what it returned, -1 when a signal ended it.
 * ST_IO when it cannot be started.
 */
NODISCARD enum status process_run(const char *const *argv, struct buf *out,
                                  int *exit_status, struct diag *diag);

#endif
