#include "base/base.h"

#include <errno.h>

#include "os/reason.h"

const char *os_reason(int error)
{
    const char *text = strerrordesc_np(error);

    return text ? text : "unknown error";
}

enum status os_fail(struct diag *diag, int error, const char *path)
{
    return diag_set(diag, error == ENOMEM ? ST_NOMEM : ST_IO, 0, "%s: %s", path,
                    os_reason(error));
}
