/*
 * fn_head.c - head() and tail(): the oldest and the newest events.
 *
 * Events without a readable time are the last that either takes. The rows come out
 * oldest first.
 */
#include "base/base.h"

#include "func/top_agg.h"

enum { HEAD_LIMIT };

static enum status open_by_time(const struct func_call *call, bool is_tail,
                                void **state, struct diag *diag)
{
    const struct func_env *env = call->env;
    struct top_call *top = arena_new(env->arena, struct top_call);
    struct sort_spec *spec = arena_new(env->arena, struct sort_spec);

    if (!top || !spec)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    spec->is_descending = is_tail;
    top->shape = (struct top_shape){ .spec = spec,
                                     .nspecs = 1,
                                     .limit = (size_t)call->arg[HEAD_LIMIT].integer,
                                     .is_latest = is_tail };
    top->is_reversed = is_tail;
    if (!call->arg[HEAD_LIMIT].by_user)
        top->on_cut = is_tail ? "tail() keeps the newest 200 rows and there were more; "
                                "write tail(n), up to tail(200000)"
                              : "head() keeps the oldest 200 rows and there were more; "
                                "write head(n), up to head(200000)";
    *state = top;
    return env->field(env, STR("@timestamp"), &spec->field, diag);
}

static enum status head_open(const struct func_call *call, void **state,
                             struct diag *diag)
{
    return open_by_time(call, false, state, diag);
}

static enum status tail_open(const struct func_call *call, void **state,
                             struct diag *diag)
{
    return open_by_time(call, true, state, diag);
}

static const struct func_param params[] = {
    { .name = "limit",
      .kind = PARAM_LIMIT,
      .flags = PARAM_UNNAMED,
      .def = "200",
      .min = 1,
      .max = 200000,
      .help = "events to keep" },
    { 0 },
};

static const struct func_example head_examples[] = {
    { "head(2)",
      "{\"@timestamp\":\"3000\"}\n{\"@timestamp\":\"1000\"}\n{\"@timestamp\":\"2000\"}\n",
      "{\"@timestamp\":\"1000\"}\n{\"@timestamp\":\"2000\"}\n" },
    { 0 },
};

static const struct func_example tail_examples[] = {
    { "tail(2)",
      "{\"@timestamp\":\"3000\"}\n{\"@timestamp\":\"1000\"}\n{\"@timestamp\":\"2000\"}\n",
      "{\"@timestamp\":\"2000\"}\n{\"@timestamp\":\"3000\"}\n" },
    { 0 },
};

const struct func func_head = {
    .name = "head",
    .summary = "Keeps the oldest events, oldest first.",
    .source = "https://library.humio.com/data-analysis/functions-head.html",
    .family = "aggregate",
    .params = params,
    .flags = FUNC_KEEPS_FIELDS,
    .open = head_open,
    .aggregate = &top_aggregate,
    .examples = head_examples,
};

const struct func func_tail = {
    .name = "tail",
    .summary = "Keeps the newest events, oldest first.",
    .source = "https://library.humio.com/data-analysis/functions-tail.html",
    .family = "aggregate",
    .params = params,
    .flags = FUNC_KEEPS_FIELDS,
    .open = tail_open,
    .aggregate = &top_aggregate,
    .examples = tail_examples,
};
