/*
 * hunt_programs.h - paths with programs instead of events: verify them, hunt in that.
 */
#ifndef CLI_HUNT_PROGRAMS_H
#define CLI_HUNT_PROGRAMS_H

#include "base/arena.h"
#include "cli/console.h"
#include "os/memory_file.h"

struct hunt_programs {
    struct output_file events; /* fd -1: no path held programs */
    char path[MEMORY_FILE_PATH];
    const char *const *paths; /* what to read instead; in the arena, or as given */
    size_t npaths;
};

/*
 * Verify what lies at those paths that are programs, or folders that hold one among the
 * first files, with the imported roots. `p` must not move; close it in any case.
 */
NODISCARD enum status hunt_programs_open(struct hunt_programs *p,
                                         const char *const *paths, size_t npaths,
                                         struct arena *arena,
                                         const struct console *console,
                                         struct diag *diag);
void hunt_programs_close(struct hunt_programs *p);

#endif
