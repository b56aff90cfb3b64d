#include "base/base.h"

#include "base/buf.h"
#include "base/hash.h"
#include "func/constellation.h"

enum { KEY_BYTES_MAX = 1 << 20 };

/* Candidates from `from` up to, but without, `to` in the list of a place. */
struct range {
    uint32_t from, to;
};

/*
 * A query in the order of the search. Its candidates that agree with what stands before
 * it are the group of a key: the values of the linked fields.
 */
struct place {
    size_t query;
    const struct constellation_link **link; /* to queries that stand before it */
    size_t nlinks;
    struct map groups; /* key to the group */
    struct range *group;
    uint32_t *item; /* candidates, group after group, each in order of time */
};

struct search {
    const struct constellation_rules *rules;
    struct candidates *queries;
    struct arena *arena;
    struct place place[CONSTELLATION_QUERIES_MAX];
    struct candidate *event[CONSTELLATION_QUERIES_MAX]; /* by query; NULL: none yet */
    size_t found;                                       /* with the root's event */
    uint64_t tries;
    bool failed;
    struct buf key;
    constellation_taker *take;
    void *context;
};

bool candidates_add(struct candidates *c, struct candidate event, struct arena *arena)
{
    if (c->n == c->cap) {
        size_t cap = c->cap ? 2 * c->cap : 16;
        struct candidate *grown = arena_new_array(arena, struct candidate, cap);

        if (!grown)
            return false;
        if (c->n)
            memcpy(grown, c->v, c->n * sizeof *grown);
        c->v = grown;
        c->cap = cap;
    }
    c->v[c->n++] = event;
    return true;
}

/* ---- order -------------------------------------------------------------------- */

static int compare_place(const struct kept_row *a, const struct kept_row *b)
{
    if (a->ord != b->ord)
        return a->ord < b->ord ? -1 : 1;
    return (a->sub > b->sub) - (a->sub < b->sub);
}

static int compare_time(const void *left, const void *right)
{
    const struct candidate *a = left;
    const struct candidate *b = right;

    if (a->has_time != b->has_time)
        return a->has_time ? 1 : -1;
    if (a->has_time && a->time_ms != b->time_ms)
        return a->time_ms < b->time_ms ? -1 : 1;
    return compare_place(a->row, b->row);
}

/* As numbers where both are; what is missing comes first. */
static int compare_values(struct value a, struct value b, struct arena *arena)
{
    double x;
    double y;

    if (value_is_missing(a) || value_is_missing(b))
        return value_is_missing(b) - value_is_missing(a);
    if (value_number(a, &x) && value_number(b, &y))
        return (x > y) - (x < y);
    return str_cmp(value_text(a, arena), value_text(b, arena));
}

/* May `b` follow `a` in a sequence? */
static bool may_follow(const struct search *s, const struct candidate *a,
                       const struct candidate *b)
{
    const struct constellation_rules *r = s->rules;
    int order = 0;

    for (size_t i = 0; i < r->norder && order == 0; i++)
        order = compare_values(kept_get(a->row, &r->order[i]),
                               kept_get(b->row, &r->order[i]), s->arena);
    if (order == 0)
        order = compare_place(a->row, b->row);
    if (order < 0)
        return true;
    return r->jitter_ms > 0 && a->has_time && b->has_time &&
           a->time_ms <= b->time_ms + r->jitter_ms;
}

/* ---- the order of the search ---------------------------------------------------- */

/* The links between query `q` and those that have a place before `n`. */
static size_t links_to(const struct search *s, size_t q, size_t n,
                       const struct constellation_link **out)
{
    size_t found = 0;

    for (size_t i = 0; i < s->rules->nlinks; i++) {
        const struct constellation_link *l = &s->rules->link[i];
        size_t other = l->a == q ? l->b : l->a;

        if (l->a != q && l->b != q)
            continue;
        for (size_t k = 0; k < n; k++)
            if (s->place[k].query == other) {
                if (out)
                    out[found] = l;
                found++;
                break;
            }
    }
    return found;
}

static bool has_place(const struct search *s, size_t q, size_t n)
{
    for (size_t k = 0; k < n; k++)
        if (s->place[k].query == q)
            return true;
    return false;
}

/* The query for place `n`: the first that is linked to those before, else the first. */
static size_t choose(const struct search *s, size_t n)
{
    size_t first = SIZE_MAX;

    for (size_t q = 0; q < s->rules->nqueries; q++) {
        if (has_place(s, q, n))
            continue;
        if (links_to(s, q, n, NULL))
            return q;
        if (first == SIZE_MAX)
            first = q;
    }
    return first;
}

/* ---- keys ----------------------------------------------------------------------- */

static bool add_key(struct search *s, struct value v)
{
    struct str text;

    if (value_is_missing(v))
        return false;
    text = value_text(v, s->arena);
    buf_add(&s->key, (struct str){ (const char *)&text.n, sizeof text.n });
    buf_add(&s->key, text);
    return !s->key.failed;
}

/* The values that the candidate has in the fields linked to earlier places. */
static bool own_key(struct search *s, const struct place *p, const struct candidate *c)
{
    buf_reset(&s->key);
    for (size_t i = 0; i < p->nlinks; i++) {
        const struct constellation_link *l = p->link[i];

        if (!add_key(s, kept_get(c->row, l->a == p->query ? &l->a_field : &l->b_field)))
            return false;
    }
    return true;
}

/* The values that a candidate needs, from the events that are there. */
static bool wanted_key(struct search *s, const struct place *p)
{
    buf_reset(&s->key);
    for (size_t i = 0; i < p->nlinks; i++) {
        const struct constellation_link *l = p->link[i];
        bool is_a = l->a == p->query;
        const struct candidate *other = s->event[is_a ? l->b : l->a];

        if (!add_key(s, kept_get(other->row, is_a ? &l->b_field : &l->a_field)))
            return false;
    }
    return true;
}

/* ---- groups --------------------------------------------------------------------- */

/* Which group each candidate belongs to, and how large the groups are. */
static bool count_groups(struct search *s, struct place *p, uint32_t *group_of)
{
    const struct candidates *c = &s->queries[p->query];

    for (size_t i = 0; i < c->n; i++) {
        struct map_entry *e;

        group_of[i] = UINT32_MAX;
        if (!own_key(s, p, &c->v[i]))
            continue;
        e = map_put(&p->groups, buf_str(&s->key), (uint32_t)p->groups.n);
        if (!e)
            return false;
        group_of[i] = e->value;
        p->group[e->value].to++;
    }
    return true;
}

static bool fill_place(struct search *s, struct place *p)
{
    struct candidates *c = &s->queries[p->query];
    uint32_t *group_of = arena_new_array(s->arena, uint32_t, c->n + 1);
    uint32_t at = 0;

    map_init(&p->groups, s->arena);
    p->group = arena_new_array(s->arena, struct range, c->n + 1);
    p->item = arena_new_array(s->arena, uint32_t, c->n + 1);
    if (!group_of || !p->group || !p->item || !count_groups(s, p, group_of))
        return false;
    for (size_t g = 0; g < p->groups.n; g++) {
        uint32_t size = p->group[g].to;

        p->group[g] = (struct range){ at, at };
        at += size;
    }
    for (size_t i = 0; i < c->n; i++)
        if (group_of[i] != UINT32_MAX)
            p->item[p->group[group_of[i]].to++] = (uint32_t)i;
    return true;
}

static bool lay_out(struct search *s)
{
    size_t n = s->rules->nqueries;

    for (size_t i = 0; i < n; i++) {
        struct candidates *c = &s->queries[i];

        if (c->n > UINT32_MAX)
            return false;
        if (c->n)
            qsort(c->v, c->n, sizeof *c->v, compare_time);
    }
    for (size_t k = 0; k < n; k++) {
        struct place *p = &s->place[k];

        p->query = k ? choose(s, k) : s->rules->root;
        p->link = arena_new_array(s->arena, const struct constellation_link *,
                                  s->rules->nlinks + 1);
        if (!p->link)
            return false;
        p->nlinks = links_to(s, p->query, k, p->link);
        if (!fill_place(s, p))
            return false;
    }
    return true;
}

/* ---- the search ------------------------------------------------------------------
 */

/* The earliest and the latest of the events that are there. */
static void times(const struct search *s, size_t n, int64_t *earliest, int64_t *latest)
{
    *earliest = INT64_MAX;
    *latest = INT64_MIN;
    for (size_t k = 0; k < n; k++) {
        int64_t t = s->event[s->place[k].query]->time_ms;

        *earliest = t < *earliest ? t : *earliest;
        *latest = t > *latest ? t : *latest;
    }
}

/* The first of the group's candidates that is not too old for `latest`. */
static uint32_t skip_old(const struct search *s, const struct place *p, struct range g,
                         int64_t latest)
{
    const struct candidate *v = s->queries[p->query].v;

    while (g.from < g.to) {
        uint32_t middle = g.from + (g.to - g.from) / 2;

        if (v[p->item[middle]].time_ms < latest - s->rules->within_ms)
            g.from = middle + 1;
        else
            g.to = middle;
    }
    return g.from;
}

static bool is_same_event(const struct candidate *a, const struct candidate *b)
{
    return compare_place(a->row, b->row) == 0;
}

/* May `c` be the event of place `n`, beside those that are there? */
static bool fits(const struct search *s, size_t n, const struct candidate *c)
{
    size_t q = s->place[n].query;

    if (c->is_used)
        return false;
    for (size_t k = 0; k < n; k++) {
        size_t other = s->place[k].query;
        const struct candidate *there = s->event[other];

        if (is_same_event(there, c))
            return false;
        if (s->rules->is_sequence &&
            !(other < q ? may_follow(s, there, c) : may_follow(s, c, there)))
            return false;
    }
    return true;
}

static void take_found(struct search *s)
{
    const struct kept_row *row[CONSTELLATION_QUERIES_MAX];

    for (size_t q = 0; q < s->rules->nqueries; q++) {
        row[q] = s->event[q]->row;
        s->event[q]->is_used = s->rules->once;
    }
    s->found++;
    s->take(s->context, row);
}

/* Is nothing more to be found with the events of the first `n` places? */
static bool is_done(const struct search *s, size_t n)
{
    if (s->found >= s->rules->max_per_root || s->tries >= CONSTELLATION_TRIES_MAX)
        return true;
    for (size_t k = 0; k < n; k++)
        if (s->event[s->place[k].query]->is_used)
            return true;
    return false;
}

/* Candidates for place `n`: those with the wanted values and near enough in time. */
static struct range group_for(struct search *s, size_t n, int64_t *last)
{
    const struct place *p = &s->place[n];
    struct range none = { 0, 0 };
    const struct map_entry *e;
    struct range g;
    int64_t earliest;
    int64_t latest;

    *last = INT64_MAX;
    if (!wanted_key(s, p))
        return none;
    e = map_find(&p->groups, buf_str(&s->key));
    if (!e)
        return none;
    g = p->group[e->value];
    if (!s->rules->has_within || n == 0)
        return g;
    times(s, n, &earliest, &latest);
    *last = earliest + s->rules->within_ms;
    g.from = skip_old(s, p, g, latest);
    return g;
}

/* Give place `n` and those behind it their events; as deep as there are queries. */
static void search_from(struct search *s, size_t n)
{
    const struct place *p = &s->place[n];
    struct candidate *v;
    struct range g;
    int64_t last;

    if (n == s->rules->nqueries) {
        take_found(s);
        return;
    }
    v = s->queries[p->query].v;
    g = group_for(s, n, &last);
    for (uint32_t i = g.from; i < g.to && !is_done(s, n); i++) {
        struct candidate *c = &v[p->item[i]];

        if (c->has_time && c->time_ms > last)
            break;
        s->tries++;
        if (!fits(s, n, c))
            continue;
        s->event[p->query] = c;
        search_from(s, n + 1);
        if (n == 0)
            s->found = 0;
    }
}

bool constellations_find(const struct constellation_rules *rules,
                         struct candidates *queries, struct arena *arena,
                         constellation_taker *take, void *context, bool *given_up)
{
    struct search s = { .rules = rules,
                        .queries = queries,
                        .arena = arena,
                        .take = take,
                        .context = context };
    bool ok;

    buf_init(&s.key, KEY_BYTES_MAX);
    ok = lay_out(&s);
    if (ok)
        search_from(&s, 0);
    *given_up = s.tries >= CONSTELLATION_TRIES_MAX;
    buf_release(&s.key);
    return ok && !arena->failed;
}
