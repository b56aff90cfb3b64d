/*
 * fn_now.c - now(), start(), end(): the times of the query itself.
 *
 * now() is the same for every event of a query. Without an interval the query reaches
 * from 1970 to now.
 */
#include "base/base.h"

#include "func/arg.h"

static struct value now_value(const struct func_call *call, struct row row UNUSED,
                              struct func_run *run UNUSED)
{
    return value_int(call->env->now_ms);
}

static struct value start_value(const struct func_call *call, struct row row UNUSED,
                                struct func_run *run UNUSED)
{
    return value_int(call->env->has_interval ? call->env->start_ms : 0);
}

static struct value end_value(const struct func_call *call, struct row row UNUSED,
                              struct func_run *run UNUSED)
{
    return value_int(call->env->has_interval ? call->env->end_ms : call->env->now_ms);
}

const struct func func_now = {
    .name = "now",
    .summary = "The current time in milliseconds since 1970, the same for all events.",
    .source = "library.humio.com/data-analysis/functions-now.html",
    .family = "time",
    .params =
        (const struct func_param[]){
            { .name = "as", .kind = PARAM_OUT, .flags = PARAM_UNNAMED, .def = "_now" },
            { .name = NULL },
        },
    .flags = FUNC_NOT_DETERMINISTIC,
    .value = now_value,
    .examples =
        (const struct func_example[]){
            { .query = "now() | test(_now > 0) | drop(_now)",
              .input = "{\"a\":\"1\"}",
              .output = "{\"a\":\"1\"}" },
            { .query = NULL },
        },
};

const struct func func_start = {
    .name = "start",
    .summary = "The beginning of the query's time interval in milliseconds; 0 without.",
    .source = "library.humio.com/data-analysis/functions-start.html",
    .family = "time",
    .params =
        (const struct func_param[]){
            { .name = "as",
              .kind = PARAM_OUT,
              .flags = PARAM_UNNAMED,
              .def = "_start" },
            { .name = NULL },
        },
    .value = start_value,
    .examples =
        (const struct func_example[]){
            { .query = "start() | test(_start >= 0) | drop(_start)",
              .input = "{\"a\":\"1\"}",
              .output = "{\"a\":\"1\"}" },
            { .query = NULL },
        },
};

const struct func func_end = {
    .name = "end",
    .summary = "The end of the query's time interval in milliseconds; now() without.",
    .source = "library.humio.com/data-analysis/functions-end.html",
    .family = "time",
    .params =
        (const struct func_param[]){
            { .name = "as", .kind = PARAM_OUT, .flags = PARAM_UNNAMED, .def = "_end" },
            { .name = NULL },
        },
    .flags = FUNC_NOT_DETERMINISTIC,
    .value = end_value,
    .examples =
        (const struct func_example[]){
            { .query = "end() | start() | test(_end > _start) | drop([_start, _end])",
              .input = "{\"a\":\"1\"}",
              .output = "{\"a\":\"1\"}" },
            { .query = NULL },
        },
};
