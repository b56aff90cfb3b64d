/*
 * file.h - open, look at and read files.
 *
 * Every call retries when a signal interrupts it. What fails returns ST_IO with
 * the path and the system's reason in the diag. A struct file holds a descriptor
 * and is released with file_close(); reads at an offset may run in several
 * threads at once.
 */
#ifndef OS_FILE_H
#define OS_FILE_H

#include "base/diag.h"
#include "base/str.h"

enum file_type {
    FILE_REGULAR,
    FILE_FOLDER,
    FILE_STREAM, /* FIFO, terminal, device, socket: no size, no way back */
};

struct file_info {
    enum file_type type;
    uint64_t size;          /* bytes; 0 for what is no regular file */
    uint64_t device, inode; /* together the file's identity while it exists */
    int64_t modified_ms;    /* since 1970 UTC */
};

struct file {
    int fd;           /* -1: not open */
    const char *path; /* borrowed; for messages */
    struct file_info info;
};

/* What `path` is, links followed. Opens nothing. */
NODISCARD enum status file_look(const char *path, struct file_info *info,
                                struct diag *diag);

/*
 * Open `path` for reading; it is borrowed until file_close(). "-" is no special
 * name here: see file_stdin(). A folder is ST_IO. Blocks on a FIFO until it has
 * a writer.
 */
NODISCARD enum status file_open(struct file *f, const char *path, struct diag *diag);

/* Standard input as a file; closing it leaves descriptor 0 open. */
NODISCARD enum status file_stdin(struct file *f, struct diag *diag);

void file_close(struct file *f);

/*
 * Read up to `n` bytes at `offset`; *got is less than `n` only at the end of the
 * file. Not for streams.
 */
NODISCARD enum status file_pread(const struct file *f, void *to, size_t n,
                                 uint64_t offset, size_t *got, struct diag *diag);

/* Read what is there next, 1 to `n` bytes; *got == 0 is the end. */
NODISCARD enum status file_read(const struct file *f, void *to, size_t n, size_t *got,
                                struct diag *diag);

/* Would file_read() return at once, with bytes or the end? */
bool file_is_ready(const struct file *f);

/*
 * Read all of `path`. ST_LIMIT when it is longer than `limit` bytes. *out is heap
 * memory with a NUL behind the last byte, owned by the caller: free() out->p.
 */
NODISCARD enum status file_load(const char *path, size_t limit, struct str *out,
                                struct diag *diag);

/* As file_load(), from an open file, from its current place on. */
NODISCARD enum status file_load_open(const struct file *f, size_t limit,
                                     struct str *out, struct diag *diag);

#endif
