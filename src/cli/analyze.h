/*
 * analyze.h - a query run only to see what its steps take in, put out and need.
 */
#ifndef CLI_ANALYZE_H
#define CLI_ANALYZE_H

#include "cli/runner.h"

struct analysis {
    struct exec_meter meter;
    struct exec_stats stats;
    uint64_t elapsed_ns;
};

/*
 * Run `plan` over the input and drop its rows. The figures lie in `arena`. Warns of
 * what could not be read.
 */
NODISCARD enum status analyze(struct analysis *out, struct plan *plan,
                              const struct runner_options *options,
                              const struct console *console, struct arena *arena,
                              struct diag *diag);

/* A line a step: rows in and out, time of all threads, and what was written. */
void analysis_text(const struct analysis *a, const struct plan *plan, bool has_color,
                   struct buf *out);

/* The same as one JSON object: bytes, records, nanoseconds, and an array of steps. */
void analysis_json(const struct analysis *a, const struct plan *plan, struct buf *out);

#endif
