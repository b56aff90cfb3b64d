/*
 * fn_coalesce.c - coalesce(): the first expression that has a value.
 */
#include "base/base.h"

#include "func/arg.h"

enum { EXPRESSIONS, AS, IGNORE_EMPTY };

static struct value coalesce_value(const struct func_call *call, struct row row,
                                   struct func_run *run)
{
    const struct func_arg *list = &call->arg[EXPRESSIONS];

    for (size_t i = 0; i < list->n; i++) {
        struct value v = func_expr(run, list, i, row);

        if (value_is_missing(v))
            continue;
        if (!call->arg[IGNORE_EMPTY].boolean || value_text(v, run->arena).n)
            return v;
    }
    return value_missing();
}

const struct func func_coalesce = {
    .name = "coalesce",
    .summary = "The first of several expressions that has a value; an empty one counts "
               "as none unless ignoreEmpty=false.",
    .source = "library.humio.com/data-analysis/functions-coalesce.html",
    .family = "field",
    .params =
        (const struct func_param[]){
            { .name = "expressions",
              .kind = PARAM_EXPRS,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED,
              .help = "a bare word is a field, a quoted text stands for itself" },
            { .name = "as", .kind = PARAM_OUT, .def = "_coalesce" },
            { .name = "ignoreEmpty", .kind = PARAM_BOOL, .def = "true" },
            { .name = NULL },
        },
    .value = coalesce_value,
    .examples =
        (const struct func_example[]){
            { .query = "host := coalesce([ComputerName, aid, \"unknown\"])",
              .input = "{\"ComputerName\":\"\",\"aid\":\"a1\"}\n{\"x\":\"1\"}",
              .output = "{\"ComputerName\":\"\",\"aid\":\"a1\",\"host\":\"a1\"}\n"
                        "{\"x\":\"1\",\"host\":\"unknown\"}" },
            { .query = "coalesce([a, b], ignoreEmpty=false)",
              .input = "{\"a\":\"\",\"b\":\"1\"}",
              .output = "{\"a\":\"\",\"b\":\"1\",\"_coalesce\":\"\"}" },
            { .query = NULL },
        },
};
