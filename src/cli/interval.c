#include "base/base.h"

#include "cli/interval.h"
#include "cli/now.h"
#include "cli/values.h"

enum status interval_parse(struct plan_options *options, const char *from,
                           const char *to, const char *last, struct diag *diag)
{
    int64_t length;

    TRY(now_ms(&options->now_ms, diag));
    options->start_ms = 0;
    options->end_ms = options->now_ms;
    options->has_interval = from || to || last;
    if (last && (from || to))
        return diag_set(diag, ST_SYNTAX, 0,
                        "--last and --from/--to exclude each other");
    if (last) {
        TRY(value_of_duration("last", last, &length, diag));
        options->start_ms = options->now_ms - length;
    }
    if (from)
        TRY(value_of_time("from", from, options->now_ms, &options->start_ms, diag));
    if (to)
        TRY(value_of_time("to", to, options->now_ms, &options->end_ms, diag));
    if (options->start_ms > options->end_ms)
        return diag_set(diag, ST_SYNTAX, 0, "the interval ends before it begins");
    return ST_OK;
}
