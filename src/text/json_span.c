#include "base/base.h"

#include "text/json_span.h"

/* Does one of the eight bytes need a look: a quote or a backslash? */
static bool is_dull(const char *p)
{
    const uint64_t ones = 0x0101010101010101u, high = 0x8080808080808080u;
    uint64_t x, quote, backslash;

    memcpy(&x, p, sizeof x);
    quote = x ^ ones * '"';
    backslash = x ^ ones * '\\';
    return ((((quote - ones) & ~quote) | ((backslash - ones) & ~backslash)) & high) ==
           0;
}

/* Behind the string whose opening quote is before `p`; `end` when it is not closed. */
static const char *behind_string(const char *p, const char *end)
{
    while (p < end) {
        while (end - p >= 8 && is_dull(p))
            p += 8;
        if (p >= end)
            break;
        if (*p == '"')
            return p + 1;
        p += *p == '\\' && end - p > 1 ? 2 : 1;
    }
    return end;
}

size_t json_span(struct str text)
{
    const char *p = text.p, *end = text.p + text.n;
    size_t depth = 0;

    while (p < end) {
        switch (*p++) {
        case '"':
            p = behind_string(p, end);
            break;
        case '{':
        case '[':
            depth++;
            break;
        case '}':
        case ']':
            if (--depth == 0)
                return (size_t)(p - text.p);
            break;
        default:
            break;
        }
    }
    return 0;
}
