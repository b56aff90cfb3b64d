/*
 * finding.h - a row of a detection, read once for all reports.
 *
 * Reports differ in form, not in what a finding is: a verdict on an image on a host,
 * how often and when it was seen, by whom it was run. Fields that a detection does not
 * give are empty. Of fields with several values (collect()) every line is one.
 */
#ifndef OUTPUT_FINDING_H
#define OUTPUT_FINDING_H

#include "event/batch.h"
#include "output/about.h"

enum finding_severity { SEVERITY_LOW, SEVERITY_MEDIUM, SEVERITY_HIGH };

struct finding {
    const struct about_detection *about; /* NULL: not known */
    struct str detection;                /* its id */
    enum finding_severity severity;
    struct str severity_word;
    struct str confidence; /* how sure the detection is: low, medium, high, or empty */
    struct str state;      /* hash_mismatch, revoked, … */
    struct str meaning;    /* why it is a finding, in a sentence; may be empty */
    struct str host;
    struct str image;  /* the path */
    struct str file;   /* its last part */
    struct str sha256; /* 64 hexadecimal digits, else empty */
    struct str users, commands, loaded_by;
    struct str flags; /* SignInfoFlags */
    struct str signer, issuer, serial, thumbprint, chain;
    struct str detail; /* what else is known of the signature, a line each */
    uint64_t count;    /* runs; at least 1 */
    bool has_times;
    int64_t first_ms, last_ms; /* since 1970 */
    uint64_t uid;              /* the same for the same finding, whenever it is found */
};

/* Read a row. Texts live as the row's batch; `about` may be NULL. */
void finding_read(struct finding *out, struct row row, const struct about *about);

/* "hash_mismatch: setup.exe on FIN-1": one line that names the finding. */
struct str finding_title(const struct finding *f, struct arena *arena);

#endif
