/*
 * fn_partition.c - partition(): aggregates over the parts of a sequence.
 */
#include "base/base.h"

#include "func/row_product.h"
#include "func/running.h"

enum { PART_FUNCTION, PART_CONDITION, PART_SPLIT };

/* `states` is that of the part that is not complete; NULL: no row since the last. */
struct parts {
    struct agg_list list;
    void *states;
    struct sequence sequence;
};

static void parts_init(const struct func_call *call, void *state, struct arena *arena)
{
    struct parts *p = state;

    agg_list_init(&p->list, &call->arg[PART_FUNCTION], arena);
}

static void end_part(struct parts *p, struct func_run *run, struct arena *arena)
{
    struct recorder recorder = { &p->sequence, run, arena, NULL };

    if (p->states)
        record_answer(&recorder, &p->list, p->states);
    p->states = NULL;
}

static void parts_add(const struct func_call *call, void *state, struct row row,
                      struct func_run *run, struct arena *arena)
{
    struct parts *p = state;
    bool is_split = value_is_true(func_expr(run, &call->arg[PART_CONDITION], 0, row));
    bool is_before = str_eq(*call->arg[PART_SPLIT].text, STR("before"));

    if (is_split && is_before)
        end_part(p, run, arena);
    if (!p->states) {
        p->states = arena_alloc(arena, p->list.size, 8);
        if (!p->states)
            return;
        agg_list_start(&p->list, p->states, arena);
    }
    agg_list_add(&p->list, p->states, row, run, arena);
    if (is_split && !is_before)
        end_part(p, run, arena);
}

static void parts_finish(const struct func_call *call, void *state,
                         struct agg_rows *rows)
{
    struct parts *p = state;
    struct row_product product;

    (void)call;
    if (p->sequence.nrows)
        sequence_replay(&p->sequence, rows);
    row_product_init(&product, rows);
    product.emitted = p->sequence.nrows;
    row_product_begin(&product);
    if (p->states)
        agg_list_finish(&p->list, p->states, &product);
    row_product_emit(&product);
    row_product_end(&product);
}

static const struct aggregate parts_aggregate = {
    .size = sizeof(struct parts),
    .init = parts_init,
    .add = parts_add,
    .finish = parts_finish,
};

static const struct func_param params[] = {
    { .name = "function",
      .kind = PARAM_AGGREGATES,
      .flags = PARAM_REQUIRED | PARAM_UNNAMED },
    { .name = "condition",
      .kind = PARAM_CONDITION,
      .flags = PARAM_REQUIRED,
      .help = "rows at which the sequence is split" },
    { .name = "split",
      .kind = PARAM_ENUM,
      .def = "before",
      .choices = "before after",
      .help = "on which side of such a row" },
    { 0 },
};

static const struct func_example examples[] = {
    { "head() | partition(count(), condition=test(cut))",
      "{\"@timestamp\":\"1\",\"cut\":\"false\"}\n{\"@timestamp\":\"2\",\"cut\":\"true\"}\n"
      "{\"@timestamp\":\"3\",\"cut\":\"false\"}\n",
      "{\"_count\":\"1\"}\n{\"_count\":\"2\"}\n" },
    { 0 },
};

const struct func func_partition = {
    .name = "partition",
    .summary = "Splits a sequence at rows that meet a condition and runs aggregates "
               "over each part.",
    .source = "https://library.humio.com/data-analysis/functions-partition.html",
    .family = "sequence",
    .params = params,
    .flags = FUNC_SEQUENCE | FUNC_PROJECTS,
    .aggregate = &parts_aggregate,
    .examples = examples,
};
