/*
 * workers.h - the executor's surroundings (exec/env.h) over threads and signals.
 */
#ifndef CLI_WORKERS_H
#define CLI_WORKERS_H

#include "base/diag.h"
#include "exec/env.h"

struct lock;

struct workers {
    struct exec_env env;
    struct lock *lock;
};

/* `n` threads; 0: as many as there are processors. Release with workers_release(). */
NODISCARD enum status workers_init(struct workers *w, unsigned n, struct diag *diag);
void workers_release(struct workers *w);

#endif
