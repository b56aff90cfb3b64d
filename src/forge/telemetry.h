/*
 * telemetry.h - what the sensors of a host would have sent when a forged file ran.
 *
 * Falcon's records as its Data Replicator writes them (ProcessRollup2,
 * ClassifiedModuleLoad), and Windows events (Sysmon 1, 7, 11; PowerShell 4104) as JSON
 * or XML. Names of hosts and users are invented, and every record says that it is
 * synthetic: `Synthetic` in Falcon's, `RuleName` in Sysmon's, a comment in 4104's
 * script.
 */
#ifndef FORGE_TELEMETRY_H
#define FORGE_TELEMETRY_H

#include "base/buf.h"
#include "forge/scenario.h"

struct sighting {
    const struct scenario *scenario;
    struct str file;  /* name */
    struct str bytes; /* of the file */
    const char *host;
    int64_t time_ms; /* when it was started */
};

enum telemetry_form { TELEMETRY_JSON, TELEMETRY_XML };

/* Append the records of a sighting, one a line. */
void telemetry_falcon(struct forge *f, const struct sighting *s, struct buf *out);
void telemetry_windows(struct forge *f, const struct sighting *s,
                       enum telemetry_form form, struct buf *out);

/* Append the record that names the host, as in the sensor's `aidmaster` files. */
void telemetry_host(struct forge *f, const char *host, int64_t time_ms,
                    struct buf *out);

#endif
