/*
 * fn_window.c - window(): aggregates over the last buckets of bucket() or timeChart().
 *
 * Where fewer buckets lie before one than the window is long, it covers those that are
 * there. bucket_rows.c chooses the buckets.
 */
#include "base/base.h"

#include "base/arena.h"
#include "func/agg_list.h"
#include "func/bucket_span.h"
#include "func/row_product.h"
#include "func/window.h"

enum { FUNCTION, BUCKETS, SPAN };

static enum status window_open(const struct func_call *call, void **state UNUSED,
                               struct diag *diag)
{
    const struct func_arg *span = &call->arg[SPAN];

    if (span->given == call->arg[BUCKETS].given)
        return diag_set(diag, ST_TYPE, call->offset, "give either buckets or span");
    if (span->given && span->integer <= 0)
        return diag_set(diag, ST_TYPE, span->offset,
                        "span must be longer than nothing");
    return ST_OK;
}

size_t window_length(const struct func_call *call, int64_t span_ms)
{
    const struct func_arg *span = &call->arg[SPAN];
    int64_t n = call->arg[BUCKETS].integer;

    if (span->given)
        n = span->integer / span_ms + (span->integer % span_ms >= (span_ms + 1) / 2);
    return n < 1 ? 1 : (size_t)n;
}

/* ---- collecting ------------------------------------------------------------------ */

static bool reserve(struct window_rows *w, size_t more, struct arena *arena)
{
    size_t cap = w->cap ? w->cap : 4;
    const struct kept_row **grown;

    while (cap < w->n + more)
        cap *= 2;
    if (cap == w->cap)
        return true;
    grown = arena_new_array(arena, const struct kept_row *, cap);
    if (!grown)
        return false;
    if (w->n)
        memcpy(grown, w->v, w->n * sizeof(struct kept_row *));
    w->v = grown;
    w->cap = cap;
    return true;
}

static void window_add(const struct func_call *call UNUSED, void *state, struct row row,
                       struct func_run *run, struct arena *arena)
{
    struct window_rows *w = state;
    const struct kept_row *kept = row_keep(row, arena);

    if (!kept || !reserve(w, 1, arena))
        return; /* the arena remembers that it failed */
    w->v[w->n++] = kept;
    w->slots = row.batch->slots;
    w->keep_all = row.batch->keep_all;
    w->run = *run;
}

static void window_merge(const struct func_call *call UNUSED, void *into, void *from,
                         struct arena *arena)
{
    struct window_rows *a = into;
    const struct window_rows *b = from;

    if (b->n == 0 || !reserve(a, b->n, arena))
        return;
    memcpy(a->v + a->n, b->v, b->n * sizeof(struct kept_row *));
    a->n += b->n;
    a->slots = b->slots;
    a->keep_all = b->keep_all;
    a->run = b->run;
}

/* ---- putting out ----------------------------------------------------------------- */

static int compare_rows(const void *left, const void *right)
{
    const struct kept_row *a = *(const struct kept_row *const *)left;
    const struct kept_row *b = *(const struct kept_row *const *)right;

    if (a->ord != b->ord)
        return a->ord < b->ord ? -1 : 1;
    return (a->sub > b->sub) - (a->sub < b->sub);
}

/* The rows of all states, in order of the input. */
static bool gather(struct window_rows *out, struct window_rows *const *states, size_t n,
                   struct arena *arena)
{
    for (size_t i = 0; i < n; i++) {
        window_merge(NULL, out, states[i], arena);
        if (arena->failed)
            return false;
    }
    if (out->n)
        qsort(out->v, out->n, sizeof(struct kept_row *), compare_rows);
    return true;
}

/* Give the rows, made whole again, to the functions. */
static void add_rows(const struct agg_list *list, void *states, struct window_rows *w,
                     struct arena *arena)
{
    struct batch *batch = batch_new(w->slots, w->keep_all, SIZE_MAX);

    arena->failed |= !batch;
    for (size_t i = 0; batch && i < w->n; i++) {
        int32_t row;

        if (batch->nrows == BATCH_ROWS)
            batch_reset(batch);
        row = row_restore(w->v[i], batch);
        w->run.arena = &batch->arena;
        agg_list_add(list, states, (struct row){ batch, (uint32_t)row }, &w->run,
                     arena);
    }
    batch_free(batch);
}

void window_finish(const struct func_call *call, struct window_rows *const *states,
                   size_t n, struct agg_rows *rows)
{
    struct window_rows all = { .n = 0 };
    struct row_product product;
    struct agg_list list;
    void *inner;

    if (!agg_list_init(&list, &call->arg[FUNCTION], rows->arena) ||
        !gather(&all, states, n, rows->arena))
        return;
    inner = arena_alloc(rows->arena, list.size ? list.size : 1, 8);
    if (!inner)
        return;
    agg_list_start(&list, inner, rows->arena);
    if (all.n)
        add_rows(&list, inner, &all, rows->arena);
    row_product_init(&product, rows);
    row_product_begin(&product);
    agg_list_finish(&list, inner, &product);
    row_product_emit(&product);
    row_product_end(&product);
}

static void finish_alone(const struct func_call *call, void *state,
                         struct agg_rows *rows)
{
    struct window_rows *one = state;

    window_finish(call, &one, 1, rows);
}

static const struct aggregate window_aggregate = {
    .size = sizeof(struct window_rows),
    .add = window_add,
    .merge = window_merge,
    .finish = finish_alone,
};

const struct func func_window = {
    .name = "window",
    .summary =
        "Runs aggregates over the last buckets of bucket() or timeChart(), up to "
        "and with each bucket.",
    .source = "https://library.humio.com/data-analysis/functions-window.html",
    .family = "aggregate",
    .params =
        (const struct func_param[]){
            { .name = "function",
              .kind = PARAM_AGGREGATES,
              .flags = PARAM_UNNAMED,
              .def = "count(as=_count)" },
            { .name = "buckets",
              .kind = PARAM_INT,
              .min = 1,
              .max = BUCKETS_MAX,
              .help = "length of the window; without, give span" },
            { .name = "span",
              .kind = PARAM_DURATION,
              .help = "length as a time, rounded to whole buckets" },
            { .name = NULL },
        },
    .flags = FUNC_IN_BUCKETS,
    .open = window_open,
    .aggregate = &window_aggregate,
    .examples =
        (const struct func_example[]){
            { .query =
                  "timeChart(span=1m, function=[max(n), window(sum(n), buckets=2)])",
              .input = "{\"@timestamp\":\"0\",\"n\":\"1\"}\n"
                       "{\"@timestamp\":\"60000\",\"n\":\"2\"}\n"
                       "{\"@timestamp\":\"180000\",\"n\":\"4\"}",
              .output = "{\"_bucket\":\"0\",\"_max\":\"1\",\"_sum\":\"1\"}\n"
                        "{\"_bucket\":\"60000\",\"_max\":\"2\",\"_sum\":\"3\"}\n"
                        "{\"_bucket\":\"120000\",\"_sum\":\"2\"}\n"
                        "{\"_bucket\":\"180000\",\"_max\":\"4\",\"_sum\":\"4\"}\n" },
            { .query = NULL },
        },
};
