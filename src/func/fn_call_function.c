/*
 * fn_call_function.c - callFunction(): an aggregate whose name is an argument, so that
 * a query parameter can choose it.
 */
#include "base/base.h"

#include "func/agg_subcall.h"

enum { CALL_FUNCTION, CALL_FIELD, CALL_AS };

static enum status call_open(const struct func_call *call, void **state,
                             struct diag *diag)
{
    const struct func_arg *arg = call->arg;
    struct str name = *arg[CALL_FUNCTION].text;
    const struct func_call **sub =
        arena_new(call->env->arena, const struct func_call *);

    if (!sub)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    *sub = agg_subcall(call, name, arg[CALL_FIELD].field, arg[CALL_AS].field);
    if (!*sub)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    *state = sub;
    return ST_OK;
}

static const struct func_call *sub_of(const struct func_call *call)
{
    const struct func_call *const *sub = call->state;

    return *sub;
}

static size_t call_size(const struct func_call *call)
{
    const struct func_call *sub = sub_of(call);
    const struct aggregate *agg = sub->func->aggregate;

    return agg->state_size ? agg->state_size(sub) : agg->size;
}

static void call_init(const struct func_call *call, void *state, struct arena *arena)
{
    const struct func_call *sub = sub_of(call);

    if (sub->func->aggregate->init)
        sub->func->aggregate->init(sub, state, arena);
}

static void call_add(const struct func_call *call, void *state, struct row row,
                     struct func_run *run, struct arena *arena)
{
    const struct func_call *sub = sub_of(call);

    sub->func->aggregate->add(sub, state, row, run, arena);
}

static void call_merge(const struct func_call *call, void *into, void *from,
                       struct arena *arena)
{
    const struct func_call *sub = sub_of(call);

    sub->func->aggregate->merge(sub, into, from, arena);
}

static void call_finish(const struct func_call *call, void *state,
                        struct agg_rows *rows)
{
    const struct func_call *sub = sub_of(call);

    sub->func->aggregate->finish(sub, state, rows);
}

static const struct aggregate call_aggregate = {
    .state_size = call_size,
    .init = call_init,
    .add = call_add,
    .merge = call_merge,
    .finish = call_finish,
};

static const struct func_param params[] = {
    { .name = "function",
      .kind = PARAM_ENUM,
      .flags = PARAM_REQUIRED | PARAM_UNNAMED,
      .choices = "avg count max min range sum" },
    { .name = "field", .kind = PARAM_FIELD, .flags = PARAM_REQUIRED },
    { .name = "as", .kind = PARAM_OUT, .def = "_function" },
    { 0 },
};

static const struct func_example examples[] = {
    { "callFunction(sum, field=n)", "{\"n\":\"1\"}\n{\"n\":\"2\"}\n",
      "{\"_function\":\"3\"}\n" },
    { 0 },
};

const struct func func_callFunction = {
    .name = "callFunction",
    .summary = "Calls a simple aggregate by its name, which may come from a query "
               "parameter.",
    .source = "https://library.humio.com/data-analysis/functions-callfunction.html",
    .family = "aggregate",
    .params = params,
    .flags = FUNC_PROJECTS,
    .open = call_open,
    .aggregate = &call_aggregate,
    .examples = examples,
};
