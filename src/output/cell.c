#include "base/base.h"

#include "base/arena.h"
#include "output/cell.h"
#include "text/utf8.h"

struct range {
    uint32_t first, last;
};

/* Characters of two columns: East Asian wide and full-width forms, emoji. */
static const struct range wide[] = {
    { 0x1100, 0x115f },   { 0x2e80, 0x303e },   { 0x3041, 0x33ff },
    { 0x3400, 0x4dbf },   { 0x4e00, 0x9fff },   { 0xa000, 0xa4cf },
    { 0xa960, 0xa97f },   { 0xac00, 0xd7a3 },   { 0xf900, 0xfaff },
    { 0xfe30, 0xfe6f },   { 0xff00, 0xff60 },   { 0xffe0, 0xffe6 },
    { 0x1f300, 0x1f64f }, { 0x1f680, 0x1f6ff }, { 0x1f900, 0x1f9ff },
    { 0x20000, 0x3fffd },
};

/* Combining marks of the scripts that occur in file names, and variation selectors. */
static const struct range combining[] = {
    { 0x0300, 0x036f }, { 0x0483, 0x0489 }, { 0x0591, 0x05bd }, { 0x064b, 0x065f },
    { 0x0e34, 0x0e3a }, { 0x0e47, 0x0e4e }, { 0x1ab0, 0x1aff }, { 0x1dc0, 0x1dff },
    { 0x20d0, 0x20ff }, { 0x302a, 0x302d }, { 0xfe00, 0xfe0f }, { 0xfe20, 0xfe2f },
};

/* What must not reach a terminal: controls, invisible marks, direction overrides. */
static const struct range unsafe[] = {
    { 0x0000, 0x001f }, { 0x007f, 0x009f },   { 0x00ad, 0x00ad }, { 0x061c, 0x061c },
    { 0x200b, 0x200f }, { 0x2028, 0x202e },   { 0x2060, 0x206f }, { 0xfeff, 0xfeff },
    { 0xfff9, 0xfffb }, { 0xe0000, 0xe0fff },
};

static bool in_ranges(const struct range *ranges, size_t n, uint32_t c)
{
    for (size_t i = 0; i < n; i++)
        if (c >= ranges[i].first && c <= ranges[i].last)
            return true;
    return false;
}

static size_t char_width(uint32_t c)
{
    if (c < 0x300)
        return 1;
    if (in_ranges(combining, countof(combining), c))
        return 0;
    return in_ranges(wide, countof(wide), c) ? 2 : 1;
}

static bool is_unsafe(uint32_t c)
{
    if (c >= ' ' && c < 0x7f)
        return false;
    return c == UTF8_INVALID || in_ranges(unsafe, countof(unsafe), c);
}

size_t text_width(struct str text)
{
    size_t width = 0;

    for (size_t at = 0; at < text.n;)
        width += char_width(utf8_decode(text, &at));
    return width;
}

/* Spell the character whose bytes are text[from, to). */
static void add_spelled(struct buf *out, uint32_t c, struct str bytes)
{
    if (c == '\t')
        buf_add(out, STR("\\t"));
    else if (c == '\r')
        buf_add(out, STR("\\r"));
    else if (c == UTF8_INVALID || c < 0x80)
        buf_printf(out, "\\x%02x", (unsigned)(unsigned char)bytes.p[0]);
    else
        buf_printf(out, "\\u%04x", (unsigned)c);
}

/* Append `text`; the characters of `keep` stay although they are controls. */
static void add_clean(struct buf *out, struct str text, const char *keep)
{
    size_t done = 0;

    for (size_t at = 0; at < text.n;) {
        size_t from = at;
        uint32_t c = utf8_decode(text, &at);

        if (!is_unsafe(c) || (c != 0 && c < 0x80 && strchr(keep, (int)c)))
            continue;
        buf_add(out, str_slice(text, done, from));
        add_spelled(out, c, str_slice(text, from, at));
        done = at;
    }
    buf_add(out, str_slice(text, done, text.n));
}

void text_add_clean(struct buf *out, struct str text)
{
    add_clean(out, text, "\n\t");
}

static bool is_clean(struct str text)
{
    for (size_t at = 0; at < text.n;) {
        uint32_t c = utf8_decode(text, &at);

        if (c != '\n' && is_unsafe(c))
            return false;
    }
    return true;
}

struct str text_clean(struct str text, struct arena *arena)
{
    struct buf clean;
    struct str copy;

    if (is_clean(text))
        return str_dup(arena, text);
    buf_init(&clean, SIZE_MAX);
    add_clean(&clean, text, "\n");
    copy = clean.failed ? (struct str){ NULL, 0 } : str_dup(arena, buf_str(&clean));
    buf_release(&clean);
    return copy;
}

size_t text_prefix(struct str text, size_t width)
{
    size_t used = 0;
    size_t at = 0;

    while (at < text.n) {
        size_t next = at;

        used += char_width(utf8_decode(text, &next));
        if (used > width)
            break;
        at = next;
    }
    return at;
}

/* Where the longest suffix of at most `width` columns starts. */
static size_t suffix_of_width(struct str text, size_t width)
{
    size_t left = text_width(text);
    size_t at = 0;

    while (at < text.n && left > width)
        left -= char_width(utf8_decode(text, &at));
    return at;
}

/* Does it begin as a path does: `\Device`, `C:\`, `/usr`? */
static bool is_path(struct str text)
{
    if (text.n < 2)
        return false;
    if (text.p[0] == '\\' || text.p[0] == '/')
        return true;
    return text.n > 2 && text.p[1] == ':' && text.p[2] == '\\';
}

void text_add_cut(struct buf *out, struct str text, size_t width)
{
    size_t head;

    if (text_width(text) <= width) {
        buf_add(out, text);
        return;
    }
    if (!is_path(text)) {
        buf_add(out, str_slice(text, 0, text_prefix(text, width - 1)));
        buf_add(out, STR("…"));
        return;
    }
    head = (width - 1) / 4;
    buf_add(out, str_slice(text, 0, text_prefix(text, head)));
    buf_add(out, STR("…"));
    buf_add(out, str_slice(text, suffix_of_width(text, width - 1 - head), text.n));
}
