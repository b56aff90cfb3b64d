/*
 * write.h - bytes out: to a descriptor, or to a file that appears all at once.
 */
#ifndef OS_WRITE_H
#define OS_WRITE_H

#include "base/diag.h"
#include "base/str.h"

struct output_file {
    int fd;           /* -1: not open */
    const char *path; /* borrowed; for messages */
    char *temporary;  /* heap; NULL when nothing needs a name at the end */
    bool is_broken;   /* the reader of the pipe went away */
};

/* Standard output. */
void output_stdout(struct output_file *out);

/*
 * Write to a temporary file beside `path` (borrowed until the end), which takes its
 * name in output_commit(): whoever looks sees the old file or the whole new one. What
 * exists and is no regular file (/dev/stderr, a FIFO) is written directly.
 */
NODISCARD enum status output_create(struct output_file *out, const char *path,
                                    struct diag *diag);

/* Write all of `bytes`. ST_IO; is_broken is set when that is because nobody reads. */
NODISCARD enum status output_write(struct output_file *out, struct str bytes,
                                   struct diag *diag);

/* Close; the file gets its name. */
NODISCARD enum status output_commit(struct output_file *out, struct diag *diag);

/* Close and remove the temporary file, if any. After a commit it does nothing. */
void output_abandon(struct output_file *out);

/* Replace `path` by `bytes` in one step. */
NODISCARD enum status write_whole(const char *path, struct str bytes,
                                  struct diag *diag);

#endif
