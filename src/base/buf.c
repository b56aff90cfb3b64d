#include "base/base.h"

#include <stdio.h>

#include "base/buf.h"

enum { BUF_MIN = 256 };

void buf_init(struct buf *b, size_t max)
{
    *b = (struct buf){ .max = max };
}

void buf_release(struct buf *b)
{
    free(b->p);
    *b = (struct buf){ .max = b->max };
}

void buf_reset(struct buf *b)
{
    b->n = 0;
    b->failed = false;
    b->is_out_of_memory = false;
}

struct str buf_str(const struct buf *b)
{
    return (struct str){ b->p, b->n };
}

/* The capacity that holds `need` bytes: doubled, but never above the maximum. */
static size_t next_cap(const struct buf *b, size_t need)
{
    size_t cap = b->cap ? b->cap : BUF_MIN;

    while (cap < need && cap <= SIZE_MAX / 2)
        cap *= 2;
    if (cap > b->max)
        cap = b->max;
    return cap;
}

char *buf_reserve(struct buf *b, size_t n)
{
    size_t cap;
    char *p;

    if (b->failed)
        return NULL;
    if (n > b->max - b->n) {
        b->failed = true;
        return NULL;
    }
    if (b->p && n <= b->cap - b->n)
        return b->p + b->n;
    cap = next_cap(b, b->n + n);
    p = realloc(b->p, cap ? cap : 1);
    if (!p) {
        b->failed = true;
        b->is_out_of_memory = true;
        return NULL;
    }
    b->p = p;
    b->cap = cap;
    return p + b->n;
}

void buf_add(struct buf *b, struct str s)
{
    char *p = buf_reserve(b, s.n);

    if (!p)
        return;
    if (s.n)
        memcpy(p, s.p, s.n);
    b->n += s.n;
}

void buf_add_char(struct buf *b, char c)
{
    buf_add(b, (struct str){ &c, 1 });
}

void buf_add_cstr(struct buf *b, const char *s)
{
    buf_add(b, str_from_cstr(s));
}

void buf_pad(struct buf *b, size_t n, char c)
{
    char *p = buf_reserve(b, n);

    if (!p)
        return;
    memset(p, c, n);
    b->n += n;
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
    va_list ap;
    char *p;
    int n;

    va_start(ap, fmt);
    n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    p = n >= 0 ? buf_reserve(b, (size_t)n + 1) : NULL;
    if (!p)
        return;
    va_start(ap, fmt);
    (void)vsnprintf(p, (size_t)n + 1, fmt, ap);
    va_end(ap);
    b->n += (size_t)n;
}
