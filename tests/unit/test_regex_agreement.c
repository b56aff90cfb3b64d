/*
 * test_regex_agreement - whichever engine answers, the answer is the same, and the
 * literals of a pattern stand in whatever it matches.
 *
 * regex_test() asks the engine that suits the pattern, regex_search() always the one
 * that finds groups; random patterns over a few letters must not tell them apart.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/buf.h"
#include "regex/regex.h"

enum { ROUNDS = 1500, NLONG = 10 }; /* the last NLONG pieces come more often */

static const char *const pieces[] = {
    "a",     "b",   "K",     "s",   "ab",    ".",    "^",        "$",     "\\b",  "\\B",
    "\\w",   "\\W", "\\d",   "\\s", "\\S",   "[ab]", "[^a]",     "[a-k]", "\n",   " ",
    "(?i)",  "|",   "(",     ")",   "(?:",   ")",    "*",        "+",     "?",    "{2}",
    "{1,2}", "*?",  "(?i:",  ")",   "(?<n>", ")",    "\\A",      "\\z",   "\\Z",  "-",
    "1",     "_",   "\\x41", "[K]", "\\D",   "|",    "\xc3\xa9", "(?s)",  "(?m)", "S",
};

static const char *const words[] = {
    "a",
    "b",
    "ab",
    "A",
    "K",
    "k",
    "s",
    "S",
    "\n",
    " ",
    "1",
    "_",
    "-",
    "\xc3\xa9",
    "\xff",
    "\xe2\x84\xaa",
    "\xc5\xbf",
    "B",
    "aa",
    "\r",
    "\v",
    "one",
    "two",
    "Three",
    "other",
    "power",
    "expired",
    "invalid",
    "x",
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "0123456789012345678901234567890123456789",
};

static uint32_t next_random(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

static void fill(struct buf *b, const char *const *list, size_t n, size_t max,
                 uint32_t *seed)
{
    buf_reset(b);
    for (size_t left = next_random(seed) % max; left > 0; left--)
        buf_add_cstr(b,
                     list[next_random(seed) % 2 ? next_random(seed) % n
                                                : n - 1 - next_random(seed) % NLONG]);
}

/* Put `n` bytes or a few more in front: engines change their ways with the length. */
static void pad(struct buf *b, size_t n, uint32_t *seed)
{
    char tail[128];
    size_t ntail = b->n < sizeof tail ? b->n : sizeof tail;

    if (n == 0)
        return;
    memcpy(tail, b->p ? b->p : "", ntail);
    buf_reset(b);
    buf_pad(b, n + next_random(seed) % 8, "1-x"[next_random(seed) % 3]);
    buf_add(b, (struct str){ tail, ntail });
}

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

static void check(const struct regex *re, struct regex_memory *m, struct str pattern,
                  struct str s)
{
    struct regex_match match;
    bool told = regex_test(re, m, s), found = regex_search(re, m, s, 0, &match);

    if (told != found || (found && !holds_a_literal(re, s)))
        fail_msg("/%.*s/ on \"%.*s\": test %d, search %d", STR_ARG(pattern), STR_ARG(s),
                 told, found);
}

static void engines_agree(void **state UNUSED)
{
    struct regex_memory *m = regex_memory_new();
    struct buf pattern, subject;
    uint32_t seed = 20261123;
    size_t compiled = 0;

    buf_init(&pattern, 4096);
    buf_init(&subject, 4096);
    for (size_t i = 0; i < ROUNDS; i++) {
        struct regex *re;
        unsigned flags = next_random(&seed) % (REGEX_VERSION_2 * 2);

        fill(&pattern, pieces, countof(pieces), 9, &seed);
        if (regex_new(&re, buf_str(&pattern), flags, NULL, NULL) != ST_OK)
            continue;
        compiled++;
        for (size_t k = 0; k < 30; k++) {
            fill(&subject, words, countof(words), 8, &seed);
            pad(&subject, k % 3 * 70, &seed);
            check(re, m, buf_str(&pattern), buf_str(&subject));
        }
        regex_free(re);
    }
    assert_in_range(compiled, ROUNDS / 10, ROUNDS);
    assert_int_equal(regex_memory_limited(m), 0);
    buf_release(&pattern);
    buf_release(&subject);
    regex_memory_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(engines_agree),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
