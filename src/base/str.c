#include "base/base.h"

#include "base/arena.h"
#include "base/str.h"

struct str str_from_cstr(const char *cstr)
{
    return (struct str){ cstr, strlen(cstr) };
}

bool str_eq(struct str a, struct str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static unsigned char fold(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

bool str_eq_nocase(struct str a, struct str b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++)
        if (fold(a.p[i]) != fold(b.p[i]))
            return false;
    return true;
}

int str_cmp(struct str a, struct str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int d = n ? memcmp(a.p, b.p, n) : 0;

    return d ? d : (a.n > b.n) - (a.n < b.n);
}

bool str_starts_with(struct str s, struct str prefix)
{
    return s.n >= prefix.n && str_eq((struct str){ s.p, prefix.n }, prefix);
}

bool str_ends_with(struct str s, struct str suffix)
{
    return s.n >= suffix.n && str_eq(str_slice(s, s.n - suffix.n, s.n), suffix);
}

size_t str_find(struct str s, struct str needle)
{
    size_t last;

    if (needle.n == 0)
        return 0;
    if (needle.n > s.n)
        return SIZE_MAX;
    last = s.n - needle.n;
    for (size_t i = 0; i <= last; i++) {
        const char *hit = memchr(s.p + i, needle.p[0], last - i + 1);

        if (!hit)
            return SIZE_MAX;
        i = (size_t)(hit - s.p);
        if (memcmp(hit, needle.p, needle.n) == 0)
            return i;
    }
    return SIZE_MAX;
}

struct str str_slice(struct str s, size_t from, size_t to)
{
    if (to > s.n)
        to = s.n;
    if (from > to)
        from = to;
    return (struct str){ s.p ? s.p + from : NULL, to - from };
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s)
{
    while (s.n && is_space(s.p[0]))
        s = str_slice(s, 1, s.n);
    while (s.n && is_space(s.p[s.n - 1]))
        s.n--;
    return s;
}

struct str str_cut(struct str *rest, char sep)
{
    struct str all = *rest;
    const char *hit = all.n ? memchr(all.p, sep, all.n) : NULL;
    size_t at;

    if (!hit) {
        *rest = (struct str){ NULL, 0 };
        return all;
    }
    at = (size_t)(hit - all.p);
    *rest = str_slice(all, at + 1, all.n);
    return (struct str){ all.p, at };
}

struct str str_dup(struct arena *arena, struct str s)
{
    char *copy = s.n < SIZE_MAX ? arena_text(arena, s.n + 1) : NULL;

    if (!copy)
        return (struct str){ NULL, 0 };
    if (s.n)
        memcpy(copy, s.p, s.n);
    copy[s.n] = '\0';
    return (struct str){ copy, s.n };
}
