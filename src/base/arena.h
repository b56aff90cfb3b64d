/*
 * arena.h - memory that is given back all at once.
 *
 * Everything a query owns lives in one of two kinds of arena:
 *
 *   query arena   AST, plan, group table. Lives until the query is freed.
 *   batch arena   decoded values and per-event temporaries. Reset after each
 *                 batch, so its blocks are reused and steady state allocates
 *                 nothing.
 *
 * Nothing in a batch arena may be kept past arena_reset(); copy it with
 * str_dup(). Objects in an arena are never freed one by one and so need no
 * destructors; what holds a file, a thread or an OpenSSL object does not
 * belong in an arena.
 *
 * Failure is sticky: the first allocation that would pass the limit sets
 * `failed`, and so does malloc() returning NULL. Code that builds many small
 * values may go on and look at `failed` once, at the end of the batch.
 *
 * An arena is used by one thread at a time.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/base.h"

struct arena_block;

struct arena {
    struct arena_block *head; /* block being filled */
    size_t used;              /* bytes handed out since the last reset */
    size_t limit;             /* arena_alloc fails when `used` would pass this */
    bool failed;              /* an allocation failed since the last reset */
};

/* Start an empty arena that will hand out at most `limit` bytes. Allocates nothing. */
void arena_init(struct arena *a, size_t limit);

/* Free every block. The arena may be used again after arena_init(). */
void arena_release(struct arena *a);

/* Forget every object but keep one block for reuse; clears `failed`. */
void arena_reset(struct arena *a);

/*
 * Return `size` zeroed bytes aligned to `align` (a power of two), or NULL when
 * the limit or the system's memory is exhausted.
 */
NODISCARD void *arena_alloc(struct arena *a, size_t size, size_t align);

/* As arena_alloc(), but the bytes are not zeroed: for text that is written at once. */
NODISCARD char *arena_text(struct arena *a, size_t size);

/* Return `count` zeroed elements; NULL also when count * size overflows. */
NODISCARD void *arena_alloc_array(struct arena *a, size_t count, size_t size,
                                  size_t align);

/* arena_new(a, struct node) and arena_new_array(a, struct node, n): typed forms. */
#define arena_new(a, type) ((type *)arena_alloc((a), sizeof(type), _Alignof(type)))
#define arena_new_array(a, type, n) \
    ((type *)arena_alloc_array((a), (n), sizeof(type), _Alignof(type)))

#endif
