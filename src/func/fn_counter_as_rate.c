/*
 * fn_counter_as_rate.c - counterAsRate(): how fast a growing counter grows.
 *
 * The growth between the oldest and the newest event, divided by the time between
 * them. A counter that was reset in between has no rate.
 */
#include "base/base.h"

#include "func/agg_list.h"
#include "func/row_time.h"

enum { RATE_FIELD, RATE_AS };

struct reading {
    struct row_time at;
    double value;
};

struct rate {
    bool has_any;
    struct reading oldest, newest;
};

static enum status rate_open(const struct func_call *call, void **state,
                             struct diag *diag)
{
    struct field *time = arena_new(call->env->arena, struct field);

    if (!time)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    *state = time;
    return call->env->field(call->env, STR("@timestamp"), time, diag);
}

static void take(struct rate *rate, const struct reading *r)
{
    if (!rate->has_any || row_time_cmp(&r->at, &rate->oldest.at) < 0)
        rate->oldest = *r;
    if (!rate->has_any || row_time_cmp(&r->at, &rate->newest.at) > 0)
        rate->newest = *r;
    rate->has_any = true;
}

static void rate_add(const struct func_call *call, void *state, struct row row,
                     struct func_run *run, struct arena *arena)
{
    struct reading r = { .at = row_time_read(row, call->state) };

    (void)run;
    (void)arena;
    if (r.at.has_time &&
        value_number(row_value(row, call->arg[RATE_FIELD].field), &r.value))
        take(state, &r);
}

static void rate_merge(const struct func_call *call, void *into, void *from,
                       struct arena *arena)
{
    const struct rate *b = from;

    (void)call;
    (void)arena;
    if (!b->has_any)
        return;
    take(into, &b->oldest);
    take(into, &b->newest);
}

static void rate_finish(const struct func_call *call, void *state,
                        struct agg_rows *rows)
{
    const struct rate *rate = state;
    double ms = rate->newest.at.time.d - rate->oldest.at.time.d;
    double growth = rate->newest.value - rate->oldest.value;
    struct value v = value_missing();

    if (rate->has_any && ms > 0 && growth >= 0)
        v = value_double(growth / (ms / 1000));
    agg_answer(rows, call->arg[RATE_AS].field, v);
}

static const struct aggregate rate_aggregate = {
    .size = sizeof(struct rate),
    .add = rate_add,
    .merge = rate_merge,
    .finish = rate_finish,
};

static const struct func_param params[] = {
    { .name = "field", .kind = PARAM_FIELD, .flags = PARAM_REQUIRED | PARAM_UNNAMED },
    { .name = "as", .kind = PARAM_OUT, .def = "_rate" },
    { 0 },
};

static const struct func_example examples[] = {
    { "counterAsRate(n)",
      "{\"@timestamp\":\"1000\",\"n\":\"10\"}\n{\"@timestamp\":\"5000\",\"n\":\"30\"}\n",
      "{\"_rate\":\"5\"}\n" },
    { 0 },
};

const struct func func_counterAsRate = {
    .name = "counterAsRate",
    .summary = "Computes how much a counter grows in a second, between its oldest and "
               "its newest event.",
    .source = "https://library.humio.com/data-analysis/functions-counterasrate.html",
    .family = "aggregate",
    .params = params,
    .flags = FUNC_PROJECTS,
    .open = rate_open,
    .aggregate = &rate_aggregate,
    .examples = examples,
};
