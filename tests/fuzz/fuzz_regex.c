/*
 * fuzz_regex - a pattern and a subject, whichever engine answers.
 *
 * Input: one byte of flags, the pattern up to a NUL, the subject. The engine that tests
 * and the one that searches agree unless a limit was reached; bounds lie in the
 * subject; what matches holds one of the pattern's literals.
 */
#include "base/base.h"

#include "regex/regex.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool holds(struct str s, struct str literal, bool ignore_case)
{
    for (size_t i = 0; i + literal.n <= s.n; i++) {
        struct str part = str_slice(s, i, i + literal.n);

        if (ignore_case ? str_eq_nocase(part, literal) : str_eq(part, literal))
            return true;
    }
    return false;
}

static bool holds_a_literal(const struct regex *re, struct str s)
{
    struct regex_literals l;

    regex_literals(re, &l);
    for (size_t i = 0; i < l.n; i++)
        if (holds(s, l.text[i], l.ignore_case))
            return true;
    return l.n == 0;
}

static void check_match(const struct regex *re, struct str s,
                        const struct regex_match *match)
{
    if (match->start > match->end || match->end > s.n || !holds_a_literal(re, s))
        abort();
    for (size_t i = 0; i < regex_ngroups(re); i++) {
        const struct str *g = &match->group[i];

        if (g->p && (size_t)(g->p - s.p) + g->n > s.n)
            abort();
    }
}

static void check(const struct regex *re, struct str s)
{
    struct regex_memory *m = regex_memory_new();
    struct regex_match match;
    bool told, found;

    if (!m)
        return;
    told = regex_test(re, m, s);
    found = regex_search(re, m, s, 0, &match);
    if (told != found && regex_memory_limited(m) == 0)
        abort();
    for (size_t n = 0; found && n < 20; n++) {
        check_match(re, s, &match);
        found = regex_search(re, m, s, match.end + (match.end == match.start), &match);
    }
    regex_memory_free(m);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str rest = { (const char *)data + 1, size ? size - 1 : 0 }, pattern;
    struct diag diag = { 0 };
    struct regex *re;

    if (size == 0 || size > 4096)
        return 0;
    pattern = str_cut(&rest, '\0');
    if (!rest.p)
        rest = STR("");
    if (regex_new(&re, pattern, data[0] & 31, NULL, &diag) != ST_OK) {
        if (diag.offset > pattern.n || diag.text[0] == '\0')
            abort();
        return 0;
    }
    check(re, rest);
    regex_free(re);
    return 0;
}
