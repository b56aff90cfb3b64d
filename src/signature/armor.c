#include "base/base.h"

#include "signature/armor.h"

/* What six[] says of characters that stand for no bits. */
enum { BLANK = 64, END = 65, BAD = 66 };

/* The six bits of an ASCII character. */
static const uint8_t six[128] = {
    /* clang-format off */
    66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 64, 66, 66, 64, 66, 66,
    66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66,
    64, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 62, 66, 66, 66, 63,
    52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 66, 66, 66, 65, 66, 66,
    66,  0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11, 12, 13, 14,
    15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 66, 66, 66, 66, 66,
    66, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,
    41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 66, 66, 66, 66, 66,
    /* clang-format on */
};

static uint8_t sextet(char c)
{
    return (uint8_t)c < 128 ? six[(uint8_t)c] : BAD;
}

/* Whole groups of four characters; returns how many bytes were written. */
static size_t decode_groups(struct str text, size_t *at, char *out)
{
    size_t n = 0, i = *at;

    for (; text.n - i >= 4; i += 4) {
        uint8_t a = sextet(text.p[i]), b = sextet(text.p[i + 1]);
        uint8_t c = sextet(text.p[i + 2]), d = sextet(text.p[i + 3]);

        if ((a | b | c | d) >= BLANK)
            break;
        out[n++] = (char)(a << 2 | b >> 4);
        out[n++] = (char)((b & 15) << 4 | c >> 2);
        out[n++] = (char)((c & 3) << 6 | d);
    }
    *at = i;
    return n;
}

size_t armor_decode(struct str text, char *out)
{
    size_t n = 0, have = 0, i = 0;
    uint32_t bits = 0;

    while (i < text.n) {
        uint8_t is;

        if (have == 0)
            n += decode_groups(text, &i, out + n);
        is = i < text.n ? sextet(text.p[i++]) : END;
        if (is == END)
            break;
        if (is == BAD)
            return SIZE_MAX;
        if (is == BLANK)
            continue;
        bits = bits << 6 | is;
        have += 6;
        if (have >= 8) {
            have -= 8;
            out[n++] = (char)(bits >> have & 0xFF);
        }
    }
    return n;
}
