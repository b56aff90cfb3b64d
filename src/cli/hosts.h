/*
 * hosts.h - host names for the ids that raw sensor events carry.
 *
 * Falcon Data Replicator events name a host by `aid` alone; the names stand in lookup
 * records of their own, in a folder `aidmaster` beside the events. The newest record
 * of each host wins.
 */
#ifndef CLI_HOSTS_H
#define CLI_HOSTS_H

#include "base/hash.h"
#include "cli/runner.h"

struct hosts {
    struct arena *arena; /* borrowed */
    struct map index;    /* aid to entry of `name` */
    struct str *name;
    size_t n, cap;
};

/*
 * Read the lookup records in `named` (--hosts), or, when that is NULL, in `aidmaster`
 * below each of the folders `paths`; where there is none nothing happens. What cannot
 * be read there is told by console_warn().
 */
struct host_places {
    const char *named;
    const char *const *paths;
    size_t npaths;
};
NODISCARD enum status hosts_load(struct hosts *h, const struct host_places *places,
                                 struct arena *arena, const struct console *console,
                                 struct diag *diag);

/* Is there a host at all? */
bool hosts_any(const struct hosts *h);

/* The name of the host with this aid; p is NULL when it is not known. */
struct str hosts_name(const struct hosts *h, struct str aid);

#endif
