#include "base/base.h"

#include <stdarg.h>
#include <stdio.h>

#include "query/explain.h"

enum { TEXT_BYTES_MAX = 1000, EXCERPT_BYTES_MAX = 72, DEPTH_MAX = 64 };

const char *explain_phase_name(enum explain_phase phase)
{
    static const char *const names[] = {
        [EXPLAIN_BEFORE] = "before",       [EXPLAIN_INPUT] = "input",
        [EXPLAIN_PREFILTER] = "prefilter", [EXPLAIN_DECODE] = "decode",
        [EXPLAIN_EVENT] = "per event",     [EXPLAIN_AGGREGATE] = "aggregate",
        [EXPLAIN_ROWS] = "rows",           [EXPLAIN_OUTPUT] = "output",
        [EXPLAIN_ELSEWHERE] = "elsewhere",
    };

    return names[phase];
}

/* ---- the list ------------------------------------------------------------------ */

void explain_init(struct explanation *e, struct arena *arena)
{
    *e = (struct explanation){ .arena = arena };
}

static struct explain_row *new_row(struct explanation *e)
{
    if (e->n == e->cap) {
        size_t cap = e->cap ? e->cap * 2 : 16;
        struct explain_row *v = arena_new_array(e->arena, struct explain_row, cap);

        if (!v)
            return NULL;
        if (e->n)
            memcpy(v, e->v, e->n * sizeof *v);
        e->v = v;
        e->cap = cap;
    }
    return &e->v[e->n++];
}

void explain_add(struct explanation *e, struct explain_row where, const char *fmt, ...)
{
    char text[TEXT_BYTES_MAX];
    struct explain_row *row = new_row(e);
    va_list args;
    int n;

    if (!row) {
        e->failed = true;
        return;
    }
    va_start(args, fmt);
    n = vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    *row = where;
    row->text = str_dup(e->arena, str_from_cstr(n < 0 ? "" : text));
    e->failed |= !row->text.p;
}

/* ---- what was written ------------------------------------------------------------ */

/* A piece of the query on one line, cut at EXCERPT_BYTES_MAX. */
struct excerpt {
    char text[EXCERPT_BYTES_MAX + 8];
};

static bool is_inside_character(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

static struct excerpt excerpt_of(const struct plan *plan, struct span span)
{
    struct excerpt out = { { 0 } };
    size_t end = span.offset + span.length;
    size_t n = 0;
    size_t i = span.offset;

    for (; i < end && i < plan->text.n && n < EXCERPT_BYTES_MAX; i++) {
        char c = plan->text.p[i];
        bool is_blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';

        if (is_blank && n && out.text[n - 1] == ' ')
            continue;
        out.text[n++] = is_blank ? ' ' : c;
    }
    if (i >= end || i >= plan->text.n)
        return out;
    while (n && is_inside_character(plan->text.p[i]))
        i--, n--;
    memcpy(out.text + n, "…", sizeof "…");
    return out;
}

/* ---- one step ----------------------------------------------------------------------
 */

/* Where the rows of a pipeline go, and how they are numbered. */
struct telling {
    struct explanation *e;
    const struct plan *plan;
    struct explain_row at;
    bool is_numbered; /* steps have numbers of their own */
    char label[32];   /* "clause 2: ", or empty */
};

static void tell_pipeline(const struct telling *t, const struct pipeline *p);

/* A field that stands alone or first of several: "a, b, c and 3 more". */
static void add_names(struct buf *out, const struct field *field, uint32_t n)
{
    enum { SHOWN = 12 };

    for (uint32_t i = 0; i < n && i < SHOWN; i++)
        buf_printf(out, "%s%.*s", i ? ", " : "", STR_ARG(field[i].name));
    if (n > SHOWN)
        buf_printf(out, " and %u more", (unsigned)(n - SHOWN));
}

/* "; limit is 20000 by default" for each limit among the parameters. */
static void add_limits(struct buf *out, const struct func_call *call)
{
    const struct func_param *params = call->func->params;

    for (size_t i = 0; params && call->arg && params[i].name; i++) {
        const struct func_arg *arg = &call->arg[i];

        if (params[i].kind != PARAM_LIMIT || !arg->given)
            continue;
        buf_printf(out, "; %s is %lld%s", params[i].name, (long long)arg->integer,
                   arg->by_user ? "" : " by default");
    }
}

/* The summary of a function as a clause: lower case, no full stop. */
static void add_summary(struct buf *out, const struct func *f)
{
    struct str s = f->summary ? str_from_cstr(f->summary) : STR("an aggregate");
    bool is_capital = s.n > 1 && s.p[0] >= 'A' && s.p[0] <= 'Z' && s.p[1] >= 'a';

    if (s.n && s.p[s.n - 1] == '.')
        s.n--;
    if (is_capital) {
        buf_add_char(out, (char)(s.p[0] + 'a' - 'A'));
        s = str_slice(s, 1, s.n);
    }
    buf_add(out, s);
}

/* Print what `text` holds as a row, and forget it. */
static void tell_text(const struct telling *t, struct buf *text)
{
    t->e->failed |= text->failed;
    explain_add(t->e, t->at, "%s%.*s", t->label, STR_ARG(buf_str(text)));
    buf_release(text);
}

/* A call, by what was written, what it does and the limits that it has. */
static void tell_call(const struct telling *t, const struct func_call *call,
                      struct span written)
{
    struct buf text;

    buf_init(&text, TEXT_BYTES_MAX);
    if (call->pipeline)
        buf_add_cstr(&text, "{ }: runs the steps below on the events of the group");
    else if (written.length)
        buf_printf(&text, "%s: ", excerpt_of(t->plan, written).text);
    else
        buf_printf(&text, "%s(): ", call->func->name);
    if (!call->pipeline)
        add_summary(&text, call->func);
    add_limits(&text, call);
    tell_text(t, &text);
}

/* One level below: clauses, subqueries, nested aggregates. */
static struct telling below(const struct telling *t)
{
    struct telling inner = *t;

    inner.at.depth++;
    inner.is_numbered = false;
    inner.label[0] = '\0';
    return inner;
}

/* What was written of a nested call: nothing, when a default stands for it. */
static struct span span_of(const struct func_call *call, bool by_user)
{
    return by_user ? (struct span){ call->offset, call->length } : (struct span){ 0 };
}

static void tell_aggregate(const struct telling *t, const struct func_call *call,
                           struct span written)
{
    const struct func_param *params = call->func->params;
    struct telling inner = below(t);

    tell_call(t, call, written);
    if (t->at.depth > DEPTH_MAX)
        return;
    if (call->pipeline)
        tell_pipeline(&inner, call->pipeline);
    for (size_t i = 0; params && call->arg && params[i].name; i++)
        for (size_t k = 0; params[i].kind == PARAM_AGGREGATES && k < call->arg[i].n;
             k++)
            tell_aggregate(&inner, call->arg[i].call[k],
                           span_of(call->arg[i].call[k], call->arg[i].by_user));
}

static void tell_filter(const struct telling *t, const struct step *s)
{
    struct excerpt written = excerpt_of(t->plan, s->span);
    struct buf text;

    buf_init(&text, TEXT_BYTES_MAX);
    buf_printf(&text, "keeps what passes %s", written.text);
    if (s->nsets) {
        buf_add_cstr(&text, "; sets ");
        add_names(&text, s->sets, s->nsets);
    }
    tell_text(t, &text);
}

static void tell_branches(const struct telling *t, const struct step *s,
                          const char *what)
{
    for (uint32_t i = 0; i < s->nbranches && t->at.depth < DEPTH_MAX; i++) {
        struct telling inner = below(t);

        (void)snprintf(inner.label, sizeof inner.label, "%s %u: ", what,
                       (unsigned)(i + 1));
        tell_pipeline(&inner, s->branch[i]);
    }
}

static void tell_case(const struct telling *t, const struct step *s)
{
    explain_add(t->e, t->at,
                "%staken by the first of %u clauses that lets it through; without one "
                "it is dropped",
                t->label, (unsigned)s->nbranches);
    tell_branches(t, s, "clause");
}

static void tell_step(const struct telling *t, const struct step *s)
{
    switch (s->kind) {
    case STEP_FILTER:
        tell_filter(t, s);
        break;
    case STEP_ASSIGN:
        explain_add(t->e, t->at, "%ssets %.*s by %s", t->label, STR_ARG(s->field.name),
                    excerpt_of(t->plan, s->span).text);
        break;
    case STEP_CALL:
    case STEP_EXPAND:
        tell_call(t, &s->call->call, s->span);
        break;
    case STEP_CASE:
        tell_case(t, s);
        break;
    case STEP_AGGREGATE:
        tell_aggregate(t, &s->call->call, s->span);
        break;
    case STEP_JOIN:
        tell_call(t, &s->call->call, s->span);
        break;
    }
}

static void tell_pipeline(const struct telling *t, const struct pipeline *p)
{
    struct telling here = *t;

    if (p->n == 0)
        explain_add(t->e, t->at, "%slets everything through", t->label);
    for (size_t i = 0; i < p->n; i++) {
        const struct step *s = &p->step[i];

        here.at.span = s->span;
        if (t->is_numbered)
            here.at.step = (uint32_t)i + 1;
        if (t->is_numbered && s->kind == STEP_AGGREGATE &&
            here.at.phase == EXPLAIN_EVENT)
            here.at.phase = EXPLAIN_AGGREGATE;
        tell_step(&here, s);
        if (here.at.phase == EXPLAIN_AGGREGATE)
            here.at.phase = EXPLAIN_ROWS;
    }
}

/* ---- before the first record -------------------------------------------------------
 */

/* The subqueries of joins, which run before the steps that use them. */
static void tell_joins(const struct telling *t, const struct pipeline *p)
{
    struct telling here = *t;

    for (size_t i = 0; i < p->n; i++) {
        const struct step *s = &p->step[i];

        if (s->kind != STEP_JOIN)
            continue;
        here.at.step = (uint32_t)i + 1;
        here.at.span = s->span;
        explain_add(t->e, here.at, "the input is read for %s() of step %u",
                    s->call->call.func->name, (unsigned)here.at.step);
        tell_branches(&here, s, "subquery");
    }
}

void explain_sources(struct explanation *e, const struct plan *plan)
{
    struct telling t = { .e = e, .plan = plan, .at = { .phase = EXPLAIN_BEFORE } };

    for (size_t i = 0; i < plan->ntables; i++) {
        struct telling inner = below(&t);

        explain_add(e, t.at, "the table %.*s is filled by a query of its own",
                    STR_ARG(plan->table[i].name));
        tell_pipeline(&inner, plan->table[i].pipeline);
    }
    tell_joins(&t, plan->main);
    t.at.phase = EXPLAIN_INPUT;
    if (plan->main->source)
        explain_add(e, t.at, "events are made by %s(); no input is read",
                    plan->main->source->call.func->name);
    else
        explain_add(e, t.at,
                    "whole records in chunks, spread over all threads; the result "
                    "does not depend on their number");
    if (plan->env.has_interval)
        explain_add(e, t.at, "events outside the interval are dropped");
}

/* ---- fields ------------------------------------------------------------------------
 */

/* Does any step up to the first aggregate, or the output, see whole events? */
static bool sees_whole_events(const struct plan *plan)
{
    const struct pipeline *p = plan->main;

    if (p->n == 0)
        return true;
    for (size_t i = 0; i < p->n; i++) {
        if (p->step[i].all_before)
            return true;
        if (p->step[i].kind == STEP_AGGREGATE)
            return false;
        if (p->step[i].all_after)
            return true;
    }
    return false;
}

static bool is_derived(const struct plan *plan, uint32_t slot)
{
    for (size_t i = 0; i < plan->nderived; i++)
        if (plan->derived[i].slot == (int32_t)slot)
            return true;
    return false;
}

static void tell_wanted(struct explanation *e, const struct plan *plan, bool derived)
{
    struct explain_row at = { .phase = EXPLAIN_DECODE };
    struct buf names;
    size_t n = 0;

    buf_init(&names, TEXT_BYTES_MAX - 100);
    for (uint32_t i = 0; i < plan->slots.n; i++) {
        if (!plan->is_wanted[i] || is_derived(plan, i) != derived)
            continue;
        buf_printf(&names, "%s%.*s", n ? ", " : "", STR_ARG(plan->slots.name[i]));
        n++;
    }
    if (names.failed)
        explain_add(e, at, "%zu fields", n);
    else if (n)
        explain_add(e, at, "%zu field%s%s: %.*s", n, n == 1 ? "" : "s",
                    derived ? " made from others where the record lacks them" : "",
                    STR_ARG(buf_str(&names)));
    else if (!derived)
        explain_add(e, at, "no field: events are only counted");
    buf_release(&names);
}

void explain_fields(struct explanation *e, const struct plan *plan)
{
    struct explain_row at = { .phase = EXPLAIN_DECODE };

    if (plan->main->source)
        return;
    if (plan->has_free_text)
        explain_add(e, at,
                    "every field: free text, or a function that reads whole "
                    "events, looks into all of them");
    else if (sees_whole_events(plan))
        explain_add(e, at, "every field: whole events are the result");
    else
        tell_wanted(e, plan, false);
    tell_wanted(e, plan, true);
    if (plan->wants_raw)
        explain_add(e, at, "the text of each record is kept beside its fields");
}

/* ---- steps -------------------------------------------------------------------------
 */

static bool is_plain_cond(const struct cond *cond)
{
    if (cond->kind == COND_CALL || cond->kind == COND_EXPR ||
        cond->kind == COND_FREE_TEXT || cond->ngroups)
        return false;
    for (uint32_t i = 0; i < cond->nkids; i++)
        if (!is_plain_cond(cond->kid[i]))
            return false;
    return true;
}

/* How many steps at the start only compare fields of the record. */
static size_t count_plain(const struct pipeline *p)
{
    size_t n = 0;

    while (n < p->n && p->step[n].kind == STEP_FILTER && is_plain_cond(p->step[n].cond))
        n++;
    return n;
}

static void tell_elsewhere(struct explanation *e, const struct plan *plan)
{
    const struct pipeline *p = plan->main;
    size_t n = count_plain(p);
    struct explain_row at = { .phase = EXPLAIN_ELSEWHERE };

    if (plan->main->source)
        return;
    if (n)
        explain_add(e, at,
                    "another store could apply the first %zu step%s, which only "
                    "compare%s fields",
                    n, n == 1 ? "" : "s", n == 1 ? "s" : "");
    if (n == p->n)
        return;
    at.step = (uint32_t)n + 1;
    at.span = p->step[n].span;
    explain_add(e, at, "%sfrom step %zu on the work is done here: %s",
                n ? "" : "nothing can be left to another store: ", n + 1,
                excerpt_of(plan, p->step[n].span).text);
}

void explain_steps(struct explanation *e, const struct plan *plan)
{
    struct telling t = {
        .e = e, .plan = plan, .at = { .phase = EXPLAIN_EVENT }, .is_numbered = true
    };
    struct explain_row end = { .phase = EXPLAIN_OUTPUT };

    tell_pipeline(&t, plan->main);
    if (plan->has_aggregate)
        explain_add(e, end, "rows, in an order that is the same in every run");
    else
        explain_add(e, end, "events, in the order of the input");
    tell_elsewhere(e, plan);
}
