#include "base/base.h"

#include "text/json_text.h"
#include "text/utf8.h"

static const char hex_digits[] = "0123456789abcdef";

/* The character that a one-letter escape stands for, or 0. */
static char simple_escape(char letter)
{
    switch (letter) {
    case '"':
    case '\\':
    case '/':
        return letter;
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return 0;
    }
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The value of `\uXXXX` at s.p[at], or -1. */
static int32_t unicode_escape(struct str s, size_t at)
{
    int32_t v = 0;

    if (s.n - at < 6 || s.p[at] != '\\' || s.p[at + 1] != 'u')
        return -1;
    for (size_t i = at + 2; i < at + 6; i++) {
        int digit = hex_value(s.p[i]);

        if (digit < 0)
            return -1;
        v = v << 4 | digit;
    }
    return v;
}

/* The character of one or two `\uXXXX` at s.p[*at], which is moved; -1 if none. */
static int32_t take_unicode(struct str s, size_t *at)
{
    int32_t c = unicode_escape(s, *at), low;

    if (c < 0)
        return -1;
    *at += 6;
    if (c < 0xd800 || c > 0xdfff)
        return c;
    low = c < 0xdc00 ? unicode_escape(s, *at) : -1;
    if (low < 0xdc00 || low > 0xdfff)
        return UTF8_REPLACEMENT;
    *at += 6;
    return 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
}

/* Decode the escape at s.p[*at], a backslash; return the bytes written to `out`. */
static size_t take_escape(struct str s, size_t *at, char *out)
{
    char simple = *at + 1 < s.n ? simple_escape(s.p[*at + 1]) : 0;
    int32_t c;

    if (simple) {
        *at += 2;
        out[0] = simple;
        return 1;
    }
    c = take_unicode(s, at);
    if (c < 0) {
        (*at)++;
        out[0] = '\\';
        return 1;
    }
    return utf8_encode((uint32_t)c, out);
}

size_t json_unescape(struct str inside, char *out)
{
    size_t at = 0, n = 0;

    while (at < inside.n) {
        const char *hit = memchr(inside.p + at, '\\', inside.n - at);
        size_t plain = (hit ? (size_t)(hit - inside.p) : inside.n) - at;
        char decoded[UTF8_MAX];
        size_t ndecoded;

        memmove(out + n, inside.p + at, plain);
        n += plain;
        at += plain;
        if (!hit)
            break;
        ndecoded = take_escape(inside, &at, decoded);
        memcpy(out + n, decoded, ndecoded);
        n += ndecoded;
    }
    return n;
}

bool json_has_escape(struct str inside)
{
    return inside.n && memchr(inside.p, '\\', inside.n) != NULL;
}

#define EACH_BYTE(b) (UINT64_C(0x0101010101010101) * (b))

/* Has one of eight bytes the value that all bytes of `each` have? */
static bool has_byte(uint64_t word, uint64_t each)
{
    uint64_t x = word ^ each;

    return ((x - EACH_BYTE(0x01)) & ~x & EACH_BYTE(0x80)) != 0;
}

/* Are eight bytes all plain ASCII: no control, quote, backslash? */
static bool is_plain_word(const char *p)
{
    uint64_t word;

    memcpy(&word, p, sizeof word);
    if ((word | (word - EACH_BYTE(0x20))) & EACH_BYTE(0x80))
        return false;
    return !has_byte(word, EACH_BYTE('"')) && !has_byte(word, EACH_BYTE('\\'));
}

/* Length of the run at s.p[at] that stands in a JSON string as it is. */
static size_t plain_run(struct str s, size_t at)
{
    size_t i = at;

    while (i < s.n) {
        if (s.n - i >= 8 && is_plain_word(s.p + i)) {
            i += 8;
            continue;
        }
        unsigned char c = (unsigned char)s.p[i];
        size_t next = i + 1;

        if (c < 0x20 || c == '"' || c == '\\')
            break;
        if (c >= 0x80) {
            next = i;
            if (utf8_decode(s, &next) == UTF8_INVALID)
                break;
        }
        i = next;
    }
    return i - at;
}

static void add_special(struct buf *out, unsigned char c)
{
    static const char letters[] = "btnvfr"; /* from U+0008; \v is no JSON */

    if (c >= 0x80) {
        buf_add(out, STR("\xef\xbf\xbd"));
    } else if (c == '"' || c == '\\') {
        buf_add_char(out, '\\');
        buf_add_char(out, (char)c);
    } else if (c >= '\b' && c <= '\r' && c != '\v') {
        buf_add_char(out, '\\');
        buf_add_char(out, letters[c - '\b']);
    } else {
        buf_add(out, STR("\\u00"));
        buf_add_char(out, hex_digits[c >> 4]);
        buf_add_char(out, hex_digits[c & 15]);
    }
}

void json_add_escaped(struct buf *out, struct str s)
{
    size_t at = 0;

    while (at < s.n) {
        size_t plain = plain_run(s, at);

        buf_add(out, str_slice(s, at, at + plain));
        at += plain;
        if (at < s.n)
            add_special(out, (unsigned char)s.p[at++]);
    }
}

void json_add_string(struct buf *out, struct str s)
{
    /* Most values need no escape and go out in one piece. */
    if (s.n < SIZE_MAX - 2 && plain_run(s, 0) == s.n) {
        char *p = buf_reserve(out, s.n + 2);

        if (!p)
            return;
        p[0] = '"';
        if (s.n)
            memcpy(p + 1, s.p, s.n);
        p[s.n + 1] = '"';
        out->n += s.n + 2;
        return;
    }
    buf_add_char(out, '"');
    json_add_escaped(out, s);
    buf_add_char(out, '"');
}
