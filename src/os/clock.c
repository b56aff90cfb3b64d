#include "base/base.h"

#include <time.h>

#include "os/clock.h"

static struct timespec ask(clockid_t id)
{
    struct timespec t = { 0 };

    (void)clock_gettime(id, &t);
    return t;
}

static uint64_t as_ns(struct timespec t)
{
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

int64_t clock_now_ms(void)
{
    struct timespec t = ask(CLOCK_REALTIME);

    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

uint64_t clock_monotonic_ns(void)
{
    return as_ns(ask(CLOCK_MONOTONIC));
}

uint64_t clock_cpu_ns(void)
{
    return as_ns(ask(CLOCK_PROCESS_CPUTIME_ID));
}
