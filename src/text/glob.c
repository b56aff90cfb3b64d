#include "base/base.h"

#include "base/arena.h"
#include "text/glob.h"
#include "text/utf8.h"

/* Lower case, but nothing crosses between ASCII and the rest (U+0130 is no `i`). */
static uint32_t fold(uint32_t c)
{
    uint32_t lower = utf8_lower(c);

    return c >= 0x80 && lower < 0x80 ? c : lower;
}

static char fold_byte(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

static size_t fold_text(struct str s, char *out)
{
    size_t at = 0, n = 0;

    while (at < s.n) {
        size_t start = at;
        uint32_t c = utf8_decode(s, &at);

        if (c == UTF8_INVALID)
            out[n++] = s.p[start];
        else
            n += utf8_encode(fold(c), out + n);
    }
    return n;
}

static size_t count_parts(struct str pattern)
{
    size_t n = 0;

    for (size_t i = 0; i < pattern.n; i++)
        n += pattern.p[i] != '*' && (i == 0 || pattern.p[i - 1] == '*');
    return n;
}

bool glob_compile(struct glob *g, struct arena *arena, struct str pattern,
                  bool ignore_case)
{
    size_t n = count_parts(pattern);
    struct glob_part *part = arena_new_array(arena, struct glob_part, n + 1);
    char *copy = arena_text(arena, pattern.n + 1);

    if (!part || !copy)
        return false;
    *g = (struct glob){ .part = part, .n = n, .ignore_case = ignore_case };
    g->is_open_start = pattern.n && pattern.p[0] == '*';
    g->is_open_end = pattern.n && pattern.p[pattern.n - 1] == '*';
    while (pattern.n) {
        struct str text = str_cut(&pattern, '*');
        size_t len = text.n;

        if (text.n == 0)
            continue;
        if (ignore_case)
            len = fold_text(text, copy);
        else
            memcpy(copy, text.p, text.n);
        part->text = (struct str){ copy, len };
        part->is_ascii = utf8_is_ascii(part->text);
        part++;
        copy += len;
    }
    return true;
}

static bool equal_nocase_ascii(struct str part, const char *p)
{
    for (size_t i = 0; i < part.n; i++)
        if (fold_byte(p[i]) != part.p[i])
            return false;
    return true;
}

/* Length of the text at s.p[at] that equals `part` character by character. */
static size_t match_characters(struct str part, struct str s, size_t at)
{
    size_t start = at, i = 0;

    while (i < part.n) {
        size_t part_byte = i, byte = at;
        uint32_t want = utf8_decode(part, &i), have;

        if (at >= s.n)
            return SIZE_MAX;
        have = utf8_decode(s, &at);
        if (want == UTF8_INVALID || have == UTF8_INVALID) {
            if (want != have || part.p[part_byte] != s.p[byte])
                return SIZE_MAX;
        } else if (fold(have) != want) {
            return SIZE_MAX;
        }
    }
    return at - start;
}

/* Length of the text at s.p[at] that matches the part, or SIZE_MAX. */
static size_t match_at(const struct glob *g, const struct glob_part *part, struct str s,
                       size_t at)
{
    size_t n = part->text.n;
    bool is_equal;

    if (g->ignore_case && !part->is_ascii)
        return match_characters(part->text, s, at);
    if (s.n - at < n)
        return SIZE_MAX;
    is_equal = g->ignore_case ? equal_nocase_ascii(part->text, s.p + at)
                              : memcmp(part->text.p, s.p + at, n) == 0;
    return is_equal ? n : SIZE_MAX;
}

/* Does the text from `from` on end with the part? Folding may halve or double it. */
static bool match_end(const struct glob *g, const struct glob_part *part, struct str s,
                      size_t from)
{
    size_t n = part->text.n, left = s.n - from;

    if (!g->ignore_case || part->is_ascii)
        return n <= left && match_at(g, part, s, s.n - n) == n;
    for (size_t len = n / 2; len <= 2 * n && len <= left; len++)
        if (match_at(g, part, s, s.n - len) == len)
            return true;
    return false;
}

/* Position of the first `c` at or behind `from`, or s.n. */
static size_t find_byte(struct str s, size_t from, char c)
{
    const char *hit = from < s.n ? memchr(s.p + from, c, s.n - from) : NULL;

    return hit ? (size_t)(hit - s.p) : s.n;
}

/* As find_behind() for ASCII in any case: stop only where the first letter stands. */
static size_t find_ascii_behind(struct str part, struct str s, size_t from)
{
    char lower = part.p[0];
    bool is_letter = lower >= 'a' && lower <= 'z';
    char upper = (char)(is_letter ? lower - 32 : lower);
    size_t at_lower = find_byte(s, from, lower);
    size_t at_upper = is_letter ? find_byte(s, from, upper) : s.n;

    for (;;) {
        size_t at = at_lower < at_upper ? at_lower : at_upper;

        if (s.n - at < part.n)
            return SIZE_MAX;
        if (equal_nocase_ascii(part, s.p + at))
            return at + part.n;
        if (at == at_lower)
            at_lower = find_byte(s, at + 1, lower);
        else
            at_upper = find_byte(s, at + 1, upper);
    }
}

/* Position behind the first occurrence of the part at or behind `from`, or SIZE_MAX. */
static size_t find_behind(const struct glob *g, const struct glob_part *part,
                          struct str s, size_t from)
{
    if (!g->ignore_case) {
        size_t hit = str_find(str_slice(s, from, s.n), part->text);

        return hit == SIZE_MAX ? SIZE_MAX : from + hit + part->text.n;
    }
    if (part->is_ascii)
        return find_ascii_behind(part->text, s, from);
    for (size_t at = from; at < s.n; at++) {
        size_t len = match_at(g, part, s, at);

        if (len != SIZE_MAX)
            return at + len;
    }
    return SIZE_MAX;
}

static bool find_all(const struct glob *g, const struct glob_part *part, size_t n,
                     struct str s, size_t at)
{
    for (size_t i = 0; i < n; i++) {
        at = find_behind(g, &part[i], s, at);
        if (at == SIZE_MAX)
            return false;
    }
    return true;
}

bool glob_contains(const struct glob *g, struct str s)
{
    return find_all(g, g->part, g->n, s, 0);
}

bool glob_is_literal(const struct glob *g)
{
    return !g->is_open_start && !g->is_open_end && g->n < 2;
}

bool glob_match(const struct glob *g, struct str s)
{
    const struct glob_part *part = g->part;
    size_t n = g->n, at = 0;

    if (n == 0)
        return g->is_open_start || s.n == 0;
    if (!g->is_open_start) {
        at = match_at(g, part, s, 0);
        if (at == SIZE_MAX)
            return false;
        if (n == 1 && !g->is_open_end)
            return at == s.n;
        part++;
        n--;
    }
    if (g->is_open_end)
        return find_all(g, part, n, s, at);
    for (; n > 1; n--, part++) {
        at = find_behind(g, part, s, at);
        if (at == SIZE_MAX)
            return false;
    }
    return match_end(g, part, s, at);
}

/* The longest run of ASCII in `s`. */
static struct str longest_ascii(struct str s)
{
    struct str best = { s.p, 0 };
    size_t start = 0;

    for (size_t i = 0; i <= s.n; i++) {
        if (i < s.n && (unsigned char)s.p[i] < 0x80)
            continue;
        if (i - start > best.n)
            best = str_slice(s, start, i);
        start = i + 1;
    }
    return best;
}

struct str glob_longest_literal(const struct glob *g)
{
    struct str best = { NULL, 0 };

    for (size_t i = 0; i < g->n; i++) {
        struct str text = g->part[i].text;

        if (g->ignore_case)
            text = longest_ascii(text);
        if (text.n > best.n)
            best = text;
    }
    return best;
}
