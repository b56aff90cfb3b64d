/*
 * digits.h - up to sixteen decimal digits at a time.
 */
#ifndef TEXT_DIGITS_H
#define TEXT_DIGITS_H

#include "base/base.h"

#define DIGITS_ZEROS UINT64_C(0x3030303030303030)

/* Eight bytes, the first the lowest of the word: one load where words are so, too. */
static inline uint64_t digits_load(const char *p)
{
    const unsigned char *b = (const unsigned char *)p;

    return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 |
           (uint64_t)b[3] << 24 | (uint64_t)b[4] << 32 | (uint64_t)b[5] << 40 |
           (uint64_t)b[6] << 48 | (uint64_t)b[7] << 56;
}

/* Are all bytes of the word digits? */
static inline bool digits_are(uint64_t v)
{
    const uint64_t high = UINT64_C(0xf0f0f0f0f0f0f0f0);

    return ((v & high) | (((v + UINT64_C(0x0606060606060606)) & high) >> 4)) ==
           UINT64_C(0x3333333333333333);
}

/* What they spell: digits become pairs, pairs fours, fours the number. */
static inline uint64_t digits_value(uint64_t v)
{
    const uint64_t pairs = UINT64_C(0x000000ff000000ff);

    v -= DIGITS_ZEROS;
    v = v * 10 + (v >> 8);
    return ((v & pairs) * UINT64_C(0x000f424000000064) +
            ((v >> 16) & pairs) * UINT64_C(0x0000271000000001)) >>
           32;
}

/* The number that eight bytes spell; false when one is no digit. */
static inline bool digits_eight(const char *p, uint64_t *out)
{
    uint64_t v = digits_load(p);

    *out = digits_value(v);
    return digits_are(v);
}

/* The same for the `n` bytes at `p`, 8 to 16: the last eight, and those before them. */
static inline bool digits_many(const char *p, size_t n, uint64_t *out)
{
    uint64_t low = digits_load(p + n - 8), high = DIGITS_ZEROS;

    if (n > 8)
        high = digits_load(p) << (128 - 8 * n) | DIGITS_ZEROS >> (8 * n - 72) >> 8;
    *out = digits_value(high) * 100000000 + digits_value(low);
    return digits_are(low) && digits_are(high);
}

#endif
