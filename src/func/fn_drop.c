/*
 * fn_drop.c - drop(): remove fields.
 */
#include "base/base.h"

#include "func/arg.h"

enum { FIELDS };

static bool drop_rewrite(const struct func_call *call, struct row row,
                         struct func_run *run UNUSED)
{
    const struct func_arg *fields = &call->arg[FIELDS];

    for (size_t i = 0; i < fields->n; i++)
        row_set(row, &fields->field[i], value_missing());
    return true;
}

const struct func func_drop = {
    .name = "drop",
    .summary = "Remove fields.",
    .source = "library.humio.com/data-analysis/functions-drop.html",
    .family = "field",
    .params =
        (const struct func_param[]){
            { .name = "fields",
              .kind = PARAM_FIELDS,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = NULL },
        },
    .flags = FUNC_SETS_NAMED,
    .rewrite = drop_rewrite,
    .examples =
        (const struct func_example[]){
            { .query = "drop([a, nosuch])",
              .input = "{\"a\":\"1\",\"b\":\"2\"}",
              .output = "{\"b\":\"2\"}" },
            { .query = NULL },
        },
};
