/*
 * sources.h - the files, folders and streams that a user named, as one feed.
 *
 * Folders are walked recursively in path order; `_SUCCESS`, empty and dot files
 * are left out without a word; a folder is entered once, whatever links lead to
 * it. gzip and zstd are recognised by magic, formats by bid. A source that
 * cannot be opened or breaks is counted and named; the rest goes on.
 */
#ifndef INPUT_SOURCES_H
#define INPUT_SOURCES_H

#include "event/feed.h"

enum {
    CHUNK_BYTES = 1 << 19,     /* usual size of a chunk; stays in a core's cache */
    RECORD_BYTES_MAX = 1 << 26 /* a longer record is skipped: 64 MiB */
};

struct sources;

struct sources_options {
    unsigned workers;
    const char *format; /* --input: a name, or NULL to recognise by content */
    bool has_others;    /* pass over files of no known format without a word */
};

/* What happened to the sources, for the summary. All strings live as `sources`. */
struct source_problem {
    struct str path;
    struct str why;
};

struct sources_summary {
    size_t files;        /* opened and read, at least in part */
    uint64_t bytes_read; /* from disk, before decompression */
    size_t failed;       /* sources that could not be opened or broke off */
    const struct source_problem *problem;
    size_t nproblems;
};

/*
 * Collect `paths` ("-": standard input). ST_IO only when not one source could be
 * found. Heap.
 */
enum status sources_new(struct sources **out, const char *const *paths, size_t n,
                        const struct sources_options *options, struct diag *diag);
void sources_free(struct sources *s);

/*
 * A pass over all sources. `ordered`: chunks come in input order, sequence
 * numbers count them. ST_UNSUPPORTED when a stream would have to be read twice.
 */
enum status sources_open(struct sources *s, bool ordered, struct feed **feed,
                         struct diag *diag);
void sources_close(struct sources *s, struct feed *feed);

/* May there be another pass? Not when a stream is among the sources. */
bool sources_read_again(const struct sources *s);

/* How far the pass is: bytes read and bytes there are (0 when unknown). Any thread. */
void sources_progress(const struct sources *s, uint64_t *done, uint64_t *total);
void sources_summary(const struct sources *s, struct sources_summary *out);

#endif
