/*
 * evtx_reader.h - little-endian numbers out of a chunk, bounded and sticky.
 *
 * Positions count from the start of the chunk, as all offsets in a chunk do. A read
 * behind the end gives 0, leaves the reader at its end and sets `failed`; the caller
 * looks once. `at` never passes `end`.
 */
#ifndef INPUT_EVTX_READER_H
#define INPUT_EVTX_READER_H

#include "base/str.h"

struct evtx_reader {
    const uint8_t *base;
    size_t at, end;
    bool failed;
};

/* The next `n` bytes, or NULL. */
static inline const uint8_t *evtx_take(struct evtx_reader *r, size_t n)
{
    const uint8_t *p = r->base + r->at;

    if (n > r->end - r->at) {
        r->failed = true;
        r->at = r->end;
        return NULL;
    }
    r->at += n;
    return p;
}

/* Numbers at a place that is known to be there. */
static inline uint16_t evtx_get16(const uint8_t *p)
{
    return (uint16_t)(p[0] | p[1] << 8);
}

static inline uint32_t evtx_get32(const uint8_t *p)
{
    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static inline uint64_t evtx_get64(const uint8_t *p)
{
    return evtx_get32(p) | (uint64_t)evtx_get32(p + 4) << 32;
}

/* The next number; 0 behind the end. */
static inline uint8_t evtx_u8(struct evtx_reader *r)
{
    const uint8_t *p = evtx_take(r, 1);

    return p ? *p : 0;
}

static inline uint16_t evtx_u16(struct evtx_reader *r)
{
    const uint8_t *p = evtx_take(r, 2);

    return p ? evtx_get16(p) : 0;
}

static inline uint32_t evtx_u32(struct evtx_reader *r)
{
    const uint8_t *p = evtx_take(r, 4);

    return p ? evtx_get32(p) : 0;
}

#endif
