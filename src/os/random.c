#include "base/base.h"

#include <errno.h>
#include <sys/random.h>

#include "os/random.h"
#include "os/reason.h"

enum status os_random(void *out, size_t n, struct diag *diag)
{
    ssize_t got;

    assert(n <= 256);
    do
        got = getrandom(out, n, 0);
    while (got < 0 && errno == EINTR);
    return got == (ssize_t)n ? ST_OK : os_fail(diag, errno, "getrandom");
}
