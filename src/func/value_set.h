/*
 * value_set.h - the different texts of a field, in the order in which they appeared.
 *
 * The set takes a prefix of that order: once a text would pass one of its limits, no
 * further one is taken. Whoever sees only a part of the rows takes at least what the
 * whole prefix needs of them, so merged parts give what one set would have given.
 */
#ifndef FUNC_VALUE_SET_H
#define FUNC_VALUE_SET_H

#include "event/batch.h"

/* A text and the place of the row in which it appeared first. */
struct value_entry {
    uint64_t hash;
    uint64_t ord;
    const char *p;
    uint32_t n;
    uint32_t sub;
};

/* Zeroed is empty. Memory comes from the arenas given. */
struct value_set {
    struct value_entry *entry;
    uint32_t n, cap;
    uint32_t *index; /* places of a hash table: number of the entry + 1, 0 is free */
    uint32_t index_cap;
    bool is_cut;
    size_t bytes;
};

struct value_limits {
    size_t count;
    size_t bytes;
    size_t extra; /* bytes that each text costs beside its own: the separator */
};

/* Take `text`, which is copied, from the row at (ord, sub), unless it is there. */
void value_set_add(struct value_set *set, struct str text, struct row row,
                   const struct value_limits *limits, struct arena *arena);

/* Take all of `from`, whose texts must stay alive; beyond the limits as well. */
void value_set_merge(struct value_set *set, const struct value_set *from,
                     struct arena *arena);

/*
 * The entries within the limits in order of appearance, *n of them, in `arena`. Sets
 * *is_cut when something was left out. NULL when there are none or memory ran out.
 */
const struct value_entry *value_set_sorted(const struct value_set *set,
                                           const struct value_limits *limits, size_t *n,
                                           bool *is_cut, struct arena *arena);

#endif
