/*
 * fn_length.c - length(), text:length(): the number of characters.
 */
#include "base/base.h"

#include "func/arg.h"
#include "text/utf8.h"

enum { FIELD, STRING = FIELD };

static struct value count_characters(struct value v, struct func_run *run)
{
    if (value_is_missing(v))
        return value_missing();
    return value_int((int64_t)utf8_count(value_text(v, run->arena)));
}

static struct value length_value(const struct func_call *call, struct row row,
                                 struct func_run *run)
{
    return count_characters(arg_value(call, FIELD, row), run);
}

static struct value text_length_value(const struct func_call *call, struct row row,
                                      struct func_run *run)
{
    return count_characters(func_expr(run, &call->arg[STRING], 0, row), run);
}

const struct func func_length = {
    .name = "length",
    .summary = "The number of characters of a field.",
    .source = "library.humio.com/data-analysis/functions-length.html",
    .family = "field",
    .params =
        (const struct func_param[]){
            { .name = "field",
              .kind = PARAM_FIELD,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "as", .kind = PARAM_OUT, .def = "_length" },
            { .name = NULL },
        },
    .value = length_value,
    .examples =
        (const struct func_example[]){
            { .query = "length(CommandLine) | _length > 3",
              .input = "{\"CommandLine\":\"whoami\"}\n{\"CommandLine\":\"ver\"}",
              .output = "{\"CommandLine\":\"whoami\",\"_length\":\"6\"}" },
            { .query = NULL },
        },
};

const struct func func_text_length = {
    .name = "text:length",
    .summary = "The number of characters of a text expression.",
    .source = "library.humio.com/data-analysis/functions-text-length.html",
    .family = "text",
    .params =
        (const struct func_param[]){
            { .name = "string",
              .kind = PARAM_EXPR,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "as", .kind = PARAM_OUT, .def = "_length" },
            { .name = NULL },
        },
    .value = text_length_value,
    .examples =
        (const struct func_example[]){
            { .query = "text:length(lower(name))",
              .input = "{\"name\":\"\u00c5se\"}",
              .output = "{\"name\":\"\u00c5se\",\"_length\":\"3\"}" },
            { .query = NULL },
        },
};
