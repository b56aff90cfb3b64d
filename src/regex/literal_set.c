#include "base/base.h"

#include "regex/literal_set.h"

static unsigned char fold(unsigned char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

void literal_set_init(struct literal_set *set, const struct str *text, size_t n,
                      bool ignore_case)
{
    *set = (struct literal_set){ .text = text, .n = n, .ignore_case = ignore_case };
    assert(n >= 1 && n <= LITERAL_SET_MAX);
    for (size_t i = 0; i < n; i++) {
        for (unsigned c = 0; c < 256; c++) {
            unsigned char byte = (unsigned char)c;
            char folded = (char)(ignore_case ? fold(byte) : byte);

            if (folded == text[i].p[0])
                set->first[c] |= UINT32_C(1) << i;
            if (text[i].n == 1 || folded == text[i].p[1])
                set->second[c] |= UINT32_C(1) << i;
        }
    }
}

static bool is_at(const struct literal_set *set, struct str literal, struct str rest)
{
    if (literal.n > rest.n)
        return false;
    if (!set->ignore_case)
        return memcmp(literal.p, rest.p, literal.n) == 0;
    for (size_t i = 0; i < literal.n; i++)
        if (fold((unsigned char)rest.p[i]) != (unsigned char)literal.p[i])
            return false;
    return true;
}

static bool one_is_at(const struct literal_set *set, uint32_t candidates,
                      struct str rest)
{
    for (; candidates; candidates &= candidates - 1) {
        size_t i = (size_t)__builtin_ctz(candidates);

        if (is_at(set, set->text[i], rest))
            return true;
    }
    return false;
}

bool literal_set_test(const struct literal_set *set, struct str s)
{
    const unsigned char *p = (const unsigned char *)s.p;

    if (set->n == 1 && !set->ignore_case)
        return str_find(s, set->text[0]) != SIZE_MAX;
    if (s.n == 0)
        return false;
    for (size_t i = 0; i + 1 < s.n; i++) {
        uint32_t candidates = set->first[p[i]] & set->second[p[i + 1]];

        if (candidates && one_is_at(set, candidates, str_slice(s, i, s.n)))
            return true;
    }
    return one_is_at(set, set->first[p[s.n - 1]], str_slice(s, s.n - 1, s.n));
}
