/*
 * random.h - bytes that nobody can guess.
 */
#ifndef OS_RANDOM_H
#define OS_RANDOM_H

#include "base/diag.h"

/* Fill `out`; at most 256 bytes, so that a signal cannot cut the call short. */
NODISCARD enum status os_random(void *out, size_t n, struct diag *diag);

#endif
