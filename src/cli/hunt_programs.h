/*
 * hunt_programs.h - paths with programs instead of events: verify them, hunt in that.
 */
#ifndef CLI_HUNT_PROGRAMS_H
#define CLI_HUNT_PROGRAMS_H

#include "cli/console.h"
#include "cli/verify_inputs.h"
#include "os/memory_file.h"

/* Where to look, and what verdicts rest on. */
struct hunt_paths {
    const char *const *paths;
    size_t npaths;
    struct verify_inputs inputs;
    unsigned threads; /* 0: one a processor */
};

struct hunt_programs {
    struct output_file events; /* fd -1: no path held programs */
    char path[MEMORY_FILE_PATH];
    const char *const *paths; /* what to read instead; in the arena, or as given */
    size_t npaths;
    bool has_mixed; /* among them are folders that hold programs, too */
};

/*
 * Verify what lies at those paths that are programs, or folders that hold one among the
 * first files; such a folder is read for events as well. What cannot be judged for want
 * of a root is left out, and said once. `p` must not move; close it in any case.
 */
NODISCARD enum status hunt_programs_open(struct hunt_programs *p,
                                         const struct hunt_paths *where,
                                         struct arena *arena,
                                         const struct console *console,
                                         struct diag *diag);
void hunt_programs_close(struct hunt_programs *p);

#endif
