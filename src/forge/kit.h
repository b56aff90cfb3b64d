/*
 * kit.h - a folder full of forged programs, as files in memory.
 *
 *     README.md              what everything is, and what to expect
 *     expected.ndjson        the same for programs: file, verdict, findings
 *     programs/<case>.exe    what is to be judged
 *     roots/, crls/, catalogs/   what it is judged with
 *     telemetry/falcon/<case>.ndjson, telemetry/falcon/aidmaster/hosts.ndjson
 *     telemetry/windows/<case>.ndjson, telemetry/windows-xml/<case>.xml
 *
 * Nothing here touches a file: the caller reads and writes. The private keys are in no
 * file. The same seed, time and hosts give the same bytes.
 */
#ifndef FORGE_KIT_H
#define FORGE_KIT_H

#include "forge/scenario.h"

enum { KIT_FILES_MAX = 256, KIT_HOSTS_MAX = 64 };

struct kit_file {
    const char *path; /* below the kit's folder */
    struct str bytes;
};

/* A program of the user's, in place of one of the forge's. */
struct kit_program {
    const char *path; /* NULL: none */
    struct str bytes;
};

struct kit_order {
    const struct scenario *const *scenario;
    size_t nscenarios;
    const char *const *host; /* at least one; scenarios take turns */
    size_t nhosts;
    int64_t time_ms; /* of the first sighting; the others follow by a minute each */
    struct kit_program donor, target; /* of "sigthief" */
};

struct kit {
    struct kit_file file[KIT_FILES_MAX];
    size_t n;
};

/*
 * Make the files, in the order of their paths' first mention above. Bytes are the
 * forge's. ST_LIMIT: more files than KIT_FILES_MAX; else as forge_make() and graft().
 */
NODISCARD enum status kit_make(struct forge *f, const struct kit_order *order,
                               struct kit *out, struct diag *diag);

#endif
