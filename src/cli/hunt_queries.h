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
#include "cli/joins.h"
#include "cli/packs.h"
#include "cli/runner.h"

/* What they are made of, and run over; all of it borrowed. */
struct hunt_queries {
    const struct packs *packs;
    const struct plan_options *options;
    const struct hunt_findings *findings;
    struct runner *runner;
    const struct console *console; /* for complaints about queries */
};

/*
 * Compile every pack's query with what `findings` adds, run them over the runner's
 * input, and hand rows to `output`. The first that cannot be compiled or run ends all:
 * a hunt that leaves a detection out would look clean.
 */
NODISCARD enum status hunt_queries_run(const struct hunt_queries *queries,
                                       const struct row_output *output,
                                       struct diag *diag);

/* Ask for what their events do not say themselves: see joins_ask(). */
NODISCARD enum status hunt_queries_ask(const struct hunt_queries *queries,
                                       struct joins *joins, struct diag *diag);

#endif
