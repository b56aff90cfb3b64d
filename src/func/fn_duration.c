/*
 * fn_duration.c - duration(): a length of time as milliseconds.
 */
#include "base/base.h"

#include "func/arg.h"

enum { DURATION };

static struct value duration_value(const struct func_call *call, struct row row UNUSED,
                                   struct func_run *run UNUSED)
{
    return value_int(call->arg[DURATION].integer);
}

const struct func func_duration = {
    .name = "duration",
    .summary = "A length of time such as 15m or \"1 day\" as milliseconds.",
    .source = "library.humio.com/data-analysis/functions-duration.html",
    .family = "field",
    .params =
        (const struct func_param[]){
            { .name = "duration",
              .kind = PARAM_DURATION,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "as", .kind = PARAM_OUT, .def = "_duration" },
            { .name = NULL },
        },
    .value = duration_value,
    .examples =
        (const struct func_example[]){
            { .query = "duration(\"15m\")",
              .input = "{\"a\":\"1\"}",
              .output = "{\"a\":\"1\",\"_duration\":\"900000\"}" },
            { .query = NULL },
        },
};
