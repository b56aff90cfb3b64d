#include "base/base.h"

#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "os/memory_file.h"
#include "os/reason.h"

enum status memory_file_open(struct output_file *out, char path[MEMORY_FILE_PATH],
                             struct diag *diag)
{
    *out = (struct output_file){ .fd = memfd_create("countersign", MFD_CLOEXEC) };
    if (out->fd < 0)
        return os_fail(diag, errno, "memory file");
    (void)snprintf(path, MEMORY_FILE_PATH, "/proc/self/fd/%d", out->fd);
    out->path = path;
    return ST_OK;
}

void memory_file_close(struct output_file *out)
{
    if (out->fd >= 0)
        (void)close(out->fd);
    out->fd = -1;
}
