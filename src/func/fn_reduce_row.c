/*
 * fn_reduce_row.c - array:reduceRow(): aggregates over the elements of an array of one
 * event, which gets the answers as fields.
 */
#include "base/base.h"

#include "func/agg_block.h"
#include "func/array_feed.h"

enum { ROW_ARRAY, ROW_AS, ROW_FUNCTION, ROW_VAR };

/* The answers go into the row; of several rows that an aggregate makes, the first. */
struct target {
    struct row row;
    struct func_run *run;
    bool is_done;
};

static void target_set(struct agg_rows *rows, const struct field *f, struct value v)
{
    struct target *t = rows->ctx;

    if (!t->is_done)
        row_set(t->row, f, v);
}

static void target_keep(struct agg_rows *rows, const struct kept_row *kept)
{
    (void)rows;
    (void)kept;
}

static void target_end(struct agg_rows *rows)
{
    struct target *t = rows->ctx;

    t->is_done = true;
}

static void target_warn(struct agg_rows *rows, const char *code, const char *text)
{
    struct target *t = rows->ctx;

    t->run->warn(t->run, code, text);
}

static void feed_elements(const struct func_call *call, struct agg_block *block,
                          struct row row, struct func_run *run)
{
    struct array_feed feed = array_feed_start(row, call->arg[ROW_VAR].field);
    struct str name = *call->arg[ROW_ARRAY].text;

    for (size_t i = 0; i < ARRAY_MAX; i++) {
        struct value v = array_get(row, run->arena, name, i);

        if (value_is_missing(v))
            break;
        array_feed_put(&feed, i, v);
        agg_list_add(&block->list, block->states, row, run, run->arena);
    }
    array_feed_end(&feed);
}

static bool reduce_row(const struct func_call *call, struct row row,
                       struct func_run *run)
{
    struct target target = { .row = row, .run = run };
    struct agg_rows rows = { .ctx = &target,
                             .arena = run->arena,
                             .set = target_set,
                             .keep = target_keep,
                             .next = target_end,
                             .none = target_end,
                             .warn = target_warn };
    struct agg_block block = { 0 };

    agg_block_init(&block, &call->arg[ROW_FUNCTION], run->arena);
    if (!block.states)
        return true;
    feed_elements(call, &block, row, run);
    agg_block_finish(&block, &rows);
    return true;
}

static enum status reduce_row_open(const struct func_call *call, void **state,
                                   struct diag *diag)
{
    *state = NULL;
    if (agg_list_has_sequence(&call->arg[ROW_FUNCTION]))
        return diag_set(diag, ST_TYPE, call->arg[ROW_FUNCTION].offset,
                        "sequence functions cannot stand inside array:reduceRow()");
    return ST_OK;
}

static const struct func_param params[] = {
    { .name = "array", .kind = PARAM_ARRAY, .flags = PARAM_REQUIRED | PARAM_UNNAMED },
    { .name = "as",
      .kind = PARAM_OUT,
      .def = "_reduceRow",
      .help = "accepted; answers have the names that the functions give them" },
    { .name = "function", .kind = PARAM_AGGREGATES, .flags = PARAM_REQUIRED },
    { .name = "var",
      .kind = PARAM_FIELD,
      .flags = PARAM_REQUIRED,
      .help = "the field that holds an element while the aggregates see it" },
    { 0 },
};

static const struct func_example examples[] = {
    { "array:reduceRow(\"n[]\", var=x, function=avg(x))",
      "{\"n[0]\":\"1\",\"n[1]\":\"2\"}\n{\"a\":\"1\"}\n",
      "{\"n[0]\":\"1\",\"n[1]\":\"2\",\"_avg\":\"1.5\"}\n{\"a\":\"1\"}\n" },
    { 0 },
};

const struct func func_array_reduceRow = {
    .name = "array:reduceRow",
    .summary = "Runs aggregates over the elements of an event's array.",
    .source = "https://library.humio.com/data-analysis/functions-array-reducerow.html",
    .family = "array",
    .params = params,
    .flags = FUNC_READS_ALL,
    .open = reduce_row_open,
    .rewrite = reduce_row,
    .examples = examples,
};
