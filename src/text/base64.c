#include "base/base.h"

#include "text/base64.h"

void base64_add(struct buf *out, struct str s)
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *p = (const unsigned char *)s.p;

    for (size_t i = 0; i < s.n; i += 3) {
        size_t left = s.n - i;
        uint32_t v = (uint32_t)p[i] << 16;
        char quad[4];

        v |= left > 1 ? (uint32_t)p[i + 1] << 8 : 0;
        v |= left > 2 ? p[i + 2] : 0;
        quad[0] = digits[v >> 18];
        quad[1] = digits[v >> 12 & 63];
        quad[2] = left > 1 ? digits[v >> 6 & 63] : '=';
        quad[3] = left > 2 ? digits[v & 63] : '=';
        buf_add(out, (struct str){ quad, sizeof quad });
    }
}

static int digit_value(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '+' || c == '-')
        return 62;
    return c == '/' || c == '_' ? 63 : -1;
}

bool base64_decode(struct str s, char *out, size_t *n)
{
    uint32_t bits = 0;
    size_t digits = 0, written = 0;
    bool is_padded = false;

    for (size_t i = 0; i < s.n; i++) {
        int v = digit_value(s.p[i]);

        if (s.p[i] == ' ' || (s.p[i] >= '\t' && s.p[i] <= '\r'))
            continue;
        is_padded |= s.p[i] == '=';
        if (s.p[i] == '=')
            continue;
        if (v < 0 || is_padded)
            return false;
        bits = bits << 6 | (uint32_t)v;
        if (digits++ % 4)
            out[written++] = (char)(bits >> (6 - 2 * ((digits - 1) % 4)));
    }
    *n = written;
    return digits % 4 != 1;
}
