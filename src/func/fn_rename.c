/*
 * fn_rename.c - rename(): give fields other names.
 *
 * Pairs are applied one behind the other, so that a later one sees what an earlier one
 * did. A field that is missing leaves the row as it is, the target too.
 */
#include "base/base.h"

#include "func/arg.h"

enum { FIELD, AS };

static enum status rename_open(const struct func_call *call, void **state UNUSED,
                               struct diag *diag)
{
    const struct func_arg *pairs = &call->arg[FIELD];

    if (call->arg[AS].given && pairs->n != 1)
        return arg_fail(call, AS, ST_TYPE, diag,
                        "as= goes with a single field, not with a list");
    if (!call->arg[AS].given && (pairs->n == 0 || pairs->n % 2))
        return arg_fail(call, FIELD, ST_TYPE, diag,
                        "give pairs of names, [old, new], or as=");
    return ST_OK;
}

static void rename_one(struct row row, const struct field *from, const struct field *to)
{
    struct value v = row_get(row, from);

    if (value_is_missing(v) || str_eq(from->name, to->name))
        return;
    row_set(row, from, value_missing());
    row_set(row, to, v);
}

static bool rename_rewrite(const struct func_call *call, struct row row,
                           struct func_run *run UNUSED)
{
    const struct func_arg *pairs = &call->arg[FIELD];

    if (call->arg[AS].given) {
        rename_one(row, &pairs->field[0], &call->arg[AS].field[0]);
        return true;
    }
    for (size_t i = 0; i + 1 < pairs->n; i += 2)
        rename_one(row, &pairs->field[i], &pairs->field[i + 1]);
    return true;
}

const struct func func_rename = {
    .name = "rename",
    .summary = "Rename a field, or several by a list of pairs; a field of the new name "
               "is overwritten, a missing one leaves everything as it is.",
    .source = "library.humio.com/data-analysis/functions-rename.html",
    .family = "field",
    .params =
        (const struct func_param[]){
            { .name = "field",
              .kind = PARAM_FIELD_PAIRS,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED,
              .help = "a field, with as=, or pairs [[old, new], …]" },
            { .name = "as", .kind = PARAM_OUT },
            { .name = NULL },
        },
    .flags = FUNC_SETS_NAMED,
    .open = rename_open,
    .rewrite = rename_rewrite,
    .examples =
        (const struct func_example[]){
            { .query = "rename([[UserName, Users], [pid, ProcessId]])",
              .input = "{\"UserName\":\"eve\",\"pid\":\"4\"}",
              .output = "{\"Users\":\"eve\",\"ProcessId\":\"4\"}" },
            { .query = "rename(a, as=b)",
              .input = "{\"a\":\"1\",\"b\":\"2\"}\n{\"b\":\"3\"}",
              .output = "{\"b\":\"1\"}\n{\"b\":\"3\"}" },
            { .query = NULL },
        },
};
