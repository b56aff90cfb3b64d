/*
 * fn_correlate.c - correlate(): events of several queries that belong together.
 *
 * Each event is offered to every query; those that pass are kept with what the query
 * has made of them. finish() finds the constellations (constellation.h) and puts out
 * one row each, with the fields `query.field`. One pass finds all, so iterationLimit=
 * has nothing to limit.
 */
#include "base/base.h"

#include "base/arena.h"
#include "event/snapshot.h"
#include "func/agg_warn.h"
#include "func/arg.h"
#include "func/constellation.h"

enum {
    QUERY,
    GLOBAL,
    WITH_CONSTRAINTS,
    ONCE,
    ITERATIONS,
    JITTER,
    MAX_PER_ROOT,
    ROOT,
    SEQUENCE,
    SEQUENCE_BY,
    WITHIN
};

enum { PER_ROOT_MAX = 10000, ITERATIONS_MAX = 10 };

/* A field of a query's event and what it is called in the result. */
struct output {
    struct field in, out;
};

struct query_outputs {
    struct output *v;
    size_t n;
};

struct correlate {
    struct constellation_rules rules;
    struct constellation_link link[CONSTELLATION_LINKS_MAX];
    struct field time;             /* @timestamp */
    struct field order[2];         /* of a sequence, unless the call says otherwise */
    struct query_outputs *outputs; /* one a query */
};

/* ---- opening ----------------------------------------------------------------------
 */

static struct str joined(struct arena *arena, struct str query, struct str field)
{
    char *p = arena_text(arena, query.n + 1 + field.n);

    if (!p)
        return (struct str){ NULL, 0 };
    memcpy(p, query.p, query.n);
    p[query.n] = '.';
    if (field.n)
        memcpy(p + query.n + 1, field.p, field.n);
    return (struct str){ p, query.n + 1 + field.n };
}

/* The query whose name and a point begin `other`; the rest is the field. */
static size_t find_query(const struct func_arg *queries, struct str other,
                         struct str *field)
{
    size_t best = SIZE_MAX;
    size_t longest = 0;

    for (size_t i = 0; i < queries->n; i++) {
        struct str name = queries->query[i].name;

        if (name.n >= longest && str_starts_with(other, name) && other.n > name.n + 1 &&
            other.p[name.n] == '.') {
            best = i;
            longest = name.n;
        }
    }
    *field = best == SIZE_MAX ? other : str_slice(other, longest + 1, other.n);
    return best;
}

static enum status add_link(const struct func_call *call, struct correlate *c,
                            struct constellation_link link, struct diag *diag)
{
    if (c->rules.nlinks == CONSTELLATION_LINKS_MAX)
        return diag_set(diag, ST_LIMIT, call->offset, "takes at most %d links",
                        CONSTELLATION_LINKS_MAX);
    c->link[c->rules.nlinks++] = link;
    return ST_OK;
}

static enum status resolve_link(const struct func_call *call, struct correlate *c,
                                size_t query, const struct func_link *link,
                                struct diag *diag)
{
    struct constellation_link out = { .a = query, .a_field = link->field };
    struct str field;

    out.b = find_query(&call->arg[QUERY], link->other, &field);
    if (out.b == SIZE_MAX)
        return diag_set(diag, ST_TYPE, link->offset,
                        "'%.*s' names no query: write field <=> Query.field",
                        STR_ARG(link->other));
    if (out.b == query)
        return diag_set(diag, ST_TYPE, link->offset,
                        "a link goes to another query, not to its own");
    TRY(call->env->field(call->env, field, &out.b_field, diag));
    return add_link(call, c, out, diag);
}

/* All queries agree on a global field with the first, so with each other. */
static enum status link_all(const struct func_call *call, struct correlate *c,
                            struct diag *diag)
{
    const struct func_arg *global = &call->arg[GLOBAL];

    for (size_t i = 0; i < call->arg[QUERY].n; i++)
        for (size_t k = 0; k < call->arg[QUERY].query[i].nlinks; k++)
            TRY(resolve_link(call, c, i, &call->arg[QUERY].query[i].link[k], diag));
    for (size_t g = 0; global->given && g < global->n; g++)
        for (size_t i = 1; i < call->arg[QUERY].n; i++)
            TRY(add_link(call, c,
                         (struct constellation_link){ .a = i,
                                                      .a_field = global->field[g],
                                                      .b = 0,
                                                      .b_field = global->field[g] },
                         diag));
    return ST_OK;
}

static enum status add_output(const struct func_call *call, size_t query,
                              struct query_outputs *o, const struct field *in,
                              struct diag *diag)
{
    struct str name =
        joined(call->env->arena, call->arg[QUERY].query[query].name, in->name);

    for (size_t i = 0; i < o->n; i++)
        if (str_eq(o->v[i].in.name, in->name))
            return ST_OK;
    if (!name.p)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    o->v[o->n].in = *in;
    return call->env->field(call->env, name, &o->v[o->n++].out, diag);
}

/* Fields that links and global constraints name, then those that include: names. */
static enum status list_outputs(const struct func_call *call, struct correlate *c,
                                size_t query, struct diag *diag)
{
    static const struct str always[] = { { "@timestamp", 10 },
                                         { "@id", 3 },
                                         { "@ingesttimestamp", 16 } };
    const struct func_query *q = &call->arg[QUERY].query[query];
    struct query_outputs *o = &c->outputs[query];
    bool with_constraints = call->arg[WITH_CONSTRAINTS].boolean;

    o->v = arena_new_array(call->env->arena, struct output,
                           2 * c->rules.nlinks + q->ninclude + countof(always));
    if (!o->v)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    for (size_t i = 0; with_constraints && i < c->rules.nlinks; i++) {
        const struct constellation_link *l = &c->link[i];

        if (l->a == query)
            TRY(add_output(call, query, o, &l->a_field, diag));
        if (l->b == query)
            TRY(add_output(call, query, o, &l->b_field, diag));
    }
    for (size_t i = 0; i < q->ninclude; i++)
        TRY(add_output(call, query, o, &q->include[i], diag));
    for (size_t i = 0; i < countof(always); i++) {
        struct field field;

        TRY(call->env->field(call->env, always[i], &field, diag));
        TRY(add_output(call, query, o, &field, diag));
    }
    return ST_OK;
}

static enum status find_root(const struct func_call *call, size_t *root,
                             struct diag *diag)
{
    struct str name = arg_string(call, ROOT);

    for (*root = 0; *root < call->arg[QUERY].n; (*root)++)
        if (name.n == 0 || str_eq(call->arg[QUERY].query[*root].name, name))
            return ST_OK;
    return arg_fail(call, ROOT, ST_TYPE, diag, "there is no query '%.*s'",
                    STR_ARG(name));
}

static enum status check_times(const struct func_call *call, struct diag *diag)
{
    const struct func_arg *jitter = &call->arg[JITTER];
    const struct func_arg *within = &call->arg[WITHIN];
    bool is_sequence = call->arg[SEQUENCE].boolean;

    if (jitter->given && !is_sequence)
        return arg_fail(call, JITTER, ST_TYPE, diag,
                        "jitterTolerance needs sequence=true");
    if (call->arg[SEQUENCE_BY].given && !is_sequence)
        return arg_fail(call, SEQUENCE_BY, ST_TYPE, diag,
                        "sequenceBy needs sequence=true");
    if (jitter->given && within->given && jitter->integer > within->integer)
        return arg_fail(call, JITTER, ST_TYPE, diag,
                        "jitterTolerance is more than within");
    return ST_OK;
}

static enum status set_rules(const struct func_call *call, struct correlate *c,
                             struct diag *diag)
{
    const struct func_arg *by = &call->arg[SEQUENCE_BY];
    const struct func_env *env = call->env;
    struct constellation_rules *r = &c->rules;

    TRY(check_times(call, diag));
    TRY(find_root(call, &r->root, diag));
    TRY(env->field(env, STR("@timestamp"), &c->time, diag));
    r->nqueries = call->arg[QUERY].n;
    r->link = c->link;
    r->has_within = call->arg[WITHIN].given;
    r->within_ms = call->arg[WITHIN].integer;
    r->is_sequence = call->arg[SEQUENCE].boolean;
    r->jitter_ms = call->arg[JITTER].integer;
    r->max_per_root = (size_t)call->arg[MAX_PER_ROOT].integer;
    r->once = call->arg[ONCE].boolean;
    r->order = by->given ? by->field : c->order;
    r->norder = by->given ? by->n : countof(c->order);
    c->order[0] = c->time;
    if (r->is_sequence && !by->given)
        return env->field(env, STR("@timestamp.nanos"), &c->order[1], diag);
    c->order[1] = c->time;
    return ST_OK;
}

static enum status correlate_open(const struct func_call *call, void **state,
                                  struct diag *diag)
{
    struct correlate *c = arena_new(call->env->arena, struct correlate);
    size_t n = call->arg[QUERY].n;

    if (!c)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    if (n < 2 || n > CONSTELLATION_QUERIES_MAX)
        return diag_set(diag, ST_TYPE, call->offset, "takes 2 to %d queries",
                        CONSTELLATION_QUERIES_MAX);
    *state = c;
    c->outputs = arena_new_array(call->env->arena, struct query_outputs, n);
    if (!c->outputs)
        return diag_set(diag, ST_NOMEM, call->offset, "out of memory");
    TRY(set_rules(call, c, diag));
    TRY(link_all(call, c, diag));
    for (size_t i = 0; i < n; i++)
        TRY(list_outputs(call, c, i, diag));
    return ST_OK;
}

/* ---- collecting -------------------------------------------------------------------
 */

struct state {
    struct candidates query[CONSTELLATION_QUERIES_MAX];
};

/* Without a time an event is near no other and has no place in a sequence of times. */
static bool needs_time(const struct correlate *c)
{
    return c->rules.has_within || (c->rules.is_sequence && c->rules.order == c->order);
}

static void keep(const struct correlate *c, struct candidates *list, struct row row,
                 struct arena *arena)
{
    struct candidate event = { .row = NULL };
    double time;

    event.has_time =
        value_number(row_get(row, &c->time), &time) && time > -9e15 && time < 9e15;
    event.time_ms = event.has_time ? (int64_t)time : 0;
    if (!event.has_time && needs_time(c))
        return;
    event.row = row_keep(row, arena);
    if (!event.row || !candidates_add(list, event, arena))
        arena->failed = true;
}

static void correlate_add(const struct func_call *call, void *state, struct row row,
                          struct func_run *run, struct arena *arena)
{
    const struct func_arg *queries = &call->arg[QUERY];
    struct state *s = state;
    struct snapshot before;

    if (!snapshot_take(&before, row, run->arena))
        return;
    for (size_t i = 0; i < queries->n; i++) {
        if (run->pipeline(run, queries->query[i].pipeline, row))
            keep(call->state, &s->query[i], row, arena);
        snapshot_restore(&before, row);
    }
}

static void correlate_merge(const struct func_call *call, void *into, void *from,
                            struct arena *arena)
{
    struct state *a = into;
    struct state *b = from;

    for (size_t q = 0; q < call->arg[QUERY].n; q++)
        for (size_t i = 0; i < b->query[q].n; i++)
            if (!candidates_add(&a->query[q], b->query[q].v[i], arena))
                arena->failed = true;
}

/* ---- putting out ------------------------------------------------------------------
 */

struct putting_out {
    const struct func_call *call;
    struct agg_rows *rows;
};

/* include: * - every field that would print. */
static void put_all(const struct func_query *q, const struct kept_row *row,
                    struct agg_rows *rows)
{
    for (uint32_t i = 0; i < row->nfields; i++) {
        struct field out = { joined(rows->arena, q->name, row->field[i].name), -1 };

        if (out.name.p && !row->field[i].is_hidden)
            rows->set(rows, &out, row->field[i].value);
    }
}

static void put_row(void *context, const struct kept_row *const *event)
{
    const struct putting_out *p = context;
    const struct correlate *c = p->call->state;
    struct value time = kept_get(event[c->rules.root], &c->time);

    for (size_t q = 0; q < c->rules.nqueries; q++) {
        const struct query_outputs *o = &c->outputs[q];

        for (size_t i = 0; i < o->n; i++) {
            struct value v = kept_get(event[q], &o->v[i].in);

            if (!value_is_missing(v))
                p->rows->set(p->rows, &o->v[i].out, v);
        }
        if (p->call->arg[QUERY].query[q].includes_all)
            put_all(&p->call->arg[QUERY].query[q], event[q], p->rows);
    }
    if (!value_is_missing(time))
        p->rows->set(p->rows, &c->time, time);
    p->rows->next(p->rows);
}

static void correlate_finish(const struct func_call *call, void *state,
                             struct agg_rows *rows)
{
    const struct correlate *c = call->state;
    struct putting_out out = { .call = call, .rows = rows };
    struct state *s = state;
    bool given_up;

    if (!constellations_find(&c->rules, s->query, rows->arena, put_row, &out,
                             &given_up))
        rows->arena->failed = true;
    if (given_up)
        rows->warn(rows, AGG_WARN_CUT,
                   "correlate() has given up: too many events share the linked values; "
                   "link more fields or set within=");
    rows->none(rows);
}

static const struct aggregate correlate_aggregate = {
    .size = sizeof(struct state),
    .add = correlate_add,
    .merge = correlate_merge,
    .finish = correlate_finish,
};

const struct func func_correlate = {
    .name = "correlate",
    .summary = "Finds events of several queries that belong together: by fields with "
               "the same value, within a span of time, or in a sequence.",
    .source = "library.humio.com/data-analysis/functions-correlate.html",
    .family = "lookup",
    .params =
        (const struct func_param[]){
            { .name = "query",
              .kind = PARAM_QUERIES,
              .flags = PARAM_REQUIRED | PARAM_UNNAMED,
              .help = "A: { steps | field <=> B.field } include: [x, y], B: { … }, …" },
            { .name = "globalConstraints",
              .kind = PARAM_FIELDS,
              .help = "fields that all events agree on" },
            { .name = "includeConstraintValues",
              .kind = PARAM_BOOL,
              .def = "true",
              .help = "put out the linked fields" },
            { .name = "includeMatchesOnceOnly",
              .kind = PARAM_BOOL,
              .def = "false",
              .help = "an event stands in one result only" },
            { .name = "iterationLimit",
              .kind = PARAM_INT,
              .def = "5",
              .min = 1,
              .max = ITERATIONS_MAX,
              .help = "accepted; one pass finds all" },
            { .name = "jitterTolerance",
              .kind = PARAM_DURATION,
              .help = "events of a sequence this close may come in either order" },
            { .name = "maxPerRoot",
              .kind = PARAM_INT,
              .def = "1",
              .min = 1,
              .max = PER_ROOT_MAX,
              .help = "most results with the same event of the root query" },
            { .name = "root",
              .kind = PARAM_STRING,
              .help = "the query to begin with; the first without" },
            { .name = "sequence",
              .kind = PARAM_BOOL,
              .def = "false",
              .help = "events follow each other in the order of the queries" },
            { .name = "sequenceBy",
              .kind = PARAM_FIELDS,
              .help = "what orders a sequence; @timestamp without" },
            { .name = "within",
              .kind = PARAM_DURATION,
              .help = "most time between the first and the last event" },
            { .name = "aggregation",
              .kind = PARAM_STRINGS,
              .help = "accepted, no effect" },
            { .name = NULL },
        },
    .flags = FUNC_ON_EVENTS,
    .open = correlate_open,
    .aggregate = &correlate_aggregate,
    .examples =
        (const struct func_example[]){
            { .query = "correlate(fail: { what=fail } include: [ip], "
                       "login: { what=login | user <=> fail.user }, "
                       "sequence=true, within=5m) "
                       "| select([fail.user, fail.ip, login.@timestamp])",
              .input = "{\"@timestamp\":\"1000\",\"what\":\"fail\",\"user\":\"eve\","
                       "\"ip\":\"10.0.0.1\"}\n"
                       "{\"@timestamp\":\"2000\",\"what\":\"login\",\"user\":\"mia\"}\n"
                       "{\"@timestamp\":\"3000\",\"what\":\"login\",\"user\":\"eve\"}",
              .output = "{\"fail.user\":\"eve\",\"fail.ip\":\"10.0.0.1\","
                        "\"login.@timestamp\":\"3000\"}" },
            { .query = "correlate(a: { k=1 }, b: { k=2 }, c: { k=2 }, "
                       "globalConstraints=[u], sequence=true, maxPerRoot=2) "
                       "| select([a.@timestamp, b.@timestamp, c.@timestamp])",
              .input = "{\"@timestamp\":\"1\",\"k\":\"1\",\"u\":\"x\"}\n"
                       "{\"@timestamp\":\"2\",\"k\":\"2\",\"u\":\"x\"}\n"
                       "{\"@timestamp\":\"3\",\"k\":\"2\",\"u\":\"x\"}\n"
                       "{\"@timestamp\":\"4\",\"k\":\"2\",\"u\":\"x\"}",
              .output = "{\"a.@timestamp\":\"1\",\"b.@timestamp\":\"2\","
                        "\"c.@timestamp\":\"3\"}\n"
                        "{\"a.@timestamp\":\"1\",\"b.@timestamp\":\"2\","
                        "\"c.@timestamp\":\"4\"}" },
            { .query = NULL },
        },
};
