/*
 * fn_if.c - if(): one of two expressions.
 */
#include "base/base.h"

#include "func/arg.h"

enum { CONDITION, THEN, ELSE };

static struct value if_value(const struct func_call *call, struct row row,
                             struct func_run *run)
{
    struct value condition = func_expr(run, &call->arg[CONDITION], 0, row);

    return func_expr(run, &call->arg[value_is_true(condition) ? THEN : ELSE], 0, row);
}

const struct func func_if = {
    .name = "if",
    .summary = "One expression where a condition holds, another where it does not.",
    .source = "library.humio.com/data-analysis/functions-if.html",
    .family = "field",
    .params =
        (const struct func_param[]){
            { .name = "condition",
              .kind = PARAM_CONDITION,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = "then", .kind = PARAM_EXPR, .flags = PARAM_REQUIRED },
            { .name = "else", .kind = PARAM_EXPR, .flags = PARAM_REQUIRED },
            { .name = "as", .kind = PARAM_OUT, .def = "_if" },
            { .name = NULL },
        },
    .value = if_value,
    .examples =
        (const struct func_example[]){
            { .query = "kind := if(port < 1024, then=\"system\", else=\"user\")",
              .input = "{\"port\":\"80\"}\n{\"port\":\"8080\"}\n{\"x\":\"1\"}",
              .output = "{\"port\":\"80\",\"kind\":\"system\"}\n"
                        "{\"port\":\"8080\",\"kind\":\"user\"}\n"
                        "{\"x\":\"1\",\"kind\":\"user\"}" },
            { .query = NULL },
        },
};
