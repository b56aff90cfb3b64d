/*
 * test_byte_search - every path finds what a naive search finds.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "regex/byte_search.h"

static const enum byte_search_path paths[] = { BYTE_SEARCH_AUTO, BYTE_SEARCH_PORTABLE,
                                               BYTE_SEARCH_AVX2, BYTE_SEARCH_AVX512 };

static char folded(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

static bool naive_at(const struct byte_needle *n, struct str text, size_t at)
{
    if (text.n - at < n->text.n)
        return false;
    for (size_t i = 0; i < n->text.n; i++) {
        char c = n->ignore_case ? folded(text.p[at + i]) : text.p[at + i];

        if (c != n->text.p[i])
            return false;
    }
    return true;
}

/* Does some needle stand anywhere in the text? */
static bool naive_has(const struct byte_needle *needle, size_t n, struct str text)
{
    for (size_t at = 0; at < text.n; at++)
        for (size_t i = 0; i < n; i++)
            if (naive_at(&needle[i], text, at))
                return true;
    return false;
}

/* A hit is where a needle stands; no hit means that there is none. */
static void check_text(const struct byte_needle *needle, size_t n, struct str text)
{
    bool has = naive_has(needle, n, text);

    for (size_t p = 0; p < countof(paths); p++) {
        struct byte_search search;
        const char *hit;
        bool stands = false;

        if (!byte_search_init(&search, needle, n, paths[p]))
            continue; /* not on this machine */
        hit = byte_search_find(&search, text.p, text.p + text.n);
        assert_int_equal(hit != text.p + text.n, has);
        for (size_t i = 0; has && i < n; i++)
            stands |= naive_at(&needle[i], text, (size_t)(hit - text.p));
        assert_int_equal(stands, has);
    }
}

static void finds_at_every_offset(void **state UNUSED)
{
    static const struct byte_needle needle[] = {
        { .text = { "invalid", 7 }, .ignore_case = true },
        { .text = { "\\u00", 4 } },
        { .text = { "xq", 2 } },
    };
    char text[300];

    for (size_t n = 0; n < countof(needle); n++)
        for (size_t at = 0; at + needle[n].text.n <= sizeof text; at++) {
            memset(text, '.', sizeof text);
            memcpy(text + at, needle[n].text.p, needle[n].text.n);
            check_text(needle, countof(needle), (struct str){ text, sizeof text });
            check_text(needle, countof(needle),
                       (struct str){ text, at + needle[n].text.n });
            check_text(needle, countof(needle),
                       (struct str){ text, at + needle[n].text.n - 1 });
        }
}

static unsigned next_random(unsigned *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 16;
}

static void agrees_on_random_texts(void **state UNUSED)
{
    static const char letters[] = "abAB\\u0{\"";
    unsigned random = 7;

    for (int round = 0; round < 3000; round++) {
        char text[200];
        char words[10][5];
        struct byte_needle needle[10];
        size_t n = 1 + next_random(&random) % 10;

        for (size_t i = 0; i < sizeof text; i++)
            text[i] = letters[next_random(&random) % (sizeof letters - 1)];
        for (size_t k = 0; k < n; k++) {
            size_t length = 2 + next_random(&random) % 4;

            needle[k] = (struct byte_needle){ .text = { words[k], length },
                                              .ignore_case = next_random(&random) & 1 };
            for (size_t i = 0; i < length; i++) {
                words[k][i] = letters[next_random(&random) % (sizeof letters - 1)];
                if (needle[k].ignore_case)
                    words[k][i] = folded(words[k][i]);
            }
        }
        check_text(needle, n,
                   (struct str){ text, next_random(&random) % (sizeof text + 1) });
    }
}

/* Lines before that of the hit hold no needle: the scan of a chunk relies on it. */
static void hits_come_in_order_of_lines(void **state UNUSED)
{
    static const struct byte_needle needle[] = {
        { .text = { "abcdefghij\x01z", 12 } },
        { .text = { "fg", 2 } },
    };
    struct str text = STR("....\nxx fg\nabcdefghij\x01z\nfg\n");

    for (size_t p = 0; p < countof(paths); p++) {
        struct byte_search search;

        if (byte_search_init(&search, needle, countof(needle), paths[p]))
            assert_ptr_equal(byte_search_find(&search, text.p, text.p + text.n),
                             text.p + 8);
    }
}

static void limits_are_exact(void **state UNUSED)
{
    struct byte_needle needle[BYTE_SEARCH_MAX + 1];
    struct byte_search search;

    for (size_t i = 0; i < countof(needle); i++)
        needle[i] = (struct byte_needle){ .text = STR("ab") };
    assert_false(byte_search_init(&search, needle, 0, BYTE_SEARCH_AUTO));
    assert_true(byte_search_init(&search, needle, BYTE_SEARCH_MAX, BYTE_SEARCH_AUTO));
    assert_false(
        byte_search_init(&search, needle, BYTE_SEARCH_MAX + 1, BYTE_SEARCH_AUTO));
    needle[0].text = STR("a");
    assert_false(byte_search_init(&search, needle, 1, BYTE_SEARCH_AUTO));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_at_every_offset),
        cmocka_unit_test(agrees_on_random_texts),
        cmocka_unit_test(hits_come_in_order_of_lines),
        cmocka_unit_test(limits_are_exact),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
