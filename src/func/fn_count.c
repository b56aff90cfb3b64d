/*
 * fn_count.c - count(): how many events there are, or have a field, or how many
 * different values a field has.
 */
#include "base/base.h"

#include "func/agg_list.h"
#include "func/distinct.h"
#include "func/fn_count.h"

enum { COUNT_FIELD, COUNT_AS, COUNT_DISTINCT };

/* Which of the two a call uses is told by its arguments. */
union count_state {
    uint64_t n;
    struct distinct distinct;
};

static bool is_distinct(const struct func_call *call)
{
    return call->arg[COUNT_DISTINCT].given && call->arg[COUNT_DISTINCT].boolean;
}

static enum status count_open(const struct func_call *call, void **state,
                              struct diag *diag)
{
    *state = NULL;
    if (is_distinct(call) && !call->arg[COUNT_FIELD].given)
        return diag_set(diag, ST_TYPE, call->arg[COUNT_DISTINCT].offset,
                        "count(distinct=true) needs the field whose values to count");
    return ST_OK;
}

static size_t count_size(const struct func_call *call)
{
    return is_distinct(call) ? sizeof(struct distinct) : sizeof(uint64_t);
}

static void count_add(const struct func_call *call, void *state, struct row row,
                      struct func_run *run, struct arena *arena)
{
    union count_state *count = state;
    struct value v;

    if (!call->arg[COUNT_FIELD].given) {
        count->n++;
        return;
    }
    v = row_value(row, call->arg[COUNT_FIELD].field);
    if (value_is_missing(v))
        return;
    if (is_distinct(call))
        distinct_add(&count->distinct, value_text(v, run->arena), arena);
    else
        count->n++;
}

static void count_add_batch(const struct func_call *call, void *state,
                            struct batch *batch, struct func_run *run,
                            struct arena *arena)
{
    union count_state *count = state;

    if (!call->arg[COUNT_FIELD].given) {
        count->n += batch->nsel;
        return;
    }
    for (uint32_t j = 0; j < batch->nsel; j++)
        count_add(call, state, (struct row){ batch, batch->sel[j] }, run, arena);
}

static void count_merge(const struct func_call *call, void *into, void *from,
                        struct arena *arena)
{
    union count_state *a = into;
    const union count_state *b = from;

    if (is_distinct(call))
        distinct_merge(&a->distinct, &b->distinct, arena);
    else
        a->n += b->n;
}

static void count_finish(const struct func_call *call, void *state,
                         struct agg_rows *rows)
{
    const union count_state *count = state;
    uint64_t n = is_distinct(call) ? distinct_count(&count->distinct) : count->n;

    rows->set(rows, call->arg[COUNT_AS].field, value_int((int64_t)n));
}

static const struct aggregate count_aggregate = {
    .state_size = count_size,
    .add = count_add,
    .add_batch = count_add_batch,
    .merge = count_merge,
    .finish = count_finish,
};

static const struct func_param params[] = {
    { .name = "field",
      .kind = PARAM_FIELD,
      .flags = PARAM_UNNAMED,
      .help = "count only events that have it" },
    { .name = "as", .kind = PARAM_OUT, .def = "_count" },
    { .name = "distinct",
      .kind = PARAM_BOOL,
      .def = "false",
      .help = "count different values" },
    { 0 },
};

static const struct func_example examples[] = {
    { "count()", "{\"a\":\"1\"}\n{\"b\":\"2\"}\n", "{\"_count\":\"2\"}\n" },
    { "count(a, as=n)", "{\"a\":\"1\"}\n{\"b\":\"2\"}\n", "{\"n\":\"1\"}\n" },
    { "count(a, distinct=true)", "{\"a\":\"1\"}\n{\"a\":\"2\"}\n{\"a\":\"1\"}\n",
      "{\"_count\":\"2\"}\n" },
    { 0 },
};

const struct func func_count = {
    .name = "count",
    .summary =
        "Counts events, those that have a field, or the field's different values.",
    .source = "https://library.humio.com/data-analysis/functions-count.html",
    .family = "aggregate",
    .params = params,
    .flags = FUNC_PROJECTS,
    .open = count_open,
    .aggregate = &count_aggregate,
    .examples = examples,
};

bool count_is_plain(const struct func_call *call)
{
    return call->func == &func_count && !call->arg[COUNT_FIELD].given;
}
