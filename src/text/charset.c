#include "base/base.h"

#include "text/charset.h"
#include "text/utf8.h"

static void add_character(struct buf *out, uint32_t c)
{
    char text[UTF8_MAX];

    buf_add(out, (struct str){ text, utf8_encode(c, text) });
}

static void from_utf8(struct buf *out, struct str s)
{
    size_t at = str_starts_with(s, STR("\xef\xbb\xbf")) ? 3 : 0;

    while (at < s.n) {
        uint32_t c = utf8_decode(s, &at);

        add_character(out, c == UTF8_INVALID ? UTF8_REPLACEMENT : c);
    }
}

static void from_ascii(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        add_character(out, c < 0x80 ? c : UTF8_REPLACEMENT);
    }
}

static void from_latin1(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        add_character(out, (unsigned char)s.p[i]);
}

static uint32_t unit(struct str s, size_t at, bool is_little)
{
    unsigned char a = (unsigned char)s.p[at], b = (unsigned char)s.p[at + 1];

    return is_little ? (uint32_t)b << 8 | a : (uint32_t)a << 8 | b;
}

static void from_utf16(struct buf *out, struct str s, bool is_little)
{
    size_t at = s.n > 1 && unit(s, 0, is_little) == 0xfeff ? 2 : 0;

    for (; s.n - at > 1; at += 2) {
        uint32_t c = unit(s, at, is_little), low = 0;

        if (c >= 0xd800 && c <= 0xdbff && s.n - at > 3)
            low = unit(s, at + 2, is_little);
        if (low >= 0xdc00 && low <= 0xdfff) {
            c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
            at += 2;
        }
        add_character(out, c >= 0xd800 && c <= 0xdfff ? UTF8_REPLACEMENT : c);
    }
    if (at < s.n)
        add_character(out, UTF8_REPLACEMENT);
}

static void from_utf16_be(struct buf *out, struct str s)
{
    from_utf16(out, s, false);
}

static void from_utf16_le(struct buf *out, struct str s)
{
    from_utf16(out, s, true);
}

static void from_utf16_marked(struct buf *out, struct str s)
{
    from_utf16(out, s, str_starts_with(s, STR("\xff\xfe")));
}

bool charset_add(struct buf *out, struct str s, struct str name)
{
    static const struct {
        const char *name;
        void (*add)(struct buf *out, struct str s);
    } charsets[] = {
        { "UTF-8", from_utf8 },          { "US-ASCII", from_ascii },
        { "ASCII", from_ascii },         { "ISO-8859-1", from_latin1 },
        { "UTF-16", from_utf16_marked }, { "UTF-16LE", from_utf16_le },
        { "UTF-16BE", from_utf16_be },
    };

    for (size_t i = 0; i < countof(charsets); i++) {
        if (str_eq_nocase(name, str_from_cstr(charsets[i].name))) {
            charsets[i].add(out, s);
            return true;
        }
    }
    return false;
}
