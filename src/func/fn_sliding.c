/*
 * fn_sliding.c - slidingWindow() and slidingTimeWindow(): aggregates over the last
 * rows of a sequence, by number or by time.
 *
 * Aggregates can only add, so each window is computed anew from its rows. All rows
 * are kept anyway: they come out again.
 */
#include "base/base.h"

#include "func/running.h"

enum { SLIDE_FUNCTION, SLIDE_WIDTH, SLIDE_CURRENT, SLIDE_TIME };

struct sliding {
    struct agg_list list;
    const struct kept_row **row;
    double *time; /* of each row; only for windows of time */
    size_t n, cap;
    size_t first; /* of the window */
    struct sequence sequence;
};

extern const struct func func_slidingTimeWindow;

static bool is_by_time(const struct func_call *call)
{
    return call->func == &func_slidingTimeWindow;
}

static void slide_init(const struct func_call *call, void *state, struct arena *arena)
{
    struct sliding *s = state;

    agg_list_init(&s->list, &call->arg[SLIDE_FUNCTION], arena);
}

/* Keep the row; false: memory. A row without a time has that of the one before. */
static bool append(const struct func_call *call, struct sliding *s, struct row row,
                   struct arena *arena)
{
    double time = s->n ? s->time[s->n - 1] : 0;

    if (s->n == s->cap) {
        size_t cap = s->cap ? s->cap * 2 : 64;
        const struct kept_row **rows =
            arena_new_array(arena, const struct kept_row *, cap);
        double *times = arena_new_array(arena, double, cap);

        if (!rows || !times)
            return false;
        if (s->n) {
            memcpy(rows, s->row, s->n * sizeof(struct kept_row *));
            memcpy(times, s->time, s->n * sizeof *times);
        }
        s->row = rows;
        s->time = times;
        s->cap = cap;
    }
    if (is_by_time(call))
        (void)value_number(row_value(row, call->arg[SLIDE_TIME].field), &time);
    s->row[s->n] = row_keep(row, arena);
    s->time[s->n] = time;
    if (s->row[s->n])
        s->n++;
    return !arena->failed;
}

/* Move the beginning of the window to where the last row wants it. */
static void slide(const struct func_call *call, struct sliding *s, bool is_included)
{
    size_t last = s->n - 1;
    int64_t width = call->arg[SLIDE_WIDTH].integer;

    if (is_by_time(call)) {
        while (s->first < last && s->time[s->first] <= s->time[last] - (double)width)
            s->first++;
        return;
    }
    width -= is_included;
    s->first = last > (uint64_t)width ? last - (size_t)width : 0;
}

static void slide_add(const struct func_call *call, void *state, struct row row,
                      struct func_run *run, struct arena *arena)
{
    struct sliding *s = state;
    struct recorder recorder = { &s->sequence, run, arena, NULL };
    bool is_included = str_eq(*call->arg[SLIDE_CURRENT].text, STR("include"));
    void *states;

    if (arena->failed || !append(call, s, row, arena))
        return;
    slide(call, s, is_included);
    states = arena_alloc(run->arena, s->list.size, 8);
    if (!states) {
        arena->failed = true;
        return;
    }
    agg_list_start(&s->list, states, run->arena);
    show_rows(&s->list, states, s->row + s->first, s->n - 1 - s->first, row, run,
              run->arena);
    if (is_included)
        agg_list_add(&s->list, states, row, run, run->arena);
    recorder.row = s->row[s->n - 1];
    record_answer(&recorder, &s->list, states);
}

static void slide_finish(const struct func_call *call, void *state,
                         struct agg_rows *rows)
{
    const struct sliding *s = state;

    (void)call;
    sequence_replay(&s->sequence, rows);
}

static const struct aggregate slide_aggregate = {
    .size = sizeof(struct sliding),
    .init = slide_init,
    .add = slide_add,
    .finish = slide_finish,
};

static const struct func_param window_params[] = {
    { .name = "function",
      .kind = PARAM_AGGREGATES,
      .flags = PARAM_REQUIRED | PARAM_UNNAMED },
    { .name = "events",
      .kind = PARAM_INT,
      .flags = PARAM_REQUIRED,
      .min = 1,
      .max = 100000,
      .help = "rows in a window" },
    { .name = "current",
      .kind = PARAM_ENUM,
      .def = "include",
      .choices = "include exclude",
      .help = "whether a row sees itself" },
    { 0 },
};

static const struct func_param time_params[] = {
    { .name = "function",
      .kind = PARAM_AGGREGATES,
      .flags = PARAM_REQUIRED | PARAM_UNNAMED },
    { .name = "span",
      .kind = PARAM_DURATION,
      .flags = PARAM_REQUIRED,
      .help = "how far back a window goes" },
    { .name = "current",
      .kind = PARAM_ENUM,
      .def = "include",
      .choices = "include exclude",
      .help = "whether a row sees itself" },
    { .name = "timestampfield", .kind = PARAM_FIELD, .def = "@timestamp" },
    { 0 },
};

static const struct func_example window_examples[] = {
    { "head() | slidingWindow(sum(n), events=2)",
      "{\"@timestamp\":\"1\",\"n\":\"1\"}\n{\"@timestamp\":\"2\",\"n\":\"2\"}\n"
      "{\"@timestamp\":\"3\",\"n\":\"4\"}\n",
      "{\"@timestamp\":\"1\",\"n\":\"1\",\"_sum\":\"1\"}\n"
      "{\"@timestamp\":\"2\",\"n\":\"2\",\"_sum\":\"3\"}\n"
      "{\"@timestamp\":\"3\",\"n\":\"4\",\"_sum\":\"6\"}\n" },
    { 0 },
};

static const struct func_example time_examples[] = {
    { "head() | slidingTimeWindow(sum(n), span=2s)",
      "{\"@timestamp\":\"1000\",\"n\":\"1\"}\n{\"@timestamp\":\"2000\",\"n\":\"2\"}\n"
      "{\"@timestamp\":\"3000\",\"n\":\"4\"}\n",
      "{\"@timestamp\":\"1000\",\"n\":\"1\",\"_sum\":\"1\"}\n"
      "{\"@timestamp\":\"2000\",\"n\":\"2\",\"_sum\":\"3\"}\n"
      "{\"@timestamp\":\"3000\",\"n\":\"4\",\"_sum\":\"6\"}\n" },
    { 0 },
};

const struct func func_slidingWindow = {
    .name = "slidingWindow",
    .summary = "Adds to each row of a sequence what aggregates answer for the last "
               "rows.",
    .source = "https://library.humio.com/data-analysis/functions-slidingwindow.html",
    .family = "sequence",
    .params = window_params,
    .flags = FUNC_SEQUENCE | FUNC_KEEPS_FIELDS,
    .aggregate = &slide_aggregate,
    .examples = window_examples,
};

const struct func func_slidingTimeWindow = {
    .name = "slidingTimeWindow",
    .summary = "Adds to each row of a sequence what aggregates answer for the rows of "
               "the last span of time.",
    .source =
        "https://library.humio.com/data-analysis/functions-slidingtimewindow.html",
    .family = "sequence",
    .params = time_params,
    .flags = FUNC_SEQUENCE | FUNC_KEEPS_FIELDS,
    .aggregate = &slide_aggregate,
    .examples = time_examples,
};
