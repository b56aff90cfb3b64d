/*
 * fn_default.c - default(): a value for fields that have none.
 */
#include "base/base.h"

#include "func/arg.h"

enum { VALUE, FIELD, REPLACE_EMPTY };

static bool is_empty(struct value v)
{
    return (v.kind == VALUE_STRING || v.kind == VALUE_ESCAPED) && v.n == 0;
}

static bool default_rewrite(const struct func_call *call, struct row row,
                            struct func_run *run UNUSED)
{
    const struct func_arg *fields = &call->arg[FIELD];
    bool replace_empty = call->arg[REPLACE_EMPTY].boolean;

    for (size_t i = 0; i < fields->n; i++) {
        struct value v = row_get(row, &fields->field[i]);

        if (value_is_missing(v) || (replace_empty && is_empty(v)))
            row_set(row, &fields->field[i], value_str(call->arg[VALUE].text[0]));
    }
    return true;
}

const struct func func_default = {
    .name = "default",
    .summary = "Set fields that are missing, with replaceEmpty=true also empty ones.",
    .source = "library.humio.com/data-analysis/functions-default.html",
    .family = "field",
    .params =
        (const struct func_param[]){
            { .name = "value",
              .kind = PARAM_STRING,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "field", .kind = PARAM_FIELDS, .flags = PARAM_REQUIRED },
            { .name = "replaceEmpty", .kind = PARAM_BOOL, .def = "false" },
            { .name = NULL },
        },
    .flags = FUNC_SETS_NAMED,
    .rewrite = default_rewrite,
    .examples =
        (const struct func_example[]){
            { .query = "default(field=[user, host], value=\"-\")",
              .input = "{\"user\":\"\"}",
              .output = "{\"user\":\"\",\"host\":\"-\"}" },
            { .query = "default(field=user, value=\"-\", replaceEmpty=true)",
              .input = "{\"user\":\"\"}",
              .output = "{\"user\":\"-\"}" },
            { .query = NULL },
        },
};
