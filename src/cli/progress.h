/*
 * progress.h - one line on stderr that says how far a run is.
 *
 *       42%  1.2 GB of 2.9 GB  850 MB/s  2.0 s left
 *
 * Drawn only where stderr is a terminal, not before half a second has passed, and
 * at most ten times a second. progress_tick() may be called by any thread.
 */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdatomic.h>

#include "base/buf.h"
#include "cli/console.h"

struct progress {
    bool is_enabled;
    bool has_color;
    uint64_t started_ns;
    _Atomic uint64_t next_ns; /* when the line is due again */
    atomic_bool is_drawn;
    void *ctx;
    void (*measure)(void *ctx, uint64_t *done, uint64_t *total); /* any thread */
};

/* `measure` says how many bytes are done and how many there are, 0: unknown. */
void progress_start(struct progress *p, const struct console *console, void *ctx,
                    void (*measure)(void *ctx, uint64_t *done, uint64_t *total));

/* Draw if it is time. */
void progress_tick(struct progress *p);

/* Remove the line: before anything else is printed, and at the end. NULL is allowed. */
void progress_clear(struct progress *p);

/* The line without escape sequences; for tests. */
void progress_line(uint64_t done, uint64_t total, uint64_t elapsed_ns, struct buf *out);

#endif
