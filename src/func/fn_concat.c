/*
 * fn_concat.c - concat(): the texts of several fields, one behind the other.
 */
#include "base/base.h"

#include "func/arg.h"

enum { FIELD };

static struct value concat_value(const struct func_call *call, struct row row,
                                 struct func_run *run)
{
    const struct func_arg *fields = &call->arg[FIELD];
    bool is_any = false;
    struct buf b;

    buf_init(&b, FUNC_TEXT_MAX);
    for (size_t i = 0; i < fields->n; i++) {
        struct value v = row_get(row, &fields->field[i]);

        is_any |= !value_is_missing(v);
        buf_add(&b, value_text(v, run->arena));
    }
    b.failed |= !is_any;
    return buf_value(run, &b);
}

const struct func func_concat = {
    .name = "concat",
    .summary = "Join the values of fields; missing ones are skipped, and where all are "
               "missing nothing is added.",
    .source = "library.humio.com/data-analysis/functions-concat.html",
    .family = "field",
    .params =
        (const struct func_param[]){
            { .name = "field",
              .kind = PARAM_FIELDS,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "as", .kind = PARAM_OUT, .def = "_concat" },
            { .name = NULL },
        },
    .value = concat_value,
    .examples =
        (const struct func_example[]){
            { .query = "concat([domain, user], as=account)",
              .input = "{\"domain\":\"CORP-\",\"user\":\"eve\"}\n{\"user\":\"bob\"}",
              .output =
                  "{\"domain\":\"CORP-\",\"user\":\"eve\",\"account\":\"CORP-eve\"}\n"
                  "{\"user\":\"bob\",\"account\":\"bob\"}" },
            { .query = NULL },
        },
};
