#include "base/base.h"

#include "cli/join_table.h"

/*
 * What a key costs beside its own bytes, at most: places in the index, which is at
 * least a quarter full and keeps the smaller ones that it grew from, and in the list.
 */
enum { KEY_COST = 8 * sizeof(struct map_entry) + 2 * sizeof(struct join_entry) + 32 };

void join_table_init(struct join_table *t, size_t limit)
{
    *t = (struct join_table){ .limit = limit };
    arena_init(&t->arena, SIZE_MAX); /* charge() bounds it */
    map_init(&t->index, &t->arena);
}

static void empty(struct join_table *t)
{
    for (size_t i = 0; i < t->n; i++)
        free(t->entry[i].block);
    free(t->entry);
    arena_release(&t->arena);
    t->entry = NULL;
    t->n = t->cap = 0;
    t->index = (struct map){ 0 };
}

void join_table_release(struct join_table *t)
{
    empty(t);
    *t = (struct join_table){ .is_off = true };
}

static void turn_off(struct join_table *t)
{
    empty(t);
    t->is_off = true;
}

static bool charge(struct join_table *t, size_t n)
{
    if (n > t->limit - t->bytes)
        return false;
    t->bytes += n;
    return true;
}

static size_t size_of(const struct join_values *v)
{
    size_t n = 0;

    for (size_t i = 0; i < JOIN_VALUES_MAX; i++)
        n += v->value[i].n;
    return n;
}

/* Missing comes before empty, and that before anything else. */
static int compare_values(const struct join_values *a, const struct join_values *b)
{
    int order = 0;

    for (size_t i = 0; i < JOIN_VALUES_MAX && order == 0; i++) {
        const struct str *x = &a->value[i], *y = &b->value[i];
        size_t n = x->n < y->n ? x->n : y->n;

        order = !!x->p - !!y->p;
        if (order == 0 && n)
            order = memcmp(x->p, y->p, n);
        if (order == 0)
            order = (x->n > y->n) - (x->n < y->n);
    }
    return order;
}

/* Room for a record, even for one that is too old to be kept: see above. */
static bool make_room(struct join_table *t, struct join_entry *e, size_t n)
{
    char *block;
    ptrdiff_t offset[JOIN_VALUES_MAX];

    if (n <= e->cap)
        return true;
    if (!charge(t, n - e->cap))
        return false;
    for (size_t i = 0; i < JOIN_VALUES_MAX; i++)
        offset[i] = e->values.value[i].n ? e->values.value[i].p - e->block : -1;
    block = realloc(e->block, n);
    t->has_failed = !block;
    if (!block)
        return false;
    for (size_t i = 0; i < JOIN_VALUES_MAX; i++)
        if (offset[i] >= 0)
            e->values.value[i].p = block + offset[i];
    e->block = block;
    e->cap = n;
    return true;
}

/* Copy the values into the entry's block, which has room for them. */
static void keep_values(struct join_entry *e, const struct join_values *v)
{
    size_t at = 0;

    for (size_t i = 0; i < JOIN_VALUES_MAX; i++) {
        const struct str *from = &v->value[i];

        e->values.value[i] = (struct str){ from->p ? "" : NULL, 0 };
        if (from->n == 0)
            continue;
        memcpy(e->block + at, from->p, from->n);
        e->values.value[i] = (struct str){ e->block + at, from->n };
        at += from->n;
    }
}

static bool grow(struct join_table *t)
{
    size_t cap = t->cap ? t->cap * 2 : 64;
    struct join_entry *entry;

    if (t->n < t->cap)
        return true;
    entry = realloc(t->entry, cap * sizeof *entry);
    if (!entry)
        return false;
    t->entry = entry;
    t->cap = cap;
    return true;
}

/* The entry of `key`, made with the oldest of times; NULL: limit or memory. */
static struct join_entry *entry_of(struct join_table *t, struct str key)
{
    const struct map_entry *place = map_find(&t->index, key);

    if (place)
        return &t->entry[place->value];
    if (t->n >= UINT32_MAX || !charge(t, key.n + KEY_COST))
        return NULL;
    t->has_failed = !grow(t) || !map_put(&t->index, key, (uint32_t)t->n);
    if (t->has_failed)
        return NULL;
    t->entry[t->n] = (struct join_entry){ .time = INT64_MIN };
    return &t->entry[t->n++];
}

void join_table_put(struct join_table *t, struct str key, int64_t time,
                    const struct join_values *values)
{
    struct join_entry *e = t->is_off ? NULL : entry_of(t, key);

    if (t->is_off)
        return;
    if (!e || !make_room(t, e, size_of(values))) {
        turn_off(t);
        return;
    }
    if (time > e->time || (time == e->time && compare_values(values, &e->values) > 0)) {
        e->time = time;
        keep_values(e, values);
    }
}

const struct join_values *join_table_find(const struct join_table *t, struct str key)
{
    const struct map_entry *place = t->n ? map_find(&t->index, key) : NULL;

    return place ? &t->entry[place->value].values : NULL;
}
