#include "base/base.h"

/* The functions themselves: calls into a library cost more than short texts do. */
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/arena.h"
#include "base/hash.h"

enum { MAP_MIN = 16 };

uint64_t hash_bytes(const void *p, size_t n)
{
    return XXH3_64bits(p, n);
}

uint64_t hash_combine(uint64_t seed, uint64_t next)
{
    uint64_t x = (seed ^ next) * 0x9E3779B97F4A7C15ull;

    return x ^ (x >> 29) ^ (seed << 7);
}

void map_init(struct map *m, struct arena *arena)
{
    *m = (struct map){ .arena = arena };
}

/* Where `key` is or would go; the table has a free place. */
static struct map_entry *probe(const struct map *m, struct str key, uint64_t hash)
{
    size_t at = (size_t)hash & (m->cap - 1);

    while (m->entry[at].used &&
           (m->entry[at].hash != hash || !str_eq(m->entry[at].key, key)))
        at = (at + 1) & (m->cap - 1);
    return &m->entry[at];
}

const struct map_entry *map_find(const struct map *m, struct str key)
{
    const struct map_entry *e;

    if (m->cap == 0)
        return NULL;
    e = probe(m, key, hash_bytes(key.p, key.n));
    return e->used ? e : NULL;
}

static bool map_grow(struct map *m)
{
    struct map old = *m;
    size_t cap = m->cap ? m->cap * 2 : MAP_MIN;

    m->entry = arena_new_array(m->arena, struct map_entry, cap);
    if (!m->entry) {
        *m = old;
        return false;
    }
    m->cap = cap;
    for (size_t i = 0; i < old.cap; i++)
        if (old.entry[i].used)
            *probe(m, old.entry[i].key, old.entry[i].hash) = old.entry[i];
    return true;
}

struct map_entry *map_put(struct map *m, struct str key, uint32_t value)
{
    uint64_t hash = hash_bytes(key.p, key.n);
    struct map_entry *e;
    struct str copy;

    if (m->n >= m->cap / 2 && !map_grow(m))
        return NULL;
    e = probe(m, key, hash);
    if (e->used)
        return e;
    copy = str_dup(m->arena, key);
    if (!copy.p)
        return NULL;
    *e = (struct map_entry){ .key = copy, .hash = hash, .value = value, .used = true };
    m->n++;
    return e;
}
