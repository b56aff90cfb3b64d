/*
 * memory_run.h - run a query over events in memory, one worker after the other.
 *
 * Stands in for files, threads and clocks: the text is cut into chunks of a chosen
 * size at line ends, and the chunks are dealt to the workers by a seed, so that a
 * test can try many schedules and get the same rows from each.
 */
#ifndef TESTS_MEMORY_RUN_H
#define TESTS_MEMORY_RUN_H

#include "base/buf.h"
#include "exec/exec.h"

struct memory_run {
    struct str events; /* NDJSON */
    size_t chunk_bytes;
    unsigned workers;
    unsigned seed;
    bool no_prefilter;
    size_t aggregate_bytes; /* 0: default */
    size_t max_rows;        /* stop the run behind so many rows; 0: never */
};

/*
 * Run `plan` and append the rows as NDJSON, names and values as they are printed.
 * Returns what exec_run() returns.
 */
enum status memory_run(struct plan *plan, const struct memory_run *run, struct buf *out,
                       struct diag *diag);

#endif
