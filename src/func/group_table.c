#include "base/base.h"

#include "func/group_table.h"

enum { SLOTS_MIN = 8, SLOTS_QUICK = 1 << 18 };

void group_table_init(struct group_table *t, size_t nkeys, const struct agg_list *list)
{
    *t = (struct group_table){ .list = *list, .nkeys = nkeys };
}

void *group_states(struct group *g)
{
    return g->data;
}

static const uint32_t *key_lengths(const struct group_table *t, const struct group *g)
{
    return (const void *)(g->data + t->list.size);
}

struct str group_key_text(const struct group_table *t, const struct group *g, size_t i)
{
    const uint32_t *length = key_lengths(t, g);
    const char *p = (const char *)(length + t->nkeys);

    for (size_t k = 0; k < i; k++)
        p += length[k];
    return (struct str){ p, length[i] };
}

static bool has_key(const struct group_table *t, const struct group *g,
                    const struct group_key *key)
{
    const uint32_t *length = key_lengths(t, g);
    const char *p = (const char *)(length + t->nkeys);

    for (size_t k = 0; k < t->nkeys; k++) {
        struct str text = key->text[k * key->stride];

        if (length[k] != text.n || !bytes_same(p, text.p, text.n))
            return false;
        p += text.n;
    }
    return true;
}

static bool same_key(const struct group_table *t, const struct group *a,
                     const struct group *b)
{
    size_t n = t->nkeys * sizeof(uint32_t);

    return a->nbytes == b->nbytes &&
           memcmp(a->data + t->list.size, b->data + t->list.size, n + a->nbytes) == 0;
}

/* The place where a hash belongs: its upper bits. */
static size_t home(size_t cap, uint64_t hash)
{
    return (size_t)(hash >> 32) * cap >> 32;
}

/* The place of a group with this hash that is known not to be there. */
static struct group_slot *free_place(struct group_slot *slot, size_t cap, uint64_t hash)
{
    size_t at = home(cap, hash);

    while (slot[at].group)
        at = (at + 1) & (cap - 1);
    return &slot[at];
}

/* Small tables are many, so they start small; large ones grow in few steps. */
static bool reserve(struct group_table *t, size_t more, struct arena *arena)
{
    size_t cap = t->cap ? t->cap : SLOTS_MIN;
    struct group_slot *slot;

    while ((t->n + more) / 5 >= cap / 8)
        cap *= cap < SLOTS_QUICK ? 4 : 2;
    if (cap == t->cap)
        return true;
    slot = arena_new_array(arena, struct group_slot, cap);
    if (!slot)
        return false;
    for (size_t i = 0; i < t->cap; i++)
        if (t->slot[i].group)
            *free_place(slot, cap, t->slot[i].hash) = t->slot[i];
    t->slot = slot;
    t->cap = cap;
    return true;
}

/* A group without its place in the order. */
static struct group *group_new(struct group_table *t, const struct group_key *key,
                               struct arena *arena)
{
    size_t fixed = sizeof(struct group) + t->list.size + t->nkeys * sizeof(uint32_t);
    struct group *g;
    size_t nbytes = 0;
    uint32_t *length;
    char *p;

    for (size_t k = 0; k < t->nkeys; k++)
        nbytes += key->text[k * key->stride].n;
    if (nbytes > UINT32_MAX) {
        arena->failed = true;
        return NULL;
    }
    g = arena_alloc(arena, fixed + nbytes, _Alignof(struct group));
    if (!g)
        return NULL;
    g->nbytes = (uint32_t)nbytes;
    length = (void *)(g->data + t->list.size);
    p = (char *)(length + t->nkeys);
    for (size_t k = 0; k < t->nkeys; k++) {
        struct str text = key->text[k * key->stride];

        length[k] = (uint32_t)text.n;
        if (text.n)
            memcpy(p, text.p, text.n);
        p += text.n;
    }
    agg_list_start(&t->list, group_states(g), arena);
    return g;
}

static void chain(struct group_run *run, struct group *g)
{
    if (run->last)
        run->last->next = g;
    else
        run->first = g;
    run->last = g;
}

/* As group_table_put(), for a row at (ord, sub). */
static struct group *put(struct group_table *t, const struct group_key *key,
                         uint64_t ord, uint32_t sub, struct arena *arena)
{
    struct group *g;
    size_t at;

    if (!reserve(t, 1, arena))
        return NULL;
    at = home(t->cap, key->hash);
    while (t->slot[at].group) {
        if (t->slot[at].hash == key->hash && has_key(t, t->slot[at].group, key))
            return t->slot[at].group;
        at = (at + 1) & (t->cap - 1);
    }
    g = group_new(t, key, arena);
    if (!g)
        return NULL;
    g->ord = ord;
    g->sub = sub;
    t->slot[at] = (struct group_slot){ key->hash, g };
    t->n++;
    chain(&t->own, g);
    return g;
}

struct group *group_table_put(struct group_table *t, const struct group_key *key,
                              struct row row, struct arena *arena)
{
    return put(t, key, row.batch->ord[row.i], row.batch->sub[row.i], arena);
}

struct group *group_table_find_or_add(struct group_table *t,
                                      const struct group_key *key, struct arena *arena)
{
    return put(t, key, 0, 0, arena);
}

void group_table_adopt(struct group_table *t, const struct group_key *key,
                       struct group *g, struct arena *arena)
{
    struct group *own = put(t, key, g->ord, g->sub, arena);

    if (own)
        agg_list_merge(&t->list, group_states(own), group_states(g), arena);
}

void group_table_prefetch(const struct group_table *t, uint64_t hash)
{
    if (t->cap)
        PREFETCH(&t->slot[home(t->cap, hash)]);
}

/* ---- merging ---- */

static struct group_slot *find(const struct group_table *t, uint64_t hash,
                               const struct group *g)
{
    size_t at;

    if (t->cap == 0)
        return NULL;
    at = home(t->cap, hash);
    while (t->slot[at].group) {
        if (t->slot[at].hash == hash && same_key(t, t->slot[at].group, g))
            return &t->slot[at];
        at = (at + 1) & (t->cap - 1);
    }
    return NULL;
}

static bool is_before(const struct group *a, const struct group *b)
{
    return a->ord != b->ord ? a->ord < b->ord : a->sub < b->sub;
}

/* Make one of two groups of a key: the one that appeared first. */
static struct group *unite(const struct group_table *t, struct group *a,
                           struct group *b, struct arena *arena)
{
    struct group *first = is_before(b, a) ? b : a;
    struct group *other = first == a ? b : a;

    agg_list_merge(&t->list, group_states(first), group_states(other), arena);
    other->into = first;
    return first;
}

static void add_run(struct group_table *into, struct group_run *run)
{
    if (into->merged_last)
        into->merged_last->next = run;
    else
        into->merged = run;
    into->merged_last = run;
}

static void add_runs(struct group_table *into, struct group_table *from)
{
    add_run(into, &from->own);
    if (from->merged)
        add_run(into, from->merged);
    if (from->merged_last)
        into->merged_last = from->merged_last;
}

void group_table_merge(struct group_table *into, struct group_table *from,
                       struct arena *arena)
{
    if (!reserve(into, from->n, arena))
        return;
    for (size_t i = 0; i < from->cap; i++) {
        struct group_slot *theirs = &from->slot[i];
        struct group_slot *ours;

        if (!theirs->group)
            continue;
        ours = find(into, theirs->hash, theirs->group);
        if (ours) {
            ours->group = unite(into, ours->group, theirs->group, arena);
            continue;
        }
        *free_place(into->slot, into->cap, theirs->hash) = *theirs;
        into->n++;
    }
    add_runs(into, from);
}

/* The group that stands for the key of `g` in one of the first n tables, or NULL. */
static struct group *find_earlier(struct group_table *const *table, size_t n,
                                  uint64_t hash, const struct group *g)
{
    for (size_t i = 0; i < n; i++) {
        const struct group_slot *slot = find(table[i], hash, g);

        if (slot) {
            struct group *root = slot->group;

            while (root->into)
                root = root->into;
            return root;
        }
    }
    return NULL;
}

static size_t part_of(uint64_t hash, size_t nparts)
{
    return (size_t)(hash >> 32) * nparts >> 32;
}

/*
 * Unite the groups of table[n] in this part with those of the tables before it. The
 * part's groups lie from its first place on, and what was pushed out of the end of it
 * by collisions lies behind, up to a free place, perhaps round the end of the table.
 */
static void merge_range(struct group_table *const *table, size_t n, size_t part,
                        size_t nparts, struct arena *arena)
{
    const struct group_table *t = table[n];
    size_t at = t->cap < nparts ? 0 : t->cap / nparts * part;
    size_t length = t->cap < nparts ? t->cap : t->cap / nparts;

    for (size_t i = 0; i < t->cap; i++, at = (at + 1) & (t->cap - 1)) {
        struct group *g = t->slot[at].group;
        struct group *root;

        if (!g && i >= length)
            return;
        if (!g || part_of(t->slot[at].hash, nparts) != part)
            continue;
        root = find_earlier(table, n, t->slot[at].hash, g);
        if (root)
            (void)unite(t, root, g, arena);
    }
}

void group_table_merge_part(struct group_table *const *table, size_t ntables,
                            size_t part, size_t nparts, struct arena *arena)
{
    for (size_t n = 1; n < ntables && !arena->failed; n++)
        merge_range(table, n, part, nparts, arena);
    for (size_t n = 1; n < ntables && part == 0; n++)
        add_runs(table[0], table[n]);
}

/* ---- walking ---- */

bool group_walk_start(struct group_walk *w, const struct group_table *t,
                      struct arena *arena)
{
    size_t n = 1;

    for (const struct group_run *r = t->merged; r; r = r->next)
        n++;
    *w = (struct group_walk){ .head = arena_new_array(arena, struct group *, n) };
    if (!w->head)
        return false;
    w->head[w->n++] = t->own.first;
    for (const struct group_run *r = t->merged; r; r = r->next)
        w->head[w->n++] = r->first;
    return true;
}

struct group *group_walk_next(struct group_walk *w)
{
    size_t best = SIZE_MAX;
    struct group *g;

    for (size_t i = 0; i < w->n; i++) {
        while (w->head[i] && w->head[i]->into)
            w->head[i] = w->head[i]->next;
        if (w->head[i] && (best == SIZE_MAX || is_before(w->head[i], w->head[best])))
            best = i;
    }
    if (best == SIZE_MAX)
        return NULL;
    g = w->head[best];
    w->head[best] = g->next;
    return g;
}
