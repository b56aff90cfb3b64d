/*
 * signals.h - SIGINT asks the program to stop; SIGPIPE is left to write errors.
 *
 * (Not named after <signal.h>, which a build that searches the folder would hide.)
 */
#ifndef OS_SIGNALS_H
#define OS_SIGNALS_H

#include "base/base.h"

/*
 * Ignore SIGPIPE, so that a write into a closed pipe fails instead of killing, and
 * note SIGINT and SIGTERM. A second SIGINT ends the program at once.
 */
void signals_init(void);

/* Was the program asked to stop? Any thread. */
bool signals_interrupted(void);

#endif
