/*
 * pack.h - a detection as a folder: a query and what is true of it.
 *
 *     detections/T1036.001-invalid-code-signature/
 *         pack.yaml        this struct
 *         detection.cql    the query
 *         as-published.cql where it comes from, word for word
 *         tests/           events in, findings out
 *
 * pack.yaml comes from whoever wrote the detection: it is read within limits, keys
 * that are not known are refused with the one that was probably meant, and every
 * message has the file and the line.
 */
#ifndef DETECT_PACK_H
#define DETECT_PACK_H

#include "detect/yaml_tree.h"

struct pack_list {
    const struct str *v;
    size_t n;
};

struct pack {
    struct str id; /* letters, digits, '.', '-', '_' */
    struct str title;
    struct str description;
    struct str severity;     /* low, medium or high: the highest a finding can have */
    struct str query;        /* file name in the folder */
    struct str as_published; /* likewise; may be empty */

    /* MITRE ATT&CK, as data: names change between its versions. */
    struct str technique; /* "T1036.001" */
    struct str technique_name;
    struct pack_list tactics;
    struct str detection_strategy; /* "DET0031" */
    struct str analytic;           /* "AN0089" */
    struct str attack_version;

    struct pack_list data_sources;
    struct pack_list events;          /* event_simpleName that the query reads */
    struct pack_list required_fields; /* without these an event cannot be judged */
    struct pack_list optional_fields;
    struct pack_list parameters; /* "name: what it does; default" */
    struct pack_list false_positives;
    struct pack_list references;
};

/*
 * Read a pack.yaml. `name` is its path, for messages. Strings live in `arena`.
 * ST_FORMAT with "path:line: what" for anything that is missing, unknown or of the
 * wrong kind.
 */
NODISCARD enum status pack_parse(struct pack *out, struct str bytes, const char *name,
                                 struct arena *arena, struct diag *diag);

#endif
