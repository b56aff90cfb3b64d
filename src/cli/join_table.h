/*
 * join_table.h - what a join looks up: for each key the values of its newest record.
 *
 * The newest record wins; of several with one time the one whose values come last in
 * byte order does. So the table is the same in whatever order records come, and so is
 * what it counts as its memory: for each key, the most that any of its records takes.
 */
#ifndef CLI_JOIN_TABLE_H
#define CLI_JOIN_TABLE_H

#include "base/arena.h"
#include "base/hash.h"

enum { JOIN_VALUES_MAX = 4 };

/* Values of a record; p is NULL where it has none. */
struct join_values {
    struct str value[JOIN_VALUES_MAX];
};

struct join_entry {
    int64_t time;
    struct join_values values; /* views into `block` */
    char *block;               /* heap */
    size_t cap;
};

struct join_table {
    struct arena arena; /* keys */
    struct map index;   /* key to entry */
    struct join_entry *entry;
    size_t n, cap;
    size_t bytes, limit;
    bool is_off;     /* it would have passed the limit: it is empty and stays so */
    bool has_failed; /* likewise, because there was no memory */
};

/* An empty table that may take `limit` bytes. */
void join_table_init(struct join_table *t, size_t limit);
void join_table_release(struct join_table *t);

/* Take a record. What passes the limit, or memory, turns the table off. */
void join_table_put(struct join_table *t, struct str key, int64_t time,
                    const struct join_values *values);

/* The values of `key`, or NULL. They live as the table, until the next put. */
const struct join_values *join_table_find(const struct join_table *t, struct str key);

#endif
