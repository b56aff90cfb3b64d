/*
 * evidence.h - a hunt as a folder that gives the same findings again.
 *
 *     evidence/
 *         manifest.json       who, when, over which input (path, size, SHA-256)
 *         findings.ndjson     what the detections found, before tuning and baseline
 *         records.ndjson      every event that the findings are made of, as the
 *                             detections saw it, with its @rawstring
 *         detections/<id>/    pack.yaml and the query, as they ran
 *
 * The folder must be new or empty: evidence is never mixed with other evidence.
 */
#ifndef CLI_EVIDENCE_H
#define CLI_EVIDENCE_H

#include "cli/packs.h"
#include "cli/runner.h"

struct evidence {
    const char *folder;
    struct arena *arena;
    struct buf findings; /* lines */
    uint64_t nfindings;
};

/* What a bundle says of the run besides its findings. */
struct evidence_run {
    const struct packs *packs;
    const struct plan_options *plan_options;
    const char *const *params; /* --param as given; ends with NULL */
    const char *const *paths;  /* what was read; none: a stream */
    size_t npaths;
    struct runner *runner;
    int64_t now_ms;
};

/* Make the folder. ST_IO when there is something in it. */
NODISCARD enum status evidence_open(struct evidence *e, const char *folder,
                                    struct arena *arena, struct diag *diag);

/* Note the selected rows of a detection. */
NODISCARD enum status evidence_note(struct evidence *e, struct batch *batch,
                                    struct diag *diag);

/* Write everything; reads the input again for the records. */
NODISCARD enum status evidence_write(struct evidence *e, const struct evidence_run *run,
                                     struct diag *diag);
void evidence_close(struct evidence *e);

/* "folder/name" in `arena`; NULL: memory. */
const char *evidence_path(struct arena *arena, const char *folder, const char *name);

/* Write records.ndjson: evidence_records.c. Counts what it wrote. */
NODISCARD enum status evidence_records(const struct evidence *e,
                                       const struct evidence_run *run, uint64_t *n,
                                       struct diag *diag);

#endif
