#include "base/base.h"

#include "signature/script_text.h"

enum { UNITS_AT_ONCE = 512, REPLACEMENT = 0xFFFD };

/* Code units on their way to the digests. */
struct units {
    struct digest_run *run;
    char bytes[2 * UNITS_AT_ONCE];
    size_t n;
    size_t total;
};

static void flush(struct units *u)
{
    digest_run_add(u->run, (struct str){ u->bytes, 2 * u->n });
    u->total += u->n;
    u->n = 0;
}

static void put_unit(struct units *u, uint32_t unit)
{
    u->bytes[2 * u->n] = (char)(unit & 0xFF);
    u->bytes[2 * u->n + 1] = (char)(unit >> 8 & 0xFF);
    if (++u->n == UNITS_AT_ONCE)
        flush(u);
}

static void put_point(struct units *u, uint32_t point)
{
    if (point < 0x10000) {
        put_unit(u, point);
        return;
    }
    put_unit(u, 0xD800 + ((point - 0x10000) >> 10));
    put_unit(u, 0xDC00 + ((point - 0x10000) & 0x3FF));
}

/* Bytes of the sequence that `lead` begins; 0: it begins none. */
static size_t utf8_length(uint8_t lead)
{
    if (lead < 0x80)
        return 1;
    if (lead >= 0xC2 && lead < 0xE0)
        return 2;
    if (lead >= 0xE0 && lead < 0xF0)
        return 3;
    return lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
}

/* Read a code point at `at`; *n bytes, at least 1. Not well formed: U+FFFD. */
static uint32_t utf8_point(struct str s, size_t at, size_t *n)
{
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    size_t length = utf8_length((uint8_t)s.p[at]);
    uint32_t point;

    *n = 1;
    if (length == 0 || length > s.n - at)
        return REPLACEMENT;
    if (length == 1)
        return (uint8_t)s.p[at];
    point = (uint8_t)s.p[at] & (0x7Fu >> length);
    for (size_t i = 1; i < length; i++) {
        uint8_t b = (uint8_t)s.p[at + i];

        if ((b & 0xC0) != 0x80)
            return REPLACEMENT;
        point = point << 6 | (b & 0x3F);
    }
    if (point < least[length] || point > 0x10FFFF || (point >> 11) == 0x1B)
        return REPLACEMENT;
    *n = length;
    return point;
}

/* Code page 1252 from 0x80 to 0x9F; elsewhere it is Latin-1. */
static uint32_t point_1252(uint8_t b)
{
    static const uint16_t high[32] = {
        0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
        0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
        0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
        0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
    };

    return b >= 0x80 && b < 0xA0 ? high[b - 0x80] : b;
}

static bool is_utf8(struct str s)
{
    size_t n;

    for (size_t at = 0; at < s.n; at += n)
        if (utf8_point(s, at, &n) == REPLACEMENT && n == 1)
            return false;
    return true;
}

void script_text_init(struct script_text *t, struct str bytes)
{
    *t = (struct script_text){ .bytes = bytes, .width = 1 };
    if (str_starts_with(bytes, STR("\xFF\xFE"))) {
        t->encoding = SCRIPT_UTF16LE;
        t->mark = t->width = 2;
        return;
    }
    if (str_starts_with(bytes, STR("\xFE\xFF"))) {
        t->encoding = SCRIPT_UTF16BE;
        t->mark = t->width = 2;
        return;
    }
    t->is_ascii = true;
    for (size_t i = 0; i < bytes.n && t->is_ascii; i++)
        t->is_ascii = (uint8_t)bytes.p[i] < 0x80;
    t->mark = str_starts_with(bytes, STR("\xEF\xBB\xBF")) ? 3 : 0;
    t->encoding = t->mark || is_utf8(bytes) ? SCRIPT_UTF8 : SCRIPT_1252;
    t->is_ambiguous = !t->mark && !t->is_ascii && t->encoding == SCRIPT_UTF8;
}

char script_text_ascii(const struct script_text *t, size_t at)
{
    size_t low = t->encoding == SCRIPT_UTF16BE ? 1 : 0;
    char c;

    if (at > t->bytes.n || t->bytes.n - at < t->width)
        return '\x80';
    c = t->bytes.p[at + low];
    if (t->width == 2 && t->bytes.p[at + 1 - low] != 0)
        return '\x80';
    return (uint8_t)c < 0x80 ? c : '\x80';
}

bool script_text_has(const struct script_text *t, size_t at, const char *ascii)
{
    for (size_t i = 0; ascii[i]; i++)
        if (script_text_ascii(t, at + i * t->width) != ascii[i])
            return false;
    return true;
}

size_t script_text_next_line(const struct script_text *t, size_t at)
{
    while (at < t->bytes.n && script_text_ascii(t, at) != '\n')
        at += t->width;
    return at < t->bytes.n ? at + t->width : t->bytes.n;
}

size_t script_text_before_line_end(const struct script_text *t, size_t at)
{
    size_t w = t->width;

    if (at >= t->mark + w && script_text_ascii(t, at - w) == '\n')
        at -= w;
    else
        return at;
    if (at >= t->mark + w && script_text_ascii(t, at - w) == '\r')
        at -= w;
    return at;
}

size_t script_text_digest(const struct script_text *t, enum script_encoding encoding,
                          size_t from, size_t to, struct digest_run *run)
{
    struct units u = { .run = run };
    struct str s = str_slice(t->bytes, 0, to);
    size_t n;

    switch (encoding) {
    case SCRIPT_UTF8:
        for (size_t at = from; at < s.n; at += n)
            put_point(&u, utf8_point(s, at, &n));
        break;
    case SCRIPT_1252:
        for (size_t at = from; at < s.n; at++)
            put_unit(&u, point_1252((uint8_t)s.p[at]));
        break;
    case SCRIPT_UTF16LE:
        for (size_t at = from; at < s.n && s.n - at >= 2; at += 2)
            put_unit(&u, (uint8_t)s.p[at] | (uint32_t)(uint8_t)s.p[at + 1] << 8);
        break;
    case SCRIPT_UTF16BE:
        for (size_t at = from; at < s.n && s.n - at >= 2; at += 2)
            put_unit(&u, (uint8_t)s.p[at + 1] | (uint32_t)(uint8_t)s.p[at] << 8);
        break;
    }
    flush(&u);
    return u.total;
}
