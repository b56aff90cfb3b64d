#include "base/base.h"

#include "base/arena.h"
#include "event/slots.h"

void slots_init(struct slots *s, struct arena *arena)
{
    *s = (struct slots){ .arena = arena };
    map_init(&s->map, arena);
}

static bool slots_grow(struct slots *s)
{
    uint32_t cap = s->cap ? s->cap * 2 : 16;
    struct str *name = arena_new_array(s->arena, struct str, cap);

    if (!name)
        return false;
    if (s->n)
        memcpy(name, s->name, s->n * sizeof *name);
    s->name = name;
    s->cap = cap;
    return true;
}

int32_t slots_add(struct slots *s, struct str name)
{
    struct map_entry *e;

    if (s->n == SLOTS_MAX && !map_find(&s->map, name))
        return -1;
    e = map_put(&s->map, name, s->n);
    if (!e)
        return -1;
    if (e->value < s->n)
        return (int32_t)e->value;
    if (s->n == s->cap && !slots_grow(s))
        return -1;
    s->name[s->n] = e->key;
    return (int32_t)s->n++;
}

int32_t slots_find(const struct slots *s, struct str name)
{
    const struct map_entry *e = map_find(&s->map, name);

    return e ? (int32_t)e->value : -1;
}
