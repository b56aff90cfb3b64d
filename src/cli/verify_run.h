/*
 * verify_run.h - many files, several workers, results in the order of the files.
 *
 * One worker walks the folders and hands out paths through a queue of fixed length;
 * when the queue is full it verifies a file itself. So nobody waits for a thread that
 * may never start, and memory does not grow with the number of files.
 *
 * On a terminal a line says how far the run is (progress.h).
 *
 * Results are written in the order of the walk. Files with a grafted signature come
 * last: the donor may be any file of the run.
 */
#ifndef CLI_VERIFY_RUN_H
#define CLI_VERIFY_RUN_H

#include "cli/console.h"
#include "cli/verify_format.h"
#include "os/write.h"

struct verify_job {
    const struct verify_options *options;
    const struct verify_format *format;
    struct verify_style style;
    const char *const *paths; /* files and folders */
    size_t npaths;
    unsigned threads; /* 0: one a processor */
    bool with_others; /* write files of folders that nobody can sign, too */
    bool
        omit_unjudged; /* count, but do not write, what only lacks a root to judge by */
    const struct console *console;
    struct output_file *file;
};

/* What was found. */
struct verify_summary {
    uint64_t count[VERDICT_COUNT];
    uint64_t files;              /* judged */
    uint64_t not_signable;       /* of folders */
    uint64_t not_signable_named; /* that the user named one by one */
    uint64_t unreadable;
    uint64_t unjudged; /* left out for want of a root; counted in `files`, too */
    bool was_interrupted;
};

/*
 * Verify everything and write it to job->file. ST_IO when the output cannot be written;
 * files that cannot be read are counted.
 */
NODISCARD enum status verify_run(const struct verify_job *job,
                                 struct verify_summary *summary, struct diag *diag);

#endif
