#include "base/base.h"

#include "base/arena.h"
#include "cli/figures.h"
#include "cli/tally.h"

void tally_init(struct tally *t, struct arena *arena)
{
    *t = (struct tally){ .n = 0 };
    map_init(&t->index, arena);
}

static bool grow(struct tally *t)
{
    size_t cap = t->cap ? t->cap * 2 : 16;
    struct tally_entry *entry;

    if (t->n < t->cap)
        return true;
    entry = arena_new_array(t->index.arena, struct tally_entry, cap);
    if (!entry)
        return false;
    if (t->n)
        memcpy(entry, t->entry, t->n * sizeof *entry);
    t->entry = entry;
    t->cap = cap;
    return true;
}

bool tally_add(struct tally *t, struct str word)
{
    struct map_entry *e;

    if (!grow(t))
        return false;
    e = map_put(&t->index, word, (uint32_t)t->n);
    if (!e)
        return false;
    if (e->value == t->n)
        t->entry[t->n++] = (struct tally_entry){ e->key, 0 };
    t->entry[e->value].n++;
    t->total++;
    return true;
}

/* The entry that is next in print order behind `last`; all are given a turn once. */
static const struct tally_entry *next_entry(const struct tally *t,
                                            const struct tally_entry *last)
{
    const struct tally_entry *best = NULL;

    for (size_t i = 0; i < t->n; i++) {
        const struct tally_entry *e = &t->entry[i];
        bool is_behind = !last || e->n < last->n || (e->n == last->n && e > last);

        if (is_behind && (!best || e->n > best->n))
            best = e;
    }
    return best;
}

void tally_print(const struct tally *t, size_t max, struct buf *out)
{
    const struct tally_entry *e = NULL;
    size_t shown = 0;

    for (; shown < max && shown < t->n; shown++) {
        e = next_entry(t, e);
        buf_printf(out, "%s%.*s ", shown ? ", " : "", STR_ARG(e->word));
        add_count(out, e->n);
    }
    if (t->n > shown) {
        buf_add(out, STR(" and "));
        add_count(out, t->n - shown);
        buf_add(out, STR(" more"));
    }
}
