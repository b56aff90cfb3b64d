#include "base/base.h"

#include <errno.h>
#include <sys/stat.h>

#include "os/folder.h"
#include "os/reason.h"

enum status folder_make_for(const char *path, struct diag *diag)
{
    size_t n = strlen(path) + 1;
    char *part = malloc(n);
    enum status st = ST_OK;

    if (!part)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    memcpy(part, path, n);
    for (size_t i = 1; i < n && st == ST_OK; i++) {
        if (part[i] != '/')
            continue;
        part[i] = '\0';
        if (mkdir(part, 0700) != 0 && errno != EEXIST)
            st = os_fail(diag, errno, part);
        part[i] = '/';
    }
    free(part);
    return st;
}
