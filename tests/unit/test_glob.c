/*
 * test_glob - wildcard patterns against a table and against a naive matcher.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/arena.h"
#include "text/glob.h"

static struct glob compiled(struct arena *a, const char *pattern, bool ignore_case)
{
    struct glob g;

    assert_true(glob_compile(&g, a, str_from_cstr(pattern), ignore_case));
    return g;
}

static void matches_a_table(void **state UNUSED)
{
    static const struct {
        const char *pattern, *text;
        bool ignore_case, is_match, is_contained;
    } cases[] = {
        { "", "", false, true, true },
        { "", "a", false, false, true },
        { "*", "", false, true, true },
        { "*", "any\nthing", false, true, true },
        { "a", "a", false, true, true },
        { "a", "A", false, false, false },
        { "a", "ba", false, false, true },
        { "a*", "abc", false, true, true },
        { "*c", "abc", false, true, true },
        { "a*c", "a\n\nc", false, true, true },
        { "a*a", "a", false, false, false },
        { "ab*bc", "abc", false, false, false },
        { "**a**b**", "xxaxxbxx", false, true, true },
        { "*ab*ab*", "abxab", false, true, true },
        { "*ab*ab*", "abab", false, true, true },
        { "*aab", "aaab", false, true, true },
        { "*\\cmd.exe", "C:\\Windows\\cmd.exe", false, true, true },
        { "*\\CMD.exe", "C:\\Windows\\cmd.exe", false, false, false },
        { "*\\CMD.exe", "C:\\Windows\\cmd.EXE", true, true, true },
        { "a?c", "abc", false, false, false },
        { "\xc3\x89t\xc3\x89*", "\xc3\xa9T\xc3\xa9!", true, true, true },
        { "*\xc3\x9f", "stra\xe1\xba\x9e", true, true, true },
        { "i*", "\xc4\xb0x", true, false, false },
        { "*\xff", "a\xff", true, true, true },
        { "*\xff\xfe*", "a\xff\xfe", true, true, true },
        { "a*b", "ab", true, true, true },
        { "A*b*C", "a__B__c", true, true, true },
        { "b*c", "a__b__c__d", true, false, true },
    };

    for (size_t i = 0; i < countof(cases); i++) {
        struct str text = str_from_cstr(cases[i].text);
        struct arena a;
        struct glob g;

        arena_init(&a, 4096);
        g = compiled(&a, cases[i].pattern, cases[i].ignore_case);
        assert_int_equal(glob_match(&g, text), cases[i].is_match);
        assert_int_equal(glob_contains(&g, text), cases[i].is_contained);
        arena_release(&a);
    }
}

static bool naive(struct str p, struct str s)
{
    if (p.n == 0)
        return s.n == 0;
    if (p.p[0] != '*')
        return s.n && s.p[0] == p.p[0] &&
               naive(str_slice(p, 1, p.n), str_slice(s, 1, s.n));
    for (size_t i = 0; i <= s.n; i++)
        if (naive(str_slice(p, 1, p.n), str_slice(s, i, s.n)))
            return true;
    return false;
}

static struct str random_text(uint32_t *seed, const char *letters, char *out)
{
    size_t n;

    *seed = *seed * 1103515245 + 12345;
    n = *seed >> 16 & 7;
    for (size_t i = 0; i < n; i++) {
        *seed = *seed * 1103515245 + 12345;
        out[i] = letters[*seed >> 16 & 3];
    }
    return (struct str){ out, n };
}

static void agrees_with_the_naive_matcher(void **state UNUSED)
{
    uint32_t seed = 1;
    struct arena a;

    arena_init(&a, SIZE_MAX);
    for (size_t i = 0; i < 50000; i++) {
        char pattern_bytes[8], bytes[8];
        struct str pattern = random_text(&seed, "ab**", pattern_bytes);
        struct str s = random_text(&seed, "aabb", bytes);
        struct glob exact, nocase;

        assert_true(glob_compile(&exact, &a, pattern, false));
        assert_true(glob_compile(&nocase, &a, pattern, true));
        assert_int_equal(glob_match(&exact, s), naive(pattern, s));
        assert_int_equal(glob_match(&nocase, s), naive(pattern, s));
        arena_reset(&a);
    }
    arena_release(&a);
}

static void tells_its_literals(void **state UNUSED)
{
    struct arena a;
    struct glob g;

    arena_init(&a, 4096);
    g = compiled(&a, "*ab*LONGER*", false);
    assert_true(str_eq(glob_longest_literal(&g), STR("LONGER")));
    assert_false(glob_is_literal(&g));
    g = compiled(&a, "*ab\xc3\xa9*x", true);
    assert_true(str_eq(glob_longest_literal(&g), STR("ab")));
    g = compiled(&a, "*", false);
    assert_int_equal(glob_longest_literal(&g).n, 0);
    assert_false(glob_is_literal(&g));
    g = compiled(&a, "word", false);
    assert_true(glob_is_literal(&g));
    g = compiled(&a, "", false);
    assert_true(glob_is_literal(&g));
    arena_release(&a);
}

static void many_stars_take_no_time(void **state UNUSED)
{
    char pattern[2000], text[20000];
    struct arena a;
    struct glob g;

    for (size_t i = 0; i < sizeof pattern; i++)
        pattern[i] = i % 2 ? '*' : 'a';
    pattern[sizeof pattern - 1] = 'b';
    memset(text, 'a', sizeof text);
    arena_init(&a, SIZE_MAX);
    assert_true(glob_compile(&g, &a, (struct str){ pattern, sizeof pattern }, false));
    assert_false(glob_match(&g, (struct str){ text, sizeof text }));
    arena_release(&a);
}

static void full_arena_is_reported(void **state UNUSED)
{
    struct arena a;
    struct glob g;

    arena_init(&a, 8);
    assert_false(glob_compile(&g, &a, STR("a*b"), false));
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matches_a_table),
        cmocka_unit_test(agrees_with_the_naive_matcher),
        cmocka_unit_test(tells_its_literals),
        cmocka_unit_test(many_stars_take_no_time),
        cmocka_unit_test(full_arena_is_reported),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
