#include "base/base.h"

#include "func/sort_args.h"

/* The entry for field i, or an empty text when there is none at all. */
static struct str entry(const struct func_arg *list, size_t i)
{
    if (!list->given || list->n == 0)
        return (struct str){ 0 };
    return list->text[i < list->n ? i : list->n - 1];
}

enum status sort_args_read(const struct func_call *call, const struct sort_args *args,
                           struct top_shape *shape, struct diag *diag)
{
    size_t n = args->field->n;
    bool is_reversed = args->reverse && args->reverse->given && args->reverse->boolean;
    struct sort_spec *spec;

    if (args->order->n > n)
        return diag_set(diag, ST_TYPE, args->order->offset,
                        "%zu orders for %zu fields to sort by", args->order->n, n);
    if (args->type->n > n)
        return diag_set(diag, ST_TYPE, args->type->offset,
                        "%zu types for %zu fields to sort by", args->type->n, n);
    spec = n ? arena_new_array(call->env->arena, struct sort_spec, n) : NULL;
    if (n && !spec)
        return diag_set(diag, ST_NOMEM, args->field->offset, "out of memory");
    for (size_t i = 0; i < n; i++)
        spec[i] = (struct sort_spec){
            .field = args->field->field[i],
            .type = sort_type_of(entry(args->type, i)),
            .is_descending = !str_eq(entry(args->order, i), STR("asc")) != is_reversed,
        };
    shape->spec = spec;
    shape->nspecs = n;
    return ST_OK;
}
