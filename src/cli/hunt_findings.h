/*
 * hunt_findings.h - what happens to findings between a detection and the output.
 *
 * In this order: the baseline raises what is new or rare by one step of severity,
 * --severity leaves out what is below, suppressions hide what somebody has decided not
 * to see again. Each step counts what it did, and the end of the run tells.
 *
 * With --preview-tuning it is the other way round: only what that file would hide comes
 * through, and nothing else is suppressed.
 */
#ifndef CLI_HUNT_FINDINGS_H
#define CLI_HUNT_FINDINGS_H

#include "cli/console.h"
#include "cli/packs.h"
#include "cli/tally.h"
#include "detect/baseline.h"
#include "detect/tuning.h"

struct plan_param;

struct hunt_findings_options {
    const char *const
        *tuning;          /* files, or names of a pack's profiles; ends with NULL */
    const char *preview;  /* likewise, or NULL */
    const char *baseline; /* file, or NULL */
    const char *severity; /* low, medium, high, or NULL */
    const struct plan_param *param;
    size_t nparams;
    bool has_no_tuning; /* not even the packs' own */
};

struct hunt_findings {
    struct hunt_findings_options options;
    const struct about *about;
    struct arena *arena;
    struct tuning tuning;
    struct baseline baseline;
    struct tally severities, classes, by_host; /* of what came through */
    struct tally hidden;                       /* by id of suppression */
    struct tally raised;                       /* "new", "rare" */
    int64_t now_ms;
};

/*
 * Read the files that the options name, and `tuning.yaml` beside each pack. Everything
 * lives in `arena`; `about` must outlive the hunt.
 */
NODISCARD enum status hunt_findings_open(struct hunt_findings *f,
                                         const struct hunt_findings_options *options,
                                         const struct packs *packs,
                                         const struct about *about, struct arena *arena,
                                         struct diag *diag);

/* The steps that a detection's query needs behind its own, so that its rows have room.
 */
void hunt_findings_extend(const struct hunt_findings *f, struct buf *query);

/* Judge the selected rows and leave those that are to be shown. */
NODISCARD enum status hunt_findings_take(struct hunt_findings *f, struct batch *batch,
                                         struct diag *diag);

/* Replace the baseline's file; for a hunt that saw everything. */
NODISCARD enum status hunt_findings_save(struct hunt_findings *f, struct diag *diag);

/* "14 findings: high 5, …" and on lines of their own evidence, hosts, what was raised
 * and what was hidden. */
void hunt_findings_summary(const struct hunt_findings *f, struct buf *out);

/* Warn of suppressions that are off or matched nothing. */
void hunt_findings_warn(const struct hunt_findings *f, const struct console *console);

#endif
