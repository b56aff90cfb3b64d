/*
 * hunt_queries.h - the queries of all detections, compiled and run together.
 *
 * They share one pass over the input, so that a hunt costs little more than its most
 * costly detection, and a stream can be hunted by all of them. Their rows come one
 * detection after the other.
 */
#ifndef CLI_HUNT_QUERIES_H
#define CLI_HUNT_QUERIES_H

#include "cli/hunt_findings.h"
#include "cli/packs.h"
#include "cli/runner.h"

/*
 * Compile every pack's query with what `findings` adds, run them over the runner's
 * input, and hand rows to `output`. Complaints about queries go to the console. The
 * first that cannot be compiled or run ends all: a hunt that leaves a detection out
 * would look clean.
 */
NODISCARD enum status
hunt_queries_run(const struct packs *packs, const struct plan_options *options,
                 const struct hunt_findings *findings, struct runner *runner,
                 const struct row_output *output, const struct console *console,
                 struct diag *diag);

#endif
