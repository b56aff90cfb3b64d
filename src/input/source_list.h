/*
 * source_list.h - which files there are to read, and what went wrong with them.
 *
 * Shared between sources.c, which fills the list, and feed.c, which reads what it
 * names. Private to input/.
 */
#ifndef INPUT_SOURCE_LIST_H
#define INPUT_SOURCE_LIST_H

#include <stdatomic.h>

#include "base/arena.h"
#include "input/input.h"
#include "input/member.h"
#include "input/sources.h"
#include "os/file.h"
#include "os/thread.h"

struct source {
    const char *path;            /* NULL: standard input */
    const struct member *member; /* of an archive; NULL: a file of its own */
    struct file_info info;
    bool was_read;   /* opened, in some pass */
    bool has_failed; /* could not be opened, or broke off */
};

struct sources {
    struct arena arena; /* paths and texts */
    struct sources_options options;
    const struct input *format; /* of --input, or NULL */
    struct source *source;      /* n of them, sorted by path */
    size_t n, cap;
    struct lock *lock; /* guards what follows, and was_read, has_failed */
    struct source_problem *problem;
    size_t nproblems, problem_cap;
    size_t nmissing;      /* paths and entries that did not become a source */
    bool stream_was_read; /* one that cannot be read again */
    uint64_t total;       /* bytes of all regular files */
    bool total_unknown;
    _Atomic uint64_t bytes_read; /* in this pass */
};

/* Append to the list. ST_LIMIT: too many. */
NODISCARD enum status sources_add(struct sources *s, const struct source *source,
                                  struct diag *diag);

/* Note what is wrong with a source, once; takes the lock. `i` may be SIZE_MAX: none. */
void sources_note(struct sources *s, size_t i, struct str path, const char *why,
                  bool is_failure);

/* The feed over the list; feed.c. */
enum status feed_new(struct sources *s, bool ordered, struct feed **feed,
                     struct diag *diag);
void feed_free(struct feed *feed);

#endif
