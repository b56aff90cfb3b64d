#include "base/base.h"

#include "asn1/asn1_text.h"
#include "base/buf.h"

enum { REPLACEMENT = 0xFFFD };

void utf8_add(struct buf *out, uint32_t c)
{
    if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        c = REPLACEMENT;
    if (c < 0x80) {
        buf_add_char(out, (char)c);
        return;
    }
    if (c < 0x800) {
        buf_add_char(out, (char)(0xC0 | c >> 6));
    } else if (c < 0x10000) {
        buf_add_char(out, (char)(0xE0 | c >> 12));
        buf_add_char(out, (char)(0x80 | (c >> 6 & 0x3F)));
    } else {
        buf_add_char(out, (char)(0xF0 | c >> 18));
        buf_add_char(out, (char)(0x80 | (c >> 12 & 0x3F)));
        buf_add_char(out, (char)(0x80 | (c >> 6 & 0x3F)));
    }
    buf_add_char(out, (char)(0x80 | (c & 0x3F)));
}

/* Decode one UTF-8 sequence at `*at`; bad bytes give one replacement each. */
static uint32_t utf8_next(struct str s, size_t *at)
{
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    uint8_t first = (uint8_t)s.p[(*at)++];
    size_t length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    uint32_t c;

    if (first < 0x80)
        return first;
    if (length == 0 || first > 0xF4 || length - 1 > s.n - *at)
        return REPLACEMENT;
    c = first & (0x7Fu >> length);
    for (size_t i = 0; i + 1 < length; i++) {
        uint8_t next = (uint8_t)s.p[*at + i];

        if ((next & 0xC0) != 0x80)
            return REPLACEMENT;
        c = c << 6 | (next & 0x3F);
    }
    if (c < least[length] || (c >= 0xD800 && c <= 0xDFFF) || c > 0x10FFFF)
        return REPLACEMENT;
    *at += length - 1;
    return c;
}

/* Append UTF-16 whose byte at `high` of each unit is the high one. */
static void utf16_add(struct buf *out, struct str s, size_t high)
{
    uint32_t lead = 0;

    for (size_t i = 0; i + 1 < s.n; i += 2) {
        uint32_t unit =
            (uint32_t)(uint8_t)s.p[i + high] << 8 | (uint8_t)s.p[i + 1 - high];
        bool is_trail = unit >= 0xDC00 && unit <= 0xDFFF;

        if (lead && is_trail) {
            utf8_add(out, 0x10000 + ((lead - 0xD800) << 10) + (unit - 0xDC00));
            lead = 0;
            continue;
        }
        if (lead)
            utf8_add(out, REPLACEMENT);
        lead = unit >= 0xD800 && unit <= 0xDBFF ? unit : 0;
        if (!lead)
            utf8_add(out, unit);
    }
    if (lead)
        utf8_add(out, REPLACEMENT);
}

void utf16be_add(struct buf *out, struct str bytes)
{
    utf16_add(out, bytes, 0);
}

void utf16le_add(struct buf *out, struct str bytes)
{
    utf16_add(out, bytes, 1);
}

static void utf32be_add(struct buf *out, struct str s)
{
    for (size_t i = 0; i + 3 < s.n; i += 4)
        utf8_add(out, (uint32_t)(uint8_t)s.p[i] << 24 |
                          (uint32_t)(uint8_t)s.p[i + 1] << 16 |
                          (uint32_t)(uint8_t)s.p[i + 2] << 8 | (uint8_t)s.p[i + 3]);
}

void asn1_text_add(struct buf *out, const struct der_item *item)
{
    struct str s = item->value;

    if (item->tag == DER_BMP_STRING) {
        utf16be_add(out, s);
    } else if (item->tag == DER_UNIVERSAL_STRING) {
        utf32be_add(out, s);
    } else if (item->tag == DER_UTF8_STRING) {
        for (size_t at = 0; at < s.n;)
            utf8_add(out, utf8_next(s, &at));
    } else {
        for (size_t at = 0; at < s.n; at++)
            utf8_add(out, (uint8_t)s.p[at]);
    }
}
