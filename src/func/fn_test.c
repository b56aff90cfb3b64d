/*
 * fn_test.c - test(): pass where an expression is true.
 */
#include "base/base.h"

#include "func/arg.h"

enum { EXPRESSION };

static bool test_test(const struct func_call *call, struct row row,
                      struct func_run *run)
{
    return value_is_true(func_expr(run, &call->arg[EXPRESSION], 0, row));
}

const struct func func_test = {
    .name = "test",
    .summary = "Pass where an expression is true; here a bare word is a field on both "
               "sides of a comparison.",
    .source = "library.humio.com/data-analysis/functions-test.html",
    .family = "filter",
    .params =
        (const struct func_param[]){
            { .name = "expression",
              .kind = PARAM_CONDITION,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = NULL },
        },
    .test = test_test,
    .examples =
        (const struct func_example[]){
            { .query = "test(FileName == OriginalFilename)",
              .input = "{\"FileName\":\"a.exe\",\"OriginalFilename\":\"a.exe\"}\n"
                       "{\"FileName\":\"b.exe\",\"OriginalFilename\":\"a.exe\"}",
              .output = "{\"FileName\":\"a.exe\",\"OriginalFilename\":\"a.exe\"}" },
            { .query = "!test(a < 2 * b)",
              .input = "{\"a\":\"5\",\"b\":\"2\"}\n{\"a\":\"3\",\"b\":\"2\"}",
              .output = "{\"a\":\"5\",\"b\":\"2\"}" },
            { .query = NULL },
        },
};
