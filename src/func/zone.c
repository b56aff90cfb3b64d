#include "base/base.h"

#include "func/arg.h"
#include "func/zone.h"

enum status zone_open(const struct func_call *call, size_t i, const struct tz **out,
                      struct diag *diag)
{
    struct diag why = { 0 };
    enum status st;

    *out = NULL;
    if (!call->arg[i].given || call->arg[i].text[0].n == 0)
        return ST_OK;
    st = tz_find(out, call->env->arena, call->arg[i].text[0], call->env->zones, &why);
    return st == ST_OK ? ST_OK : arg_fail(call, i, st, diag, "%s", why.text);
}

const struct tz *zone_of_row(const struct func_call *call, size_t i, struct row row,
                             struct func_run *run)
{
    const struct tz *tz = NULL;
    struct str name;

    if (!arg_text(call, i, row, run, &name) || name.n == 0)
        return NULL;
    if (tz_find(&tz, run->arena, name, call->env->zones, NULL) != ST_OK)
        return NULL;
    return tz;
}
