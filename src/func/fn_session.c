/*
 * fn_session.c - session(): aggregates over runs of events without a long pause.
 *
 * A session is a stretch of time with the states of the aggregates; between two of
 * them lies more than maxpause. An event joins the session that it is near to, and
 * may thereby join two. That gives the same sessions in whatever order events come,
 * and merges workers' sessions the same way.
 */
#include "base/base.h"

#include "func/agg_list.h"
#include "func/row_product.h"
#include "func/row_time.h"

enum { SESSION_FUNCTION, SESSION_MAXPAUSE };

struct session {
    struct session *before, *after;
    double lo, hi; /* ms */
    void *states;
};

/* In order of time. `near` is where the last event went: the next is likely there. */
struct sessions {
    struct agg_list list;
    struct session *first, *near;
};

static enum status session_open(const struct func_call *call, void **state,
                                struct diag *diag)
{
    struct field *time = arena_new(call->env->arena, struct field);

    if (!time)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    *state = time;
    if (agg_list_has_sequence(&call->arg[SESSION_FUNCTION]))
        return diag_set(diag, ST_TYPE, call->arg[SESSION_FUNCTION].offset,
                        "sequence functions cannot stand inside session()");
    return call->env->field(call->env, STR("@timestamp"), time, diag);
}

static void session_init(const struct func_call *call, void *state, struct arena *arena)
{
    struct sessions *all = state;

    agg_list_init(&all->list, &call->arg[SESSION_FUNCTION], arena);
}

/* Put a session behind `before`, or first when that is NULL. */
static void insert(struct sessions *all, struct session *s, struct session *before)
{
    s->before = before;
    s->after = before ? before->after : all->first;
    if (s->after)
        s->after->before = s;
    if (before)
        before->after = s;
    else
        all->first = s;
}

/* Join a session and the one behind it when the pause is not longer than allowed. */
static void join_next(struct sessions *all, struct session *s, double pause,
                      struct arena *arena)
{
    struct session *next = s->after;

    if (!next || next->lo - s->hi > pause)
        return;
    if (next->hi > s->hi)
        s->hi = next->hi;
    agg_list_merge(&all->list, s->states, next->states, arena);
    s->after = next->after;
    if (s->after)
        s->after->before = s;
}

/* The last session that begins at or before `time`, or NULL. */
static struct session *last_before(const struct sessions *all, double time)
{
    struct session *s = all->near ? all->near : all->first;

    while (s && s->lo > time)
        s = s->before;
    while (s && s->after && s->after->lo <= time)
        s = s->after;
    return s;
}

static struct session *session_new(struct sessions *all, double time,
                                   struct arena *arena)
{
    struct session *s = arena_new(arena, struct session);

    if (!s)
        return NULL;
    s->states = arena_alloc(arena, all->list.size, 8);
    if (!s->states)
        return NULL;
    s->lo = s->hi = time;
    agg_list_start(&all->list, s->states, arena);
    return s;
}

/* The session that an event of this time belongs to, made if there is none. */
static struct session *session_at(struct sessions *all, double time, double pause,
                                  struct arena *arena)
{
    struct session *s = last_before(all, time);

    if (s && time - s->hi <= pause) {
        if (time > s->hi)
            s->hi = time;
        join_next(all, s, pause, arena);
    } else if (s ? s->after && s->after->lo - time <= pause
                 : all->first && all->first->lo - time <= pause) {
        s = s ? s->after : all->first;
        s->lo = time;
    } else {
        struct session *before = s;

        s = session_new(all, time, arena);
        if (s)
            insert(all, s, before);
    }
    if (s)
        all->near = s;
    return s;
}

static double pause_of(const struct func_call *call)
{
    return (double)call->arg[SESSION_MAXPAUSE].integer;
}

static void session_add(const struct func_call *call, void *state, struct row row,
                        struct func_run *run, struct arena *arena)
{
    struct sessions *all = state;
    struct session *s;
    double time;

    if (arena->failed || !value_number(row_value(row, call->state), &time))
        return;
    s = session_at(all, time, pause_of(call), arena);
    if (s)
        agg_list_add(&all->list, s->states, row, run, arena);
}

static void session_merge(const struct func_call *call, void *into, void *from,
                          struct arena *arena)
{
    struct sessions *a = into;
    struct sessions *b = from;
    double pause = pause_of(call);
    struct session *next;

    for (struct session *s = b->first; s; s = next) {
        struct session *before = last_before(a, s->lo);

        next = s->after;
        insert(a, s, before);
        a->near = s;
        join_next(a, s, pause, arena);
        if (before && s->lo - before->hi <= pause) {
            join_next(a, before, pause, arena);
            a->near = before;
        }
        while (a->near->after && a->near->after->lo - a->near->hi <= pause)
            join_next(a, a->near, pause, arena);
    }
    b->first = b->near = NULL;
}

static void session_finish(const struct func_call *call, void *state,
                           struct agg_rows *rows)
{
    struct sessions *all = state;
    struct row_product product;

    (void)call;
    row_product_init(&product, rows);
    for (struct session *s = all->first; s && !rows->arena->failed; s = s->after) {
        row_product_begin(&product);
        agg_list_finish(&all->list, s->states, &product);
        row_product_emit(&product);
    }
    row_product_end(&product);
}

static const struct aggregate session_aggregate = {
    .size = sizeof(struct sessions),
    .init = session_init,
    .add = session_add,
    .merge = session_merge,
    .finish = session_finish,
};

static const struct func_param params[] = {
    { .name = "function",
      .kind = PARAM_AGGREGATES,
      .flags = PARAM_UNNAMED,
      .def = "count(as=_count)",
      .help = "computed for each session" },
    { .name = "maxpause",
      .kind = PARAM_DURATION,
      .def = "15m",
      .help = "a longer pause ends a session" },
    { 0 },
};

static const struct func_example examples[] = {
    { "session(maxpause=1m)",
      "{\"@timestamp\":\"1000\"}\n{\"@timestamp\":\"61000\"}\n"
      "{\"@timestamp\":\"121001\"}\n",
      "{\"_count\":\"2\"}\n{\"_count\":\"1\"}\n" },
    { 0 },
};

const struct func func_session = {
    .name = "session",
    .summary = "Splits events at long pauses and runs aggregates over each part.",
    .source = "https://library.humio.com/data-analysis/functions-session.html",
    .family = "aggregate",
    .params = params,
    .flags = FUNC_PROJECTS,
    .open = session_open,
    .aggregate = &session_aggregate,
    .examples = examples,
};
