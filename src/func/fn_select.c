/*
 * fn_select.c - select(): keep the listed fields and nothing else.
 */
#include "base/base.h"

#include "base/arena.h"
#include "func/arg.h"

enum { FIELDS };

static bool select_rewrite(const struct func_call *call, struct row row,
                           struct func_run *run)
{
    const struct func_arg *fields = &call->arg[FIELDS];
    struct value *kept = arena_new_array(run->arena, struct value, fields->n);

    if (!kept)
        return true; /* the arena remembers that it failed */
    for (size_t i = 0; i < fields->n; i++)
        kept[i] = row_get(row, &fields->field[i]);
    row_clear(row);
    for (size_t i = 0; i < fields->n; i++)
        row_set(row, &fields->field[i], kept[i]);
    return true;
}

const struct func func_select = {
    .name = "select",
    .summary = "Keep only the listed fields, in that order.",
    .source = "library.humio.com/data-analysis/functions-select.html",
    .family = "field",
    .params =
        (const struct func_param[]){
            { .name = "fields",
              .kind = PARAM_FIELDS,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED },
            { .name = NULL },
        },
    .flags = FUNC_PROJECTS,
    .rewrite = select_rewrite,
    .examples =
        (const struct func_example[]){
            { .query = "select([b, a])",
              .input = "{\"a\":\"1\",\"b\":\"2\",\"c\":\"3\"}\n{\"a\":\"4\"}",
              .output = "{\"b\":\"2\",\"a\":\"1\"}\n{\"a\":\"4\"}" },
            { .query = NULL },
        },
};
