/*
 * buf.h - text that grows, up to a stated maximum.
 *
 * A buf owns its bytes (heap) and never holds more than `max`. Failure is
 * sticky: once an append would pass the maximum or memory ran out, `failed` is
 * set, the buf keeps what it had, and every further append does nothing. The
 * writer looks at `failed` once, when it is done.
 *
 * A buf is used by one thread at a time.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>

#include "base/str.h"

struct buf {
    char *p;
    size_t n;   /* bytes in use */
    size_t cap; /* bytes allocated */
    size_t max; /* n never passes this */
    bool failed;
    bool is_out_of_memory; /* why it failed: not the maximum */
};

/* Start empty; allocates nothing. */
void buf_init(struct buf *b, size_t max);
void buf_release(struct buf *b);

/* Forget the text and the failure, keep the memory. */
void buf_reset(struct buf *b);

/* The text so far; lives until the next append, reset or release. */
struct str buf_str(const struct buf *b);

/* Append bytes, one byte, text up to its NUL. */
void buf_add(struct buf *b, struct str s);
void buf_add_char(struct buf *b, char c);
void buf_add_cstr(struct buf *b, const char *s);

/* Append `n` times `c`. */
void buf_pad(struct buf *b, size_t n, char c);

/* Append what printf would print. */
PRINTF(2, 3) void buf_printf(struct buf *b, const char *fmt, ...);

/*
 * Make room for `n` more bytes and return where they go, or NULL (then `failed`
 * is set). The caller writes at most `n` bytes and adds what it wrote to b->n.
 */
NODISCARD char *buf_reserve(struct buf *b, size_t n);

#endif
