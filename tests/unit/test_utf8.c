/*
 * test_utf8 - decoding, validity and case of characters.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "text/utf8.h"

static void every_character_round_trips(void **state UNUSED)
{
    for (uint32_t c = 0; c <= 0x10ffff; c++) {
        char text[UTF8_MAX];
        struct str s = { text, utf8_encode(c, text) };
        size_t at = 0;
        uint32_t back = utf8_decode(s, &at);

        if (c >= 0xd800 && c <= 0xdfff) {
            assert_true(back == UTF8_INVALID && at == 1);
            continue;
        }
        assert_true(back == c && at == s.n);
    }
}

static void refuses_what_is_no_utf8(void **state UNUSED)
{
    static const char *const cases[] = {
        "\x80",
        "\xbf",
        "\xc0\x80",
        "\xc1\xbf",
        "\xe0\x80\x80",
        "\xe0\x9f\xbf",
        "\xed\xa0\x80",
        "\xf0\x80\x80\x80",
        "\xf4\x90\x80\x80",
        "\xf5\x80\x80\x80",
        "\xff",
        "\xc3",
        "\xe2\x82",
        "\xf0\x9f\x98",
        "\xc3(",
        "long ascii text \xc3",
    };

    for (size_t i = 0; i < countof(cases); i++)
        assert_false(utf8_is_valid(str_from_cstr(cases[i])));
    assert_true(utf8_is_valid(STR("")));
    assert_true(utf8_is_valid(STR("ascii, \xc3\xa9, \xe2\x82\xac, \xf0\x9f\x98\x80")));
    assert_true(utf8_is_ascii(STR("only ascii, twice over")));
    assert_false(utf8_is_ascii(STR("\xc3\xa9 at the front")));
}

static void counts_characters(void **state UNUSED)
{
    assert_int_equal(utf8_count(STR("")), 0);
    assert_int_equal(utf8_count(STR("abcdefghij")), 10);
    assert_int_equal(utf8_count(STR("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80")), 3);
    assert_int_equal(utf8_count(STR("a\xff\xc3z")), 4);
}

static void maps_case(void **state UNUSED)
{
    static const struct {
        uint32_t upper, lower;
    } pairs[] = {
        { 'A', 'a' },     { 'Z', 'z' },       { 0xc0, 0xe0 },     { 0xde, 0xfe },
        { 0x100, 0x101 }, { 0x147, 0x148 },   { 0x178, 0xff },    { 0x17d, 0x17e },
        { 0x386, 0x3ac }, { 0x38c, 0x3cc },   { 0x38f, 0x3ce },   { 0x3a9, 0x3c9 },
        { 0x400, 0x450 }, { 0x42f, 0x44f },   { 0x4c0, 0x4cf },   { 0x4d0, 0x4d1 },
        { 0x531, 0x561 }, { 0x1ea0, 0x1ea1 }, { 0xff21, 0xff41 },
    };

    for (size_t i = 0; i < countof(pairs); i++) {
        assert_int_equal(utf8_lower(pairs[i].upper), pairs[i].lower);
        assert_int_equal(utf8_upper(pairs[i].lower), pairs[i].upper);
        assert_int_equal(utf8_lower(pairs[i].lower), pairs[i].lower);
        assert_int_equal(utf8_upper(pairs[i].upper), pairs[i].upper);
    }
    assert_int_equal(utf8_upper(0xdf), 0xdf);
    assert_int_equal(utf8_lower(0x1e9e), 0xdf);
    assert_int_equal(utf8_upper(0x17f), 'S');
    assert_int_equal(utf8_lower(0x130), 'i');
    assert_int_equal(utf8_lower(0xd7), 0xd7);
    assert_int_equal(utf8_upper(0xf7), 0xf7);
    assert_int_equal(utf8_lower(0x4e00), 0x4e00);
}

static void case_never_lengthens(void **state UNUSED)
{
    for (uint32_t c = 0; c <= 0x1ffff; c++) {
        char text[UTF8_MAX], mapped[UTF8_MAX];
        size_t n = utf8_encode(c, text);

        assert_true(utf8_encode(utf8_lower(c), mapped) <= n);
        assert_true(utf8_encode(utf8_upper(c), mapped) <= n);
    }
}

static void maps_text_in_place(void **state UNUSED)
{
    char text[] = "\xc3\x89T\xc3\x89 \xff \xd0\x96";

    assert_int_equal(utf8_lower_text(STR("\xc3\x89T\xc3\x89 \xff \xd0\x96"), text), 10);
    assert_memory_equal(text, "\xc3\xa9t\xc3\xa9 \xff \xd0\xb6", 10);
    assert_int_equal(utf8_upper_text((struct str){ text, 10 }, text), 10);
    assert_memory_equal(text, "\xc3\x89T\xc3\x89 \xff \xd0\x96", 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_character_round_trips),
        cmocka_unit_test(refuses_what_is_no_utf8),
        cmocka_unit_test(counts_characters),
        cmocka_unit_test(maps_case),
        cmocka_unit_test(case_never_lengthens),
        cmocka_unit_test(maps_text_in_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
