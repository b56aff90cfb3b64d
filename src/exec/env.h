/*
 * env.h - what the executor needs of the system, as a struct of functions.
 *
 * The executor starts no threads and asks no clock itself: the program gives it
 * this struct over os/, the tests give it one that runs the workers one after
 * another in whatever order they like.
 */
#ifndef EXEC_ENV_H
#define EXEC_ENV_H

#include "base/str.h"

struct exec_env {
    void *ctx;
    unsigned workers; /* at least 1 */

    /* Call fn(arg, 0 … n-1), at the same time where possible; return when all have. */
    void (*run)(void *ctx, unsigned n, void (*fn)(void *arg, unsigned worker),
                void *arg);

    /* One lock for short critical sections, and a way to wait for a change under it. */
    void (*lock)(void *ctx);
    void (*unlock)(void *ctx);
    void (*wait)(void *ctx); /* gives the lock back while waiting */
    void (*wake)(void *ctx); /* wakes every waiter */

    /* The user asked to stop (SIGINT); then results are partial. */
    bool (*is_cancelled)(void *ctx);
};

#endif
