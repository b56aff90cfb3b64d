#include "base/base.h"

#include "func/agg_subcall.h"

static bool is_simple(struct str name)
{
    static const char *const names[] = { "avg", "count", "max", "min", "range", "sum" };

    for (size_t i = 0; i < countof(names); i++)
        if (str_eq_nocase(name, str_from_cstr(names[i])))
            return true;
    return false;
}

static size_t count_params(const struct func *func)
{
    size_t n = 0;

    while (func->params[n].name)
        n++;
    return n;
}

static void bind(struct func_arg *arg, const struct func_param *param,
                 const struct field *field, const struct field *out)
{
    static const struct str number = { "number", 6 };

    if (param->kind == PARAM_FIELD && field)
        *arg = (struct func_arg){ .given = true, .n = 1, .field = field };
    else if (param->kind == PARAM_OUT)
        *arg = (struct func_arg){ .given = true, .n = 1, .field = out };
    else if (param->kind == PARAM_ENUM)
        *arg = (struct func_arg){ .given = true, .n = 1, .text = &number };
}

const struct func_call *agg_subcall(const struct func_call *parent, struct str name,
                                    const struct field *field, const struct field *out)
{
    struct arena *arena = parent->env->arena;
    const struct func *func = is_simple(name) ? func_find(name) : NULL;
    struct func_call *call = func ? arena_new(arena, struct func_call) : NULL;
    struct func_arg *arg;
    size_t n;

    if (!call)
        return NULL;
    n = count_params(func);
    arg = arena_new_array(arena, struct func_arg, n);
    if (!arg)
        return NULL;
    for (size_t i = 0; i < n; i++)
        bind(&arg[i], &func->params[i], field, out);
    *call = (struct func_call){ .func = func,
                                .env = parent->env,
                                .arg = arg,
                                .offset = parent->offset,
                                .length = parent->length,
                                .is_nested = true };
    return call;
}
