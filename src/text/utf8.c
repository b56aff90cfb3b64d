#include "base/base.h"

#include "text/utf8.h"

/*
 * Upper-case characters `first`, `first + step`, ... up to `last` have their lower case
 * at a distance of `delta`. Sorted by `first`.
 */
struct case_range {
    uint16_t first, last;
    uint16_t step;
    int16_t delta;
};

static const struct case_range case_ranges[] = {
    { 0x0041, 0x005a, 1, 32 },    { 0x00c0, 0x00d6, 1, 32 },
    { 0x00d8, 0x00de, 1, 32 },    { 0x0100, 0x012e, 2, 1 },
    { 0x0132, 0x0136, 2, 1 },     { 0x0139, 0x0147, 2, 1 },
    { 0x014a, 0x0176, 2, 1 },     { 0x0178, 0x0178, 1, -121 },
    { 0x0179, 0x017d, 2, 1 },     { 0x0386, 0x0386, 1, 38 },
    { 0x0388, 0x038a, 1, 37 },    { 0x038c, 0x038c, 1, 64 },
    { 0x038e, 0x038f, 1, 63 },    { 0x0391, 0x03a1, 1, 32 },
    { 0x03a3, 0x03ab, 1, 32 },    { 0x0400, 0x040f, 1, 80 },
    { 0x0410, 0x042f, 1, 32 },    { 0x0460, 0x0480, 2, 1 },
    { 0x048a, 0x04be, 2, 1 },     { 0x04c0, 0x04c0, 1, 15 },
    { 0x04c1, 0x04cd, 2, 1 },     { 0x04d0, 0x052e, 2, 1 },
    { 0x0531, 0x0556, 1, 48 },    { 0x1e00, 0x1e94, 2, 1 },
    { 0x1e9e, 0x1e9e, 1, -7615 }, { 0x1ea0, 0x1efe, 2, 1 },
    { 0xff21, 0xff3a, 1, 32 },
};

/* Characters whose mapping goes one way only; 0 where there is none. */
static const struct {
    uint16_t c, lower, upper;
} case_odd[] = {
    { 0x00b5, 0, 0x039c }, { 0x00df, 0, 0x00df }, { 0x0130, 'i', 0 },
    { 0x0131, 0, 'I' },    { 0x017f, 0, 'S' },    { 0x03c2, 0, 0x03a3 },
};

/* Length of the sequence that a lead byte announces, or 0. */
static size_t sequence_length(unsigned char lead)
{
    if (lead >= 0xc2 && lead <= 0xdf)
        return 2;
    if (lead >= 0xe0 && lead <= 0xef)
        return 3;
    if (lead >= 0xf0 && lead <= 0xf4)
        return 4;
    return 0;
}

uint32_t utf8_decode(struct str s, size_t *at)
{
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    const unsigned char *p = (const unsigned char *)s.p + *at;
    size_t left = s.n - *at, n;
    uint32_t c;

    (*at)++;
    if (p[0] < 0x80)
        return p[0];
    n = sequence_length(p[0]);
    if (n == 0 || n > left)
        return UTF8_INVALID;
    c = p[0] & (0x7fu >> n);
    for (size_t i = 1; i < n; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return UTF8_INVALID;
        c = c << 6 | (p[i] & 0x3f);
    }
    if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
        return UTF8_INVALID;
    *at += n - 1;
    return c;
}

size_t utf8_encode(uint32_t c, char out[static UTF8_MAX])
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xc0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3f));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xe0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3f));
        out[2] = (char)(0x80 | (c & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3f));
    out[2] = (char)(0x80 | (c >> 6 & 0x3f));
    out[3] = (char)(0x80 | (c & 0x3f));
    return 4;
}

/* Length of the ASCII prefix, eight bytes at a time. */
static size_t ascii_prefix(struct str s)
{
    size_t i = 0;

    for (; s.n - i >= 8; i += 8) {
        uint64_t word;

        memcpy(&word, s.p + i, 8);
        if (word & UINT64_C(0x8080808080808080))
            break;
    }
    while (i < s.n && (unsigned char)s.p[i] < 0x80)
        i++;
    return i;
}

bool utf8_is_ascii(struct str s)
{
    return ascii_prefix(s) == s.n;
}

bool utf8_is_valid(struct str s)
{
    size_t at = ascii_prefix(s);

    while (at < s.n)
        if (utf8_decode(s, &at) == UTF8_INVALID)
            return false;
    return true;
}

size_t utf8_count(struct str s)
{
    size_t at = ascii_prefix(s), n = at;

    for (; at < s.n; n++)
        (void)utf8_decode(s, &at);
    return n;
}

/* Is `c`, or `c` taken as a lower-case character, in the range? */
static bool in_range(const struct case_range *r, int64_t upper)
{
    return upper >= r->first && upper <= r->last && (upper - r->first) % r->step == 0;
}

uint32_t utf8_lower(uint32_t c)
{
    if (c < 0x80)
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    for (size_t i = 0; i < countof(case_odd); i++)
        if (case_odd[i].c == c && case_odd[i].lower)
            return case_odd[i].lower;
    for (size_t i = 0; i < countof(case_ranges) && case_ranges[i].first <= c; i++)
        if (in_range(&case_ranges[i], c))
            return (uint32_t)((int64_t)c + case_ranges[i].delta);
    return c;
}

uint32_t utf8_upper(uint32_t c)
{
    if (c < 0x80)
        return c >= 'a' && c <= 'z' ? c - 32 : c;
    for (size_t i = 0; i < countof(case_odd); i++)
        if (case_odd[i].c == c && case_odd[i].upper)
            return case_odd[i].upper;
    for (size_t i = 0; i < countof(case_ranges); i++)
        if (in_range(&case_ranges[i], (int64_t)c - case_ranges[i].delta))
            return (uint32_t)((int64_t)c - case_ranges[i].delta);
    return c;
}

static size_t map_text(struct str s, char *out, uint32_t (*map)(uint32_t))
{
    size_t at = 0, n = 0;

    while (at < s.n) {
        size_t start = at;
        uint32_t c = utf8_decode(s, &at);

        if (c != UTF8_INVALID)
            n += utf8_encode(map(c), out + n);
        else
            out[n++] = s.p[start];
    }
    return n;
}

size_t utf8_lower_text(struct str s, char *out)
{
    return map_text(s, out, utf8_lower);
}

size_t utf8_upper_text(struct str s, char *out)
{
    return map_text(s, out, utf8_upper);
}
