#include "base/base.h"

#include "base/hash.h"
#include "func/value_set.h"

enum { INDEX_FROM = 8 }; /* fewer entries are found faster by looking at each */

static bool is_text(const struct value_entry *e, uint64_t hash, struct str text)
{
    return e->hash == hash && e->n == text.n &&
           (text.n == 0 || memcmp(e->p, text.p, text.n) == 0);
}

static struct value_entry *find(const struct value_set *set, uint64_t hash,
                                struct str text)
{
    if (!set->index) {
        for (uint32_t i = 0; i < set->n; i++)
            if (is_text(&set->entry[i], hash, text))
                return &set->entry[i];
        return NULL;
    }
    for (uint32_t at = (uint32_t)hash & (set->index_cap - 1); set->index[at];
         at = (at + 1) & (set->index_cap - 1))
        if (is_text(&set->entry[set->index[at] - 1], hash, text))
            return &set->entry[set->index[at] - 1];
    return NULL;
}

static void index_put(struct value_set *set, uint32_t i)
{
    uint32_t at = (uint32_t)set->entry[i].hash & (set->index_cap - 1);

    while (set->index[at])
        at = (at + 1) & (set->index_cap - 1);
    set->index[at] = i + 1;
}

static bool grow(struct value_set *set, struct arena *arena)
{
    uint32_t cap = set->cap ? set->cap * 2 : 2;
    struct value_entry *entry = arena_new_array(arena, struct value_entry, cap);

    if (!entry)
        return false;
    if (set->n)
        memcpy(entry, set->entry, set->n * sizeof *entry);
    set->entry = entry;
    set->cap = cap;
    if (cap <= INDEX_FROM)
        return true;
    set->index = arena_new_array(arena, uint32_t, (size_t)cap * 2);
    set->index_cap = set->index ? cap * 2 : 0;
    for (uint32_t i = 0; set->index && i < set->n; i++)
        index_put(set, i);
    return set->index;
}

static void append(struct value_set *set, const struct value_entry *e,
                   struct arena *arena)
{
    if (set->n == set->cap && !grow(set, arena))
        return;
    set->entry[set->n++] = *e;
    if (set->index)
        index_put(set, set->n - 1);
}

void value_set_add(struct value_set *set, struct str text, struct row row,
                   const struct value_limits *limits, struct arena *arena)
{
    uint64_t hash = hash_bytes(text.p, text.n);
    struct str copy;

    if (set->is_cut || arena->failed || find(set, hash, text))
        return;
    if (set->n >= limits->count || text.n > limits->bytes - set->bytes) {
        set->is_cut = true;
        return;
    }
    copy = str_dup(arena, text);
    if (!copy.p)
        return;
    set->bytes += text.n + limits->extra;
    if (set->bytes > limits->bytes)
        set->bytes = limits->bytes;
    append(set,
           &(struct value_entry){ .hash = hash,
                                  .ord = row.batch->ord[row.i],
                                  .sub = row.batch->sub[row.i],
                                  .p = copy.p,
                                  .n = (uint32_t)copy.n },
           arena);
}

static bool is_before(const struct value_entry *a, const struct value_entry *b)
{
    return a->ord != b->ord ? a->ord < b->ord : a->sub < b->sub;
}

void value_set_merge(struct value_set *set, const struct value_set *from,
                     struct arena *arena)
{
    set->is_cut |= from->is_cut;
    for (uint32_t i = 0; i < from->n && !arena->failed; i++) {
        const struct value_entry *theirs = &from->entry[i];
        struct value_entry *ours =
            find(set, theirs->hash, (struct str){ theirs->p, theirs->n });

        if (!ours)
            append(set, theirs, arena);
        else if (is_before(theirs, ours))
            *ours = *theirs;
    }
}

static int compare(const void *a, const void *b)
{
    return is_before(a, b) ? -1 : is_before(b, a);
}

const struct value_entry *value_set_sorted(const struct value_set *set,
                                           const struct value_limits *limits, size_t *n,
                                           bool *is_cut, struct arena *arena)
{
    struct value_entry *sorted;
    size_t bytes = 0;

    *n = 0;
    *is_cut |= set->is_cut;
    sorted = set->n ? arena_new_array(arena, struct value_entry, set->n) : NULL;
    if (!sorted)
        return NULL;
    memcpy(sorted, set->entry, set->n * sizeof *sorted);
    qsort(sorted, set->n, sizeof *sorted, compare);
    while (*n < set->n && *n < limits->count && sorted[*n].n <= limits->bytes - bytes) {
        bytes += sorted[(*n)++].n + limits->extra;
        if (bytes > limits->bytes)
            bytes = limits->bytes;
    }
    *is_cut |= *n < set->n;
    return sorted;
}
