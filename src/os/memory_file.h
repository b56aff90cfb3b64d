/*
 * memory_file.h - a file that has a path but lies on no disk.
 */
#ifndef OS_MEMORY_FILE_H
#define OS_MEMORY_FILE_H

#include "os/write.h"

enum { MEMORY_FILE_PATH = 32 };

/*
 * Open an empty file to write to; `path` becomes a name under which this process can
 * open it as long as `out` is open, and `out` borrows it. Give it back with
 * memory_file_close(), not with output_commit().
 */
NODISCARD enum status memory_file_open(struct output_file *out,
                                       char path[MEMORY_FILE_PATH], struct diag *diag);
void memory_file_close(struct output_file *out); /* fd -1 is allowed */

#endif
