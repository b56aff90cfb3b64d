/*
 * fn_series.c - series(): the values of fields in order of time, as lists.
 *
 * Every event leaves an entry with its time and values; finish() sorts them, so it
 * does not matter who has seen which. A series ends at a long pause, after a long time,
 * and at events that meet a condition.
 */
#include "base/base.h"

#include "base/buf.h"
#include "func/agg_list.h"
#include "func/agg_warn.h"
#include "func/row_time.h"

enum {
    SERIES_COLLECT,
    SERIES_END,
    SERIES_MAXDURATION,
    SERIES_MAXPAUSE,
    SERIES_MEMLIMIT,
    SERIES_SEPARATOR,
    SERIES_START
};

enum { TEXT_MAX = 1 << 20 };

struct series_call {
    struct field time, duration;
    size_t limit; /* bytes of the lists of one series */
};

struct entry {
    struct row_time at;
    bool is_start, is_end;
    const struct value *value; /* one a field */
};

struct entries {
    struct entry *v;
    size_t n, cap;
};

/* ---- opening ---- */

/* A number of bytes, perhaps with K or M. */
static bool read_bytes(struct str text, size_t *out)
{
    size_t digits = 0;
    size_t n = 0;

    for (; digits < text.n && text.p[digits] >= '0' && text.p[digits] <= '9'; digits++)
        if (n > TEXT_MAX)
            break;
        else
            n = n * 10 + (size_t)(text.p[digits] - '0');
    text = str_slice(text, digits, text.n);
    if (digits == 0)
        return false;
    if (str_eq_nocase(text, STR("k")) || str_eq_nocase(text, STR("kb")))
        n *= 1024;
    else if (str_eq_nocase(text, STR("m")) || str_eq_nocase(text, STR("mb")))
        n *= (size_t)1024 * 1024;
    else if (text.n && !str_eq_nocase(text, STR("b")))
        return false;
    *out = n < TEXT_MAX ? n : TEXT_MAX;
    return true;
}

static enum status series_open(const struct func_call *call, void **state,
                               struct diag *diag)
{
    const struct func_env *env = call->env;
    const struct func_arg *limit = &call->arg[SERIES_MEMLIMIT];
    struct series_call *sc = arena_new(env->arena, struct series_call);

    if (!sc)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    *state = sc;
    sc->limit = TEXT_MAX;
    if (limit->given && !read_bytes(*limit->text, &sc->limit))
        return diag_set(diag, ST_TYPE, limit->offset,
                        "memlimit is a number of bytes such as 1024 or 10K");
    TRY(env->field(env, STR("@timestamp"), &sc->time, diag));
    return env->field(env, STR("_duration"), &sc->duration, diag);
}

/* ---- collecting ---- */

static bool reserve(struct entries *e, size_t more, struct arena *arena)
{
    size_t cap = e->cap ? e->cap : 4;
    struct entry *v;

    while (cap < e->n + more)
        cap *= 2;
    if (cap == e->cap)
        return true;
    v = arena_new_array(arena, struct entry, cap);
    if (!v)
        return false;
    if (e->n)
        memcpy(v, e->v, e->n * sizeof *v);
    e->v = v;
    e->cap = cap;
    return true;
}

static bool is_met(const struct func_call *call, size_t i, struct row row,
                   struct func_run *run)
{
    return call->arg[i].given && value_is_true(func_expr(run, &call->arg[i], 0, row));
}

static void series_add(const struct func_call *call, void *state, struct row row,
                       struct func_run *run, struct arena *arena)
{
    const struct series_call *sc = call->state;
    const struct func_arg *fields = &call->arg[SERIES_COLLECT];
    struct entries *e = state;
    struct value *value;

    if (arena->failed || !reserve(e, 1, arena))
        return;
    value = arena_new_array(arena, struct value, fields->n);
    if (!value)
        return;
    for (size_t i = 0; i < fields->n; i++) {
        struct value v = row_value(row, &fields->field[i]);

        if (v.kind == VALUE_ESCAPED)
            v = value_str(value_text(v, run->arena));
        value[i] = value_keep(v, arena);
    }
    e->v[e->n++] = (struct entry){ .at = row_time_read(row, &sc->time),
                                   .is_start = is_met(call, SERIES_START, row, run),
                                   .is_end = is_met(call, SERIES_END, row, run),
                                   .value = value };
}

static void series_merge(const struct func_call *call, void *into, void *from,
                         struct arena *arena)
{
    struct entries *a = into;
    const struct entries *b = from;

    (void)call;
    if (b->n == 0 || !reserve(a, b->n, arena))
        return;
    memcpy(a->v + a->n, b->v, b->n * sizeof *b->v);
    a->n += b->n;
}

/* ---- rows ---- */

static int compare(const void *a, const void *b)
{
    const struct entry *x = a;
    const struct entry *y = b;

    return row_time_cmp(&x->at, &y->at);
}

/* Does a new series begin with `e`, behind `last`, in one that began with `first`? */
static bool is_split(const struct func_call *call, const struct entry *first,
                     const struct entry *last, const struct entry *e)
{
    const struct func_arg *pause = &call->arg[SERIES_MAXPAUSE];
    const struct func_arg *duration = &call->arg[SERIES_MAXDURATION];

    if (last->is_end || e->is_start)
        return true;
    if (pause->given && e->at.time.d - last->at.time.d > pause->number)
        return true;
    return duration->given && e->at.time.d - first->at.time.d > duration->number;
}

/* The values of field `k`, joined; missing when there is none. */
static struct value join(const struct func_call *call, const struct entry *e, size_t n,
                         size_t k, size_t *left, struct agg_rows *rows, bool *is_cut)
{
    struct str separator = *call->arg[SERIES_SEPARATOR].text;
    struct buf text;
    struct value v = value_missing();
    bool has_any = false;

    buf_init(&text, *left);
    for (size_t i = 0; i < n; i++) {
        if (value_is_missing(e[i].value[k]))
            continue;
        if (has_any)
            buf_add(&text, separator);
        buf_add(&text, value_text(e[i].value[k], rows->arena));
        has_any = true;
    }
    *is_cut |= text.failed;
    *left -= text.n;
    if (has_any)
        v = value_str(str_dup(rows->arena, buf_str(&text)));
    buf_release(&text);
    return v;
}

static void emit(const struct func_call *call, const struct entry *e, size_t n,
                 struct agg_rows *rows, bool *is_cut)
{
    const struct series_call *sc = call->state;
    const struct func_arg *fields = &call->arg[SERIES_COLLECT];
    size_t left = sc->limit;

    if (e->at.has_time)
        rows->set(rows, &sc->time, agg_number_value(&e->at.time));
    for (size_t k = 0; k < fields->n; k++)
        rows->set(rows, &fields->field[k], join(call, e, n, k, &left, rows, is_cut));
    if (e->at.has_time)
        rows->set(rows, &sc->duration, value_double(e[n - 1].at.time.d - e->at.time.d));
}

/* The first entry from `i` on with which a series can begin. */
static size_t skip_to_start(const struct func_call *call, const struct entry *e,
                            size_t i, size_t n)
{
    while (call->arg[SERIES_START].given && i < n && !e[i].is_start)
        i++;
    return i;
}

static void series_finish(const struct func_call *call, void *state,
                          struct agg_rows *rows)
{
    const struct entries *all = state;
    struct entry *e = arena_new_array(rows->arena, struct entry, all->n + 1);
    bool is_cut = false;
    size_t nrows = 0;
    size_t end;

    if (e && all->n)
        memcpy(e, all->v, all->n * sizeof *e);
    if (e)
        qsort(e, all->n, sizeof *e, compare);
    for (size_t i = 0; e && (i = skip_to_start(call, e, i, all->n)) < all->n; i = end) {
        end = i + 1;
        while (end < all->n && !is_split(call, &e[i], &e[end - 1], &e[end]))
            end++;
        if (nrows++)
            rows->next(rows);
        emit(call, e + i, end - i, rows, &is_cut);
    }
    if (nrows == 0)
        rows->none(rows);
    if (is_cut)
        rows->warn(rows, AGG_WARN_CUT,
                   "series() left out values beyond its memlimit, 1 MiB at most");
}

static const struct aggregate series_aggregate = {
    .size = sizeof(struct entries),
    .add = series_add,
    .merge = series_merge,
    .finish = series_finish,
};

static const struct func_param params[] = {
    { .name = "collect",
      .kind = PARAM_FIELDS,
      .flags = PARAM_REQUIRED | PARAM_UNNAMED },
    { .name = "endmatch",
      .kind = PARAM_CONDITION,
      .help = "a series ends behind such an event" },
    { .name = "maxduration", .kind = PARAM_DURATION, .help = "no series is longer" },
    { .name = "maxpause",
      .kind = PARAM_DURATION,
      .help = "a longer pause ends a series" },
    { .name = "memlimit", .kind = PARAM_STRING, .help = "bytes of one series" },
    { .name = "separator", .kind = PARAM_STRING, .def = "\"\\n\"" },
    { .name = "startmatch",
      .kind = PARAM_CONDITION,
      .help = "a series begins with such an event" },
    { 0 },
};

static const struct func_example examples[] = {
    { "series(url, maxpause=1m, separator=\" \")",
      "{\"@timestamp\":\"2000\",\"url\":\"b\"}\n{\"@timestamp\":\"1000\",\"url\":\"a\"}\n"
      "{\"@timestamp\":\"99000\",\"url\":\"c\"}\n",
      "{\"@timestamp\":\"1000\",\"url\":\"a b\",\"_duration\":\"1000\"}\n"
      "{\"@timestamp\":\"99000\",\"url\":\"c\",\"_duration\":\"0\"}\n" },
    { 0 },
};

const struct func func_series = {
    .name = "series",
    .summary = "Collects the values of fields in order of time, split at pauses and at "
               "events that meet a condition.",
    .source = "https://library.humio.com/data-analysis/functions-series.html",
    .family = "aggregate",
    .params = params,
    .flags = FUNC_PROJECTS,
    .open = series_open,
    .aggregate = &series_aggregate,
    .examples = examples,
};
