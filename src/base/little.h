/*
 * little.h - little-endian numbers, as zip files and every format of Microsoft have
 * them.
 */
#ifndef BASE_LITTLE_H
#define BASE_LITTLE_H

#include "base/base.h"

/* Little-endian numbers; the caller has checked that the bytes are there. */
static inline uint16_t le16(const void *p)
{
    const uint8_t *b = p;

    return (uint16_t)(b[0] | b[1] << 8);
}

static inline uint32_t le32(const void *p)
{
    const uint8_t *b = p;

    return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 |
           (uint32_t)b[3] << 24;
}

static inline uint64_t le64(const void *p)
{
    const uint8_t *b = p;

    return le32(b) | (uint64_t)le32(b + 4) << 32;
}

#endif
