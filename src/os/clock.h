/*
 * clock.h - what time it is.
 */
#ifndef OS_CLOCK_H
#define OS_CLOCK_H

#include "base/base.h"

/* Milliseconds since 1970-01-01 UTC. */
int64_t clock_now_ms(void);

/* Nanoseconds from some point in the past; never goes back. */
uint64_t clock_monotonic_ns(void);

/* Processor time that all threads of this process have used, in nanoseconds. */
uint64_t clock_cpu_ns(void);

#endif
