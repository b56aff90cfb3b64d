/*
 * now.h - the time that queries take as now.
 */
#ifndef CLI_NOW_H
#define CLI_NOW_H

#include "base/diag.h"

/*
 * The clock in milliseconds since 1970, or COUNTERSIGN_NOW when that is set, so that
 * tests and reproducible reports do not depend on the day they run.
 */
NODISCARD enum status now_ms(int64_t *out, struct diag *diag);

#endif
