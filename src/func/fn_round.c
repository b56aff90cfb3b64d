/*
 * fn_round.c - round(): to a whole number.
 *
 * Halves go up, also below zero (-2.5 becomes -2), as in the language's home.
 */
#include "base/base.h"

#include <math.h>

#include "func/arg.h"

enum { FIELD, AS, HOW };

/* floor(d + 0.5) would turn the largest number below a half into 1. */
static double round_half_up(double d)
{
    double low = floor(d);

    return d - low >= 0.5 ? low + 1 : low;
}

static struct value round_value(const struct func_call *call, struct row row,
                                struct func_run *run UNUSED)
{
    struct value v = arg_value(call, FIELD, row);
    struct str how = call->arg[HOW].text[0];
    int64_t whole;
    double d;

    if (value_integer(v, &whole))
        return value_int(whole);
    if (!value_number(v, &d))
        return value_missing();
    if (str_eq(how, STR("ceil")))
        return value_double(ceil(d));
    if (str_eq(how, STR("floor")))
        return value_double(floor(d));
    return value_double(round_half_up(d));
}

const struct func func_round = {
    .name = "round",
    .summary = "Round a number to a whole one.",
    .source = "library.humio.com/data-analysis/functions-round.html",
    .family = "field",
    .params =
        (const struct func_param[]){
            { .name = "field",
              .kind = PARAM_FIELD,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "as", .kind = PARAM_OUT, .def = "=field" },
            { .name = "how",
              .kind = PARAM_ENUM,
              .def = "round",
              .choices = "round ceil floor" },
            { .name = NULL },
        },
    .value = round_value,
    .examples =
        (const struct func_example[]){
            { .query = "round(x)",
              .input = "{\"x\":\"2.5\"}\n{\"x\":\"-2.5\"}\n{\"x\":\"none\"}",
              .output = "{\"x\":\"3\"}\n{\"x\":\"-2\"}\n{\"x\":\"none\"}" },
            { .query = "round(x, how=floor, as=y)",
              .input = "{\"x\":\"2.9\"}",
              .output = "{\"x\":\"2.9\",\"y\":\"2\"}" },
            { .query = NULL },
        },
};
