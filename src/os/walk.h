/*
 * walk.h - everything below a folder, in the order of path names.
 *
 * Names sort bytewise within their folder, so a walk is the same on every machine.
 * Links are followed; a folder that is its own ancestor or was entered before, by
 * whatever link, is not entered again.
 */
#ifndef OS_WALK_H
#define OS_WALK_H

#include "base/arena.h"
#include "base/hash.h"
#include "os/file.h"

enum { WALK_DEPTH_MAX = 128 };

struct walk_visitor {
    void *ctx;
    /*
     * A file (or FIFO, device, …) below the folder; `path` is borrowed for the call.
     * A status other than ST_OK ends the walk.
     */
    enum status (*file)(void *ctx, const char *path, const struct file_info *info);
    /* An entry that cannot be looked at or entered, and why; the walk goes on. */
    void (*problem)(void *ctx, const char *path, const char *why);
    /* Leave out the entry called `name`? NULL: none. */
    bool (*skip)(void *ctx, const char *name);
};

/*
 * The folders that were entered, over several walks: each is entered once. The map lies
 * in an arena of its own.
 */
struct walk_memory {
    struct arena arena;
    struct map entered;
};

void walk_memory_init(struct walk_memory *m);
void walk_memory_release(struct walk_memory *m);

/*
 * Walk `path`, a folder; nothing happens when it was entered before. ST_NOMEM, or what
 * a callback returned; an unreadable folder is a problem, not a failure.
 */
NODISCARD enum status walk_folder(const char *path, const struct walk_visitor *visitor,
                                  struct walk_memory *memory, struct diag *diag);

#endif
