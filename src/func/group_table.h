/*
 * group_table.h - groups by key, each with the states of its aggregates.
 *
 * A hash table whose places hold a hash and a pointer; the groups lie elsewhere and
 * never move:
 *
 *     slot   [hash|*]  [ 0 |-]  [hash|*]  …      place = upper bits of the hash
 *              |                   |
 *     group  [links, ord, sub | states of the aggregates | lengths | key bytes ]
 *
 * Groups of one table are chained in the order in which they were made, a run.
 * Since a worker sees its rows in the order of (ord, sub), a run is sorted by first
 * appearance, and all groups of merged tables come out in that order by merging
 * their runs: nothing is sorted. A group that was merged into an earlier one stays
 * in its run and is skipped.
 *
 * The place follows the upper bits of the hash, so a part of the key space is a range
 * of places in every table: that is what merging in parallel needs.
 */
#ifndef FUNC_GROUP_TABLE_H
#define FUNC_GROUP_TABLE_H

#include "func/agg_list.h"

struct group {
    struct group *next; /* made after this one */
    struct group *into; /* the group that this one was merged into; NULL: none */
    uint64_t ord;       /* of the first row */
    uint32_t sub;
    uint32_t nbytes; /* of the key */
    unsigned char data[];
};

/* A key: n texts, `stride` apart, as they lie in the columns of a batch. */
struct group_key {
    uint64_t hash;
    const struct str *text;
    size_t stride;
    size_t n;
};

struct group_slot {
    uint64_t hash;
    struct group *group; /* NULL: free */
};

struct group_run {
    struct group *first, *last;
    struct group_run *next;
};

struct group_table {
    struct agg_list list;
    size_t nkeys;
    struct group_slot *slot;
    size_t cap; /* a power of two, or 0 */
    size_t n;   /* places in use */
    struct group_run own;
    struct group_run *merged; /* runs of tables merged into this one */
    struct group_run *merged_last;
};

/* An empty table; `list` is copied. Allocates nothing. */
void group_table_init(struct group_table *t, size_t nkeys, const struct agg_list *list);

/*
 * The group of `key`, made with the place of `row` if there is none (then the key is
 * copied and the states are started). NULL: memory.
 */
struct group *group_table_put(struct group_table *t, const struct group_key *key,
                              struct row row, struct arena *arena);

/* The same for a table in which the order does not matter. */
struct group *group_table_find_or_add(struct group_table *t,
                                      const struct group_key *key, struct arena *arena);

/*
 * Make `g`, of another table, a part of the group of `key` in this one: for tables
 * whose keys change. `g` must stay alive; its order of appearance is kept when the
 * groups come in that order.
 */
void group_table_adopt(struct group_table *t, const struct group_key *key,
                       struct group *g, struct arena *arena);

/* Ask the processor for the place of a hash before it is needed. */
void group_table_prefetch(const struct group_table *t, uint64_t hash);

/* The states of the group's aggregates. */
void *group_states(struct group *g);

/* Part `i` of the group's key; lives as long as the group. */
struct str group_key_text(const struct group_table *t, const struct group *g, size_t i);

/* Add all groups of `from`, which must stay alive. */
void group_table_merge(struct group_table *into, struct group_table *from,
                       struct arena *arena);

/*
 * The same in parts, on several threads: group_table_merge_part() for each part of
 * nparts (a power of two), then all groups are those of table[0]. Part 0 also chains
 * the runs. No further merge may follow.
 */
void group_table_merge_part(struct group_table *const *table, size_t ntables,
                            size_t part, size_t nparts, struct arena *arena);

/* Walk all groups in the order of (ord, sub). Memory comes from `arena`. */
struct group_walk {
    struct group **head; /* the next group of each run */
    size_t n;
};
NODISCARD bool group_walk_start(struct group_walk *w, const struct group_table *t,
                                struct arena *arena);

/* The next group, or NULL. */
struct group *group_walk_next(struct group_walk *w);

#endif
