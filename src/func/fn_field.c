/*
 * fn_field.c - getField(), setField(): fields whose names are computed; eval().
 *
 * The plan cannot know which field is meant, so the rows must hold all of them.
 */
#include "base/base.h"

#include "func/arg.h"

enum { SOURCE = 0, TARGET = 0, VALUE = 1 };

static struct value get_field_value(const struct func_call *call, struct row row,
                                    struct func_run *run)
{
    struct value name = func_expr(run, &call->arg[SOURCE], 0, row);

    if (value_is_missing(name))
        return value_missing();
    return row_get_name(row, value_text(name, run->arena));
}

static bool set_field_rewrite(const struct func_call *call, struct row row,
                              struct func_run *run)
{
    struct value name = func_expr(run, &call->arg[TARGET], 0, row);
    struct value v = func_expr(run, &call->arg[VALUE], 0, row);
    struct str text = str_dup(run->arena, value_text(name, run->arena));

    if (text.n && !value_is_missing(v))
        row_set_name(row, text, v);
    return true;
}

const struct func func_getField = {
    .name = "getField",
    .summary = "The field whose name an expression gives.",
    .source = "library.humio.com/data-analysis/functions-getfield.html",
    .family = "field",
    .params =
        (const struct func_param[]){
            { .name = "source",
              .kind = PARAM_EXPR,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED,
              .help = "the name: a quoted text is meant as it stands" },
            { .name = "as", .kind = PARAM_OUT, .def = "_getField" },
            { .name = NULL },
        },
    .flags = FUNC_READS_ALL,
    .value = get_field_value,
    .examples =
        (const struct func_example[]){
            { .query = "v := getField(which)",
              .input = "{\"which\":\"b\",\"a\":\"1\",\"b\":\"2\"}",
              .output = "{\"which\":\"b\",\"a\":\"1\",\"b\":\"2\",\"v\":\"2\"}" },
            { .query = "v := getField(\"odd name\")",
              .input = "{\"odd name\":\"1\"}",
              .output = "{\"odd name\":\"1\",\"v\":\"1\"}" },
            { .query = NULL },
        },
};

const struct func func_setField = {
    .name = "setField",
    .summary = "Set the field whose name an expression gives.",
    .source = "library.humio.com/data-analysis/functions-setfield.html",
    .family = "field",
    .params =
        (const struct func_param[]){
            { .name = "target", .kind = PARAM_EXPR, .flags = PARAM_REQUIRED },
            { .name = "value", .kind = PARAM_EXPR, .flags = PARAM_REQUIRED },
            { .name = NULL },
        },
    .flags = FUNC_READS_ALL,
    .rewrite = set_field_rewrite,
    .examples =
        (const struct func_example[]){
            { .query = "setField(target=name, value=x + 1)",
              .input = "{\"name\":\"y\",\"x\":\"1\"}\n{\"name\":\"y\",\"x\":\"none\"}",
              .output = "{\"name\":\"y\",\"x\":\"1\",\"y\":\"2\"}\n"
                        "{\"name\":\"y\",\"x\":\"none\"}" },
            { .query = NULL },
        },
};

const struct func func_eval = {
    .name = "eval",
    .summary =
        "Assign the values of expressions to fields; one without a value assigns "
        "nothing.",
    .source = "library.humio.com/data-analysis/functions-eval.html",
    .family = "field",
    .params =
        (const struct func_param[]){
            { .name = "<field>",
              .kind = PARAM_ASSIGNMENTS,
              .flags = PARAM_REQUIRED,
              .help = "name = expression, as many as wanted" },
            { .name = NULL },
        },
    .special = FUNC_EVAL,
    .examples =
        (const struct func_example[]){
            { .query = "eval(sum = a + b, twice = 2 * sum)",
              .input = "{\"a\":\"1\",\"b\":\"2\"}\n{\"a\":\"1\"}",
              .output = "{\"a\":\"1\",\"b\":\"2\",\"sum\":\"3\",\"twice\":\"6\"}\n"
                        "{\"a\":\"1\"}" },
            { .query = NULL },
        },
};
