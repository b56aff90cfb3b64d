/*
 * fn_event.c - functions about the event as a whole: dropEvent(), eventFieldCount(),
 * eventSize(), sample().
 */
#include "base/base.h"

#include "base/hash.h"
#include "func/arg.h"

static const struct func_param no_params[] = { { .name = NULL } };

static bool drop_event_test(const struct func_call *call UNUSED, struct row row UNUSED,
                            struct func_run *run UNUSED)
{
    return false;
}

static struct value field_count_value(const struct func_call *call UNUSED,
                                      struct row row, struct func_run *run UNUSED)
{
    struct row_iter it = { 0 };
    int64_t n = 0;

    while (row_next(row, &it))
        n++;
    return value_int(n);
}

/* The bytes of names and values, as there is no storage whose size could be told. */
static struct value size_value(const struct func_call *call UNUSED, struct row row,
                               struct func_run *run)
{
    struct row_iter it = { 0 };
    size_t n = 0;

    while (row_next(row, &it))
        n += it.name.n + value_text(it.value, run->arena).n;
    return value_int((int64_t)n);
}

enum { PERCENTAGE, FIELD };

static enum status sample_open(const struct func_call *call, void **state UNUSED,
                               struct diag *diag)
{
    double percentage = call->arg[PERCENTAGE].number;

    if (percentage < 0 || percentage > 100)
        return arg_fail(call, PERCENTAGE, ST_TYPE, diag,
                        "a percentage lies between 0 and 100");
    return ST_OK;
}

/*
 * The event's place in the input decides together with the field's value, so that a
 * query over the same input gives the same sample, whatever the threads.
 */
static bool sample_test(const struct func_call *call, struct row row,
                        struct func_run *run)
{
    uint64_t place[2] = { row.batch->ord[row.i], row.batch->sub[row.i] };
    struct str s;
    uint64_t h;

    if (!arg_text(call, FIELD, row, run, &s))
        return false;
    h = hash_combine(hash_bytes(place, sizeof place), hash_bytes(s.p, s.n));
    return (double)(h >> 11) * 0x1p-53 * 100 < call->arg[PERCENTAGE].number;
}

const struct func func_dropEvent = {
    .name = "dropEvent",
    .summary = "Drop the event.",
    .source = "library.humio.com/data-analysis/functions-dropevent.html",
    .family = "filter",
    .params = no_params,
    .test = drop_event_test,
    .examples =
        (const struct func_example[]){
            { .query = "case { a=1 | dropEvent(); * }",
              .input = "{\"a\":\"1\"}\n{\"a\":\"2\"}",
              .output = "{\"a\":\"1\"}\n{\"a\":\"2\"}" },
            { .query = "dropEvent()", .input = "{\"a\":\"1\"}", .output = "" },
            { .query = NULL },
        },
};

const struct func func_eventFieldCount = {
    .name = "eventFieldCount",
    .summary = "The number of fields of the event.",
    .source = "library.humio.com/data-analysis/functions-eventfieldcount.html",
    .family = "event",
    .params =
        (const struct func_param[]){
            { .name = "as", .kind = PARAM_OUT, .def = "_eventFieldCount" },
            { .name = NULL },
        },
    .flags = FUNC_READS_ALL,
    .value = field_count_value,
    .examples =
        (const struct func_example[]){
            { .query = "eventFieldCount(as=n) | test(n > 0) | drop(n)",
              .input = "{\"a\":\"1\",\"b\":\"2\"}",
              .output = "{\"a\":\"1\",\"b\":\"2\"}" },
            { .query = NULL },
        },
};

const struct func func_eventSize = {
    .name = "eventSize",
    .summary = "The size of the event: the bytes of its names and values.",
    .source = "library.humio.com/data-analysis/functions-eventsize.html",
    .family = "event",
    .params =
        (const struct func_param[]){
            { .name = "as", .kind = PARAM_OUT, .def = "_eventSize" },
            { .name = NULL },
        },
    .flags = FUNC_READS_ALL,
    .value = size_value,
    .examples =
        (const struct func_example[]){
            { .query = "eventSize(as=n) | test(n > 3) | drop(n)",
              .input = "{\"a\":\"1\",\"b\":\"2\"}",
              .output = "{\"a\":\"1\",\"b\":\"2\"}" },
            { .query = NULL },
        },
};

const struct func func_sample = {
    .name = "sample",
    .summary = "Pass a share of the events, always the same for the same input; events "
               "without the field are dropped.",
    .source = "library.humio.com/data-analysis/functions-sample.html",
    .family = "filter",
    .params =
        (const struct func_param[]){
            { .name = "percentage",
              .kind = PARAM_NUMBER,
              .flags = PARAM_UNNAMED,
              .def = "1" },
            { .name = "field", .kind = PARAM_FIELD, .def = "@timestamp" },
            { .name = NULL },
        },
    .open = sample_open,
    .test = sample_test,
    .examples =
        (const struct func_example[]){
            { .query = "sample(100, field=a)",
              .input = "{\"a\":\"1\"}\n{\"b\":\"2\"}",
              .output = "{\"a\":\"1\"}" },
            { .query = NULL },
        },
};
