#include "base/base.h"

#include "base/arena.h"

enum { BLOCK_MIN = 64 * 1024 };

struct arena_block {
    struct arena_block *next;
    size_t size; /* bytes in data */
    size_t fill; /* bytes of data handed out */
    _Alignas(max_align_t) unsigned char data[];
};

void arena_init(struct arena *a, size_t limit)
{
    *a = (struct arena){ .limit = limit };
}

static void free_chain(struct arena_block *b)
{
    while (b) {
        struct arena_block *next = b->next;

        free(b);
        b = next;
    }
}

void arena_release(struct arena *a)
{
    free_chain(a->head);
    a->head = NULL;
    a->used = 0;
    a->failed = false;
}

void arena_reset(struct arena *a)
{
    if (a->head) {
        free_chain(a->head->next);
        a->head->next = NULL;
        a->head->fill = 0;
    }
    a->used = 0;
    a->failed = false;
}

/* Push a block that can hold at least `need` bytes; doubling keeps the chain short. */
static bool grow(struct arena *a, size_t need)
{
    size_t size = a->head && a->head->size <= SIZE_MAX / 4 ? a->head->size : BLOCK_MIN;
    struct arena_block *b;

    if (a->used >= 4 * size && size < ((size_t)1 << 24))
        size *= 2;
    if (size < need)
        size = need;
    if (size > SIZE_MAX - sizeof *b)
        return false;
    b = malloc(sizeof *b + size);
    if (!b)
        return false;
    b->next = a->head;
    b->size = size;
    b->fill = 0;
    a->head = b;
    return true;
}

/* The next `size` bytes, not zeroed. */
static void *take(struct arena *a, size_t size, size_t align)
{
    struct arena_block *b = a->head;
    size_t pad;
    void *p;

    assert(align && (align & (align - 1)) == 0 && align <= _Alignof(max_align_t));
    pad = b ? -b->fill & (align - 1) : 0;
    if (size > a->limit - a->used) {
        a->failed = true;
        return NULL;
    }
    if (!b || b->size - b->fill < pad || b->size - b->fill - pad < size) {
        if (!grow(a, size)) {
            a->failed = true;
            return NULL;
        }
        b = a->head;
        pad = 0;
    }
    p = b->data + b->fill + pad;
    b->fill += pad + size;
    a->used += size;
    return p;
}

void *arena_alloc(struct arena *a, size_t size, size_t align)
{
    void *p = take(a, size, align);

    return p ? memset(p, 0, size) : NULL;
}

char *arena_text(struct arena *a, size_t size)
{
    return take(a, size, 1);
}

void *arena_alloc_array(struct arena *a, size_t count, size_t size, size_t align)
{
    if (size && count > SIZE_MAX / size) {
        a->failed = true;
        return NULL;
    }
    return arena_alloc(a, count * size, align);
}
