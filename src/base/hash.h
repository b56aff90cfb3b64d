/*
 * hash.h - the one hash of the project's tables, and a map from text to number.
 *
 * XXH3 with 64 bits over the bytes. The value is the same on every machine and
 * in every run, so an order that follows it is reproducible.
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include "base/str.h"

struct arena;

/* The hash of `n` bytes at `p`. */
uint64_t hash_bytes(const void *p, size_t n);

/* Mix `next` into `seed`: the hash of a tuple from the hashes of its parts. */
uint64_t hash_combine(uint64_t seed, uint64_t next);

/*
 * A map from text to a number, open addressing with linear probing; the table
 * and the keys live in one arena. Entries are never removed.
 */
struct map_entry {
    struct str key;
    uint64_t hash;
    uint32_t value;
    bool used;
};

struct map {
    struct arena *arena; /* borrowed; outlives the map */
    struct map_entry *entry;
    size_t cap; /* a power of two, or 0 */
    size_t n;
};

void map_init(struct map *m, struct arena *arena);

/* The entry of `key`, or NULL. Lives until the next map_put(). */
const struct map_entry *map_find(const struct map *m, struct str key);

/*
 * The entry of `key`, made with `value` if it was not there (then `key` is
 * copied into the arena). NULL when memory ran out.
 */
NODISCARD struct map_entry *map_put(struct map *m, struct str key, uint32_t value);

#endif
