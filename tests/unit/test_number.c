/*
 * test_number - what is a number, how it prints, and that both agree.
 */
#include "base/base.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "text/number.h"

static void reads_decimal_text(void **state UNUSED)
{
    static const struct {
        const char *text;
        double value;
    } cases[] = {
        { "0", 0 },
        { "-0", 0 },
        { "42", 42 },
        { "+42", 42 },
        { "0404", 404 },
        { "404.0", 404 },
        { ".5", .5 },
        { "5.", 5 },
        { "-1.25", -1.25 },
        { "1.7E10", 1.7e10 },
        { "1e-3", 1e-3 },
        { "1E+2", 100 },
        { "0.1", 0.1 },
        { "9007199254740993", 9007199254740992.0 },
        { "123456789012345678901234567890", 123456789012345678901234567890.0 },
        { "2.2250738585072011e-308", 2.2250738585072011e-308 },
        { "1e-400", 0 },
        { "0e999999999", 0 },
        { "0.00000000000000000000000000001", 1e-29 },
    };

    for (size_t i = 0; i < countof(cases); i++) {
        double v = 77;

        assert_true(number_parse(str_from_cstr(cases[i].text), &v));
        assert_true(v == cases[i].value);
    }
}

static void refuses_the_rest(void **state UNUSED)
{
    static const char *const cases[] = {
        "",      ".",   "-",    "+.",    "e5",   "1e",    "1e+",  " 1",
        "1 ",    "1,0", "0x10", "inf",   "nan",  "1.2.3", "--1",  "1e5.0",
        "1e1e1", "abc", "1a",   "1e999", "\xff", "1_000", "-inf",
    };

    for (size_t i = 0; i < countof(cases); i++) {
        double v;

        assert_false(number_parse(str_from_cstr(cases[i]), &v));
    }
}

static void length_limit_is_exact(void **state UNUSED)
{
    char text[NUMBER_PARSE_MAX + 1];
    double v;

    memset(text, '0', sizeof text);
    text[NUMBER_PARSE_MAX - 1] = text[NUMBER_PARSE_MAX] = '7';
    assert_true(number_parse((struct str){ text, NUMBER_PARSE_MAX }, &v));
    assert_true(v == 7);
    assert_false(number_parse((struct str){ text, NUMBER_PARSE_MAX + 1 }, &v));
}

static void whole_numbers_check_their_range(void **state UNUSED)
{
    int64_t v = 0;

    assert_true(number_parse_int64(STR("9223372036854775807"), &v));
    assert_true(v == INT64_MAX);
    assert_true(number_parse_int64(STR("-9223372036854775808"), &v));
    assert_true(v == INT64_MIN);
    assert_true(number_parse_int64(STR("+007"), &v));
    assert_true(v == 7);
    assert_false(number_parse_int64(STR("9223372036854775808"), &v));
    assert_false(number_parse_int64(STR("-9223372036854775809"), &v));
    assert_false(number_parse_int64(STR("99999999999999999999"), &v));
    assert_false(number_parse_int64(STR("1.0"), &v));
    assert_false(number_parse_int64(STR("-"), &v));
    assert_false(number_parse_int64(STR(""), &v));
    assert_true(v == 7);
}

static void prints_the_shortest(void **state UNUSED)
{
    static const struct {
        double value;
        const char *text;
    } cases[] = {
        { 0, "0" },
        { -0.0, "0" },
        { 2, "2" },
        { -2, "-2" },
        { 0.1, "0.1" },
        { -0.5, "-0.5" },
        { 1.0 / 3, "0.3333333333333333" },
        { 100.25, "100.25" },
        { 1e15 + 0.5, "1000000000000000.5" },
        { 9007199254740993.0, "9007199254740992" },
        { 9223372036854774784.0, "9223372036854774784" },
        { 0x1p63, "9223372036854776000" },
        { 1e20, "100000000000000000000" },
        { 1e21, "1E21" },
        { 1.7e22, "1.7E22" },
        { -1.5e300, "-1.5E300" },
        { 1e-6, "0.000001" },
        { 1.25e-6, "0.00000125" },
        { 1e-7, "1E-7" },
        { 1.7e-10, "1.7E-10" },
        { 5e-324, "5E-324" },
        { 1.7976931348623157e308, "1.7976931348623157E308" },
        { 0.1 + 0.2, "0.30000000000000004" },
    };

    for (size_t i = 0; i < countof(cases); i++) {
        char out[NUMBER_TEXT_MAX + 1];

        out[number_print_double(cases[i].value, out)] = '\0';
        assert_string_equal(out, cases[i].text);
    }
}

static void infinity_has_no_text(void **state UNUSED)
{
    char out[NUMBER_TEXT_MAX];

    assert_int_equal(number_print_double(HUGE_VAL, out), 0);
    assert_int_equal(number_print_double(-HUGE_VAL, out), 0);
    assert_int_equal(number_print_double((double)NAN, out), 0);
}

static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static void what_is_printed_reads_back(void **state UNUSED)
{
    uint64_t seed = 42;

    for (size_t i = 0; i < 50000; i++) {
        uint64_t bits = next_random(&seed);
        char out[NUMBER_TEXT_MAX];
        double v, back;
        size_t n;

        memcpy(&v, &bits, sizeof v);
        if (i % 2)
            v = (double)(bits % 1000000007) / 1000;
        n = number_print_double(v, out);
        if (!isfinite(v))
            continue;
        assert_in_range(n, 1, NUMBER_TEXT_MAX);
        assert_true(number_parse((struct str){ out, n }, &back));
        assert_true(back == v);
    }
}

static void reads_as_strtod_does(void **state UNUSED)
{
    uint64_t seed = 7;

    for (size_t i = 0; i < 50000; i++) {
        uint64_t r = next_random(&seed);
        char text[64];
        double v;
        int n = snprintf(
            text, sizeof text, "%llu.%lluE%d", (unsigned long long)(r >> (r % 60)),
            (unsigned long long)(next_random(&seed) >> (r % 50)), (int)(r % 61) - 30);

        assert_true(number_parse((struct str){ text, (size_t)n }, &v));
        assert_true(v == strtod(text, NULL));
    }
}

static void prints_int64(void **state UNUSED)
{
    char out[NUMBER_TEXT_MAX + 1];

    out[number_print_int64(INT64_MIN, out)] = '\0';
    assert_string_equal(out, "-9223372036854775808");
    out[number_print_int64(INT64_MAX, out)] = '\0';
    assert_string_equal(out, "9223372036854775807");
    out[number_print_int64(0, out)] = '\0';
    assert_string_equal(out, "0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_decimal_text),
        cmocka_unit_test(refuses_the_rest),
        cmocka_unit_test(length_limit_is_exact),
        cmocka_unit_test(whole_numbers_check_their_range),
        cmocka_unit_test(prints_the_shortest),
        cmocka_unit_test(infinity_has_no_text),
        cmocka_unit_test(what_is_printed_reads_back),
        cmocka_unit_test(reads_as_strtod_does),
        cmocka_unit_test(prints_int64),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
