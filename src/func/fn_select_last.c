/*
 * fn_select_last.c - selectLast(), selectFromMax(), selectFromMin(): values of one
 * chosen event.
 *
 * selectLast() chooses for each field the newest event that has it; the others choose
 * one event, the first read among equals.
 */
#include "base/base.h"

#include "func/agg_list.h"
#include "func/kept_text.h"
#include "func/row_time.h"

enum { LAST_FIELDS };
enum { FROM_FIELD, FROM_INCLUDE };

struct last {
    struct row_time time;
    struct kept_text text; /* missing: no event has had the field */
};

struct from {
    bool has_event;
    struct agg_number best;
    uint64_t ord;
    uint32_t sub;
    struct kept_text text[]; /* one an included field */
};

extern const struct func func_selectFromMax;

/* ---- selectLast ---- */

static enum status last_open(const struct func_call *call, void **state,
                             struct diag *diag)
{
    struct field *time = arena_new(call->env->arena, struct field);

    if (!time)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    *state = time;
    return call->env->field(call->env, STR("@timestamp"), time, diag);
}

static size_t last_size(const struct func_call *call)
{
    return call->arg[LAST_FIELDS].n * sizeof(struct last);
}

static void last_add(const struct func_call *call, void *state, struct row row,
                     struct func_run *run, struct arena *arena)
{
    const struct func_arg *fields = &call->arg[LAST_FIELDS];
    struct row_time time = row_time_read(row, call->state);
    struct last *last = state;

    for (size_t i = 0; i < fields->n; i++) {
        struct value v = row_value(row, &fields->field[i]);

        if (value_is_missing(v) ||
            (last[i].text.is_present && row_time_cmp(&time, &last[i].time) < 0))
            continue;
        last[i].time = time;
        kept_text_set(&last[i].text, v, run->arena, arena);
    }
}

static void last_merge(const struct func_call *call, void *into, void *from,
                       struct arena *arena)
{
    struct last *a = into;
    const struct last *b = from;

    (void)arena;
    for (size_t i = 0; i < call->arg[LAST_FIELDS].n; i++)
        if (b[i].text.is_present &&
            (!a[i].text.is_present || row_time_cmp(&b[i].time, &a[i].time) > 0))
            a[i] = b[i];
}

static void last_finish(const struct func_call *call, void *state,
                        struct agg_rows *rows)
{
    const struct func_arg *fields = &call->arg[LAST_FIELDS];
    const struct last *last = state;
    bool has_any = false;

    for (size_t i = 0; i < fields->n; i++) {
        has_any |= last[i].text.is_present;
        rows->set(rows, &fields->field[i], kept_text_value(&last[i].text));
    }
    if (!has_any)
        rows->none(rows);
}

/* ---- selectFromMax, selectFromMin ---- */

static size_t from_size(const struct func_call *call)
{
    return sizeof(struct from) + call->arg[FROM_INCLUDE].n * sizeof(struct kept_text);
}

/* < 0: `a` is the better one. */
static int compare(const struct func_call *call, const struct agg_number *a,
                   const struct agg_number *b)
{
    int d = agg_number_cmp(a, b);

    return call->func == &func_selectFromMax ? -d : d;
}

static void from_add(const struct func_call *call, void *state, struct row row,
                     struct func_run *run, struct arena *arena)
{
    const struct func_arg *include = &call->arg[FROM_INCLUDE];
    struct from *from = state;
    struct agg_number n;

    if (!agg_number_read(row_value(row, call->arg[FROM_FIELD].field), &n) ||
        (from->has_event && compare(call, &n, &from->best) >= 0))
        return;
    from->has_event = true;
    from->best = n;
    from->ord = row.batch->ord[row.i];
    from->sub = row.batch->sub[row.i];
    for (size_t i = 0; i < include->n; i++)
        kept_text_set(&from->text[i], row_value(row, &include->field[i]), run->arena,
                      arena);
}

static void from_merge(const struct func_call *call, void *into, void *other,
                       struct arena *arena)
{
    struct from *a = into;
    const struct from *b = other;
    int d;

    (void)arena;
    if (!b->has_event)
        return;
    d = a->has_event ? compare(call, &b->best, &a->best) : -1;
    if (d == 0)
        d = b->ord != a->ord ? (b->ord < a->ord ? -1 : 1) : (b->sub < a->sub ? -1 : 1);
    if (d < 0)
        memcpy(a, b, from_size(call));
}

static void from_finish(const struct func_call *call, void *state,
                        struct agg_rows *rows)
{
    const struct func_arg *include = &call->arg[FROM_INCLUDE];
    const struct from *from = state;

    if (!from->has_event)
        rows->none(rows);
    for (size_t i = 0; from->has_event && i < include->n; i++)
        rows->set(rows, &include->field[i], kept_text_value(&from->text[i]));
}

/* ---- descriptors ---- */

static const struct aggregate last_aggregate = {
    .state_size = last_size,
    .add = last_add,
    .merge = last_merge,
    .finish = last_finish,
};

static const struct aggregate from_aggregate = {
    .state_size = from_size,
    .add = from_add,
    .merge = from_merge,
    .finish = from_finish,
};

static const struct func_param last_params[] = {
    { .name = "fields", .kind = PARAM_FIELDS, .flags = PARAM_REQUIRED | PARAM_UNNAMED },
    { 0 },
};

static const struct func_param from_params[] = {
    { .name = "field",
      .kind = PARAM_FIELD,
      .flags = PARAM_REQUIRED | PARAM_UNNAMED,
      .help = "events in which it is no number are left out" },
    { .name = "include", .kind = PARAM_FIELDS, .flags = PARAM_REQUIRED },
    { 0 },
};

static const struct func_example last_examples[] = {
    { "selectLast([a, b])",
      "{\"@timestamp\":\"2\",\"a\":\"new\"}\n"
      "{\"@timestamp\":\"1\",\"a\":\"old\",\"b\":\"x\"}\n",
      "{\"a\":\"new\",\"b\":\"x\"}\n" },
    { 0 },
};

static const struct func_example max_examples[] = {
    { "selectFromMax(n, include=[a])",
      "{\"n\":\"9\",\"a\":\"x\"}\n{\"n\":\"10\",\"a\":\"y\"}\n", "{\"a\":\"y\"}\n" },
    { 0 },
};

static const struct func_example min_examples[] = {
    { "selectFromMin(n, include=[a, n])",
      "{\"n\":\"9\",\"a\":\"x\"}\n{\"n\":\"10\",\"a\":\"y\"}\n",
      "{\"a\":\"x\",\"n\":\"9\"}\n" },
    { 0 },
};

const struct func func_selectLast = {
    .name = "selectLast",
    .summary = "Takes each field's value from the newest event that has it.",
    .source = "https://library.humio.com/data-analysis/functions-selectlast.html",
    .family = "aggregate",
    .params = last_params,
    .flags = FUNC_PROJECTS,
    .open = last_open,
    .aggregate = &last_aggregate,
    .examples = last_examples,
};

const struct func func_selectFromMax = {
    .name = "selectFromMax",
    .summary = "Takes fields from the event in which a field is largest.",
    .source = "https://library.humio.com/data-analysis/functions-selectfrommax.html",
    .family = "aggregate",
    .params = from_params,
    .flags = FUNC_PROJECTS,
    .aggregate = &from_aggregate,
    .examples = max_examples,
};

const struct func func_selectFromMin = {
    .name = "selectFromMin",
    .summary = "Takes fields from the event in which a field is smallest.",
    .source = "https://library.humio.com/data-analysis/functions-selectfrommin.html",
    .family = "aggregate",
    .params = from_params,
    .flags = FUNC_PROJECTS,
    .aggregate = &from_aggregate,
    .examples = min_examples,
};
