/*
 * test_nearest - edit distance and the choice of what was meant.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/nearest.h"

static void distances(void **state UNUSED)
{
    static const struct {
        const char *a, *b;
        size_t distance;
    } cases[] = {
        { "", "", 0 },
        { "", "abc", 3 },
        { "abc", "", 3 },
        { "abc", "abc", 0 },
        { "ABC", "abc", 0 },
        { "abc", "abd", 1 },
        { "abc", "ab", 1 },
        { "ab", "abc", 1 },
        { "formt", "format", 1 },
        { "foramt", "format", 1 },
        { "kitten", "sitting", 3 },
    };

    for (size_t i = 0; i < countof(cases); i++)
        assert_int_equal(
            edit_distance(str_from_cstr(cases[i].a), str_from_cstr(cases[i].b)),
            cases[i].distance);
}

static void length_is_bounded(void **state UNUSED)
{
    char text[NEAREST_BYTES_MAX + 1];

    memset(text, 'a', sizeof text);
    assert_int_equal(edit_distance((struct str){ text, NEAREST_BYTES_MAX }, STR("b")),
                     NEAREST_BYTES_MAX);
    assert_true(edit_distance((struct str){ text, sizeof text }, STR("b")) == SIZE_MAX);
}

static const char *choose(const char *word)
{
    static const char *const names[] = { "format", "from", "flags", "threads" };
    struct nearest n = nearest_start(str_from_cstr(word));

    for (size_t i = 0; i < countof(names); i++)
        nearest_offer(&n, names[i]);
    return n.name;
}

static void the_nearest_is_chosen(void **state UNUSED)
{
    assert_string_equal(choose("formt"), "format");
    assert_string_equal(choose("form"), "from");
    assert_string_equal(choose("thread"), "threads");
    assert_null(choose("zzz"));
    assert_null(choose("verify"));
    assert_null(choose(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distances),
        cmocka_unit_test(length_is_bounded),
        cmocka_unit_test(the_nearest_is_chosen),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
