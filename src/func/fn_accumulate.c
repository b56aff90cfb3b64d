/*
 * fn_accumulate.c - accumulate() and appendAggregation(): aggregates over a sequence up
 * to each row, and over all of it.
 */
#include "base/base.h"

#include "func/agg_block.h"
#include "func/running.h"

enum { ACC_FUNCTION, ACC_CURRENT };

struct accumulated {
    struct agg_block block;
    struct sequence sequence;
};

static void acc_init(const struct func_call *call, void *state, struct arena *arena)
{
    struct accumulated *acc = state;

    agg_block_init(&acc->block, &call->arg[ACC_FUNCTION], arena);
}

static void acc_add(const struct func_call *call, void *state, struct row row,
                    struct func_run *run, struct arena *arena)
{
    struct accumulated *acc = state;
    struct kept_row *kept = row_keep(row, arena);
    struct recorder recorder = { &acc->sequence, run, arena, kept };
    bool is_included = str_eq(*call->arg[ACC_CURRENT].text, STR("include"));

    if (!kept || !acc->block.states)
        return;
    if (is_included)
        agg_list_add(&acc->block.list, acc->block.states, row, run, arena);
    record_answer(&recorder, &acc->block.list, acc->block.states);
    if (!is_included)
        agg_list_add(&acc->block.list, acc->block.states, row, run, arena);
}

static void acc_finish(const struct func_call *call, void *state, struct agg_rows *rows)
{
    const struct accumulated *acc = state;

    (void)call;
    sequence_replay(&acc->sequence, rows);
}

/* ---- appendAggregation ---- */

static void append_add(const struct func_call *call, void *state, struct row row,
                       struct func_run *run, struct arena *arena)
{
    struct accumulated *acc = state;
    struct kept_row *kept = row_keep(row, arena);

    (void)call;
    if (!kept || !acc->block.states)
        return;
    sequence_next(&acc->sequence, arena);
    sequence_keep(&acc->sequence, kept, arena);
    agg_list_add(&acc->block.list, acc->block.states, row, run, arena);
}

static void append_finish(const struct func_call *call, void *state,
                          struct agg_rows *rows)
{
    const struct accumulated *acc = state;

    (void)call;
    sequence_replay(&acc->sequence, rows);
    rows->next(rows);
    agg_block_finish(&acc->block, rows);
}

/* ---- descriptors ---- */

static const struct aggregate acc_aggregate = {
    .size = sizeof(struct accumulated),
    .init = acc_init,
    .add = acc_add,
    .finish = acc_finish,
};

static const struct aggregate append_aggregate = {
    .size = sizeof(struct accumulated),
    .init = acc_init,
    .add = append_add,
    .finish = append_finish,
};

static const struct func_param acc_params[] = {
    { .name = "function",
      .kind = PARAM_AGGREGATES,
      .flags = PARAM_REQUIRED | PARAM_UNNAMED },
    { .name = "current",
      .kind = PARAM_ENUM,
      .def = "include",
      .choices = "include exclude",
      .help = "whether a row sees itself" },
    { 0 },
};

static const struct func_param append_params[] = {
    { .name = "function",
      .kind = PARAM_AGGREGATES,
      .flags = PARAM_REQUIRED | PARAM_UNNAMED },
    { 0 },
};

static const struct func_example acc_examples[] = {
    { "head() | accumulate(sum(n))",
      "{\"@timestamp\":\"1\",\"n\":\"2\"}\n{\"@timestamp\":\"2\",\"n\":\"3\"}\n",
      "{\"@timestamp\":\"1\",\"n\":\"2\",\"_sum\":\"2\"}\n"
      "{\"@timestamp\":\"2\",\"n\":\"3\",\"_sum\":\"5\"}\n" },
    { 0 },
};

static const struct func_example append_examples[] = {
    { "head() | appendAggregation(sum(n))",
      "{\"@timestamp\":\"1\",\"n\":\"2\"}\n{\"@timestamp\":\"2\",\"n\":\"3\"}\n",
      "{\"@timestamp\":\"1\",\"n\":\"2\"}\n{\"@timestamp\":\"2\",\"n\":\"3\"}\n"
      "{\"_sum\":\"5\"}\n" },
    { 0 },
};

const struct func func_accumulate = {
    .name = "accumulate",
    .summary = "Adds to each row of a sequence what aggregates answer for the rows up "
               "to it.",
    .source = "https://library.humio.com/data-analysis/functions-accumulate.html",
    .family = "sequence",
    .params = acc_params,
    .flags = FUNC_SEQUENCE | FUNC_KEEPS_FIELDS,
    .aggregate = &acc_aggregate,
    .examples = acc_examples,
};

const struct func func_appendAggregation = {
    .name = "appendAggregation",
    .summary = "Appends to a sequence a row with what an aggregate answers for all of "
               "it.",
    .source =
        "https://library.humio.com/data-analysis/functions-appendaggregation.html",
    .family = "sequence",
    .params = append_params,
    .flags = FUNC_SEQUENCE | FUNC_KEEPS_FIELDS,
    .aggregate = &append_aggregate,
    .examples = append_examples,
};
