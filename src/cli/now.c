#include "base/base.h"

#include "base/str.h"
#include "cli/now.h"
#include "os/clock.h"
#include "text/number.h"

enum status now_ms(int64_t *out, struct diag *diag)
{
    const char *fixed = getenv("COUNTERSIGN_NOW");

    *out = clock_now_ms();
    if (!fixed || !fixed[0])
        return ST_OK;
    if (number_parse_int64(str_from_cstr(fixed), out))
        return ST_OK;
    return diag_set(diag, ST_SYNTAX, 0,
                    "COUNTERSIGN_NOW is milliseconds since 1970, not '%s'", fixed);
}
