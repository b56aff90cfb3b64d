/*
 * test_fn_texts - functions that make one text of others, or measure one.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "func_harness.h"

extern const struct func func_lower, func_upper, func_length, func_text_length;
extern const struct func func_text_positionOf, func_text_substring, func_text_trim;
extern const struct func func_concat, func_shannonEntropy;
extern const struct func func_text_contains, func_text_startsWith, func_text_endsWith;

static void case_follows_one_table(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_lower, { "field=a" }, { "a=AbC-1" }, { "_lower=abc-1", "a=AbC-1" } },
        { &func_lower, { "field=a", "as=a" }, { "a=ÄÖ" }, { "a=äö" } },
        { &func_lower, { "field=a", "locale=tr" }, { "a=I" }, { "_lower=i" } },
        { &func_lower, { "field=a" }, { "a=" }, { "_lower=" } },
        { &func_lower, { "field=a" }, { "b=X", "_lower=1" }, { "_lower=1" } },
        { &func_upper, { "field=a" }, { "a=straße" }, { "_upper=STRAßE" } },
        { &func_upper, { "field=a" }, { "a=\xff\xc3" }, { "_upper=\xff\xc3" } },
    };

    func_check(cases, countof(cases));
}

static void characters_are_counted(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_length, { "field=a" }, { "a=abc" }, { "_length=3" } },
        { &func_length, { "field=a" }, { "a=" }, { "_length=0" } },
        { &func_length, { "field=a" }, { "b=1" }, { "_length" } },
        { &func_length, { "field=a" }, { "a=äöü€𝄞" }, { "_length=5" } },
        { &func_text_length, { "string=a" }, { "a=ab" }, { "_length=2" } },
        { &func_text_length, { "string='xyz'", "as=n" }, { "a=ab" }, { "n=3" } },
        { &func_text_length, { "string=b" }, { "a=ab" }, { "_length" } },
    };

    func_check(cases, countof(cases));
}

static void concat_skips_what_is_missing(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_concat, { "field=a|b" }, { "a=x", "b=y" }, { "_concat=xy" } },
        { &func_concat, { "field=b|a|b" }, { "a=x", "b=y" }, { "_concat=yxy" } },
        { &func_concat, { "field=a|b" }, { "b=y" }, { "_concat=y" } },
        { &func_concat, { "field=a|b" }, { "a=" }, { "_concat=" } },
        { &func_concat, { "field=a|b", "as=c" }, { "c=1" }, { "c=1" } },
    };

    func_check(cases, countof(cases));
}

static void texts_are_found(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_text_contains,
          { "string=a", "substring='b'" },
          { "a=abc" },
          { "a=abc" } },
        { &func_text_contains, { "string=a", "substring='B'" }, { "a=abc" }, { "!" } },
        { &func_text_contains, { "string=a", "substring=''" }, { "a=" }, { "a=" } },
        { &func_text_contains, { "string=a", "substring=b" }, { "a=abc" }, { "!" } },
        { &func_text_contains, { "string=a", "substring=b" }, { "b=" }, { "!" } },
        { &func_text_contains,
          { "string=a", "substring='abcd'" },
          { "a=abc" },
          { "!" } },
        { &func_text_startsWith,
          { "string=a", "substring='ä'" },
          { "a=äb" },
          { "#1" } },
        { &func_text_startsWith, { "string=a", "substring='b'" }, { "a=äb" }, { "!" } },
        { &func_text_endsWith, { "string=a", "substring='b'" }, { "a=äb" }, { "#1" } },
        { &func_text_endsWith, { "string=a", "substring='ä'" }, { "a=äb" }, { "!" } },
        { &func_text_endsWith, { "string=a", "substring='xäb'" }, { "a=äb" }, { "!" } },
    };

    func_check(cases, countof(cases));
}

static void entropy_counts_characters(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_shannonEntropy, { "field=a" }, { "a=" }, { "_shannonentropy=0" } },
        { &func_shannonEntropy, { "field=a" }, { "a=aaa" }, { "_shannonentropy=0" } },
        { &func_shannonEntropy, { "field=a" }, { "a=abcd" }, { "_shannonentropy=2" } },
        { &func_shannonEntropy, { "field=a" }, { "a=äöüß" }, { "_shannonentropy=2" } },
        { &func_shannonEntropy,
          { "field=a" },
          { "a=\xff\xfe" },
          { "_shannonentropy=1" } },
        { &func_shannonEntropy,
          { "field=a", "as=e" },
          { "a=example.com" },
          { "e=3.095795255000934" } },
        { &func_shannonEntropy, { "field=a" }, { "b=1" }, { "_shannonentropy" } },
    };

    func_check(cases, countof(cases));
}

static void parts_count_characters(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_text_positionOf,
          { "string=a", "character='b'" },
          { "a=äbab" },
          { "_position=1" } },
        { &func_text_positionOf,
          { "string=a", "character='b'", "occurrence='2'" },
          { "a=äbab" },
          { "_position=3" } },
        { &func_text_positionOf,
          { "string=a", "character='b'", "begin='2'" },
          { "a=äbab" },
          { "_position=3" } },
        { &func_text_positionOf,
          { "string=a", "character='z'" },
          { "a=ab" },
          { "_position" } },
        { &func_text_positionOf,
          { "string=a", "character=''" },
          { "a=ab" },
          { "_position" } },
        { &func_text_positionOf,
          { "string=a", "character='a'", "occurrence='0'" },
          { "a=ab" },
          { "_position" } },
        { &func_text_positionOf,
          { "string=a", "character='a'", "begin='9'" },
          { "a=ab" },
          { "_position" } },
        { &func_text_positionOf,
          { "string=a", "character='aa'", "occurrence='2'" },
          { "a=aaaa" },
          { "_position=2" } },
    };

    func_check(cases, countof(cases));
}

static void substrings_are_cut(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_text_substring, { "string=a" }, { "a=äbc" }, { "_string=äbc" } },
        { &func_text_substring,
          { "string=a", "begin='1'" },
          { "a=äbc" },
          { "_string=bc" } },
        { &func_text_substring,
          { "string=a", "end='1'" },
          { "a=äbc" },
          { "_string=ä" } },
        { &func_text_substring,
          { "string=a", "begin='1'", "end='1'" },
          { "a=äbc" },
          { "_string=" } },
        { &func_text_substring,
          { "string=a", "begin='3'" },
          { "a=äbc" },
          { "_string=" } },
        { &func_text_substring,
          { "string=a", "begin='4'" },
          { "a=äbc" },
          { "_string" } },
        { &func_text_substring,
          { "string=a", "end='99'" },
          { "a=äbc" },
          { "_string=äbc" } },
        { &func_text_substring,
          { "string=a", "begin='2'", "end='1'" },
          { "a=abc" },
          { "_string" } },
        { &func_text_substring,
          { "string=a", "begin='-1'" },
          { "a=abc" },
          { "_string" } },
        { &func_text_substring,
          { "string=a", "begin='1.5'" },
          { "a=abc" },
          { "_string" } },
        { &func_text_substring,
          { "string=a", "begin='1.0'" },
          { "a=abc" },
          { "_string=bc" } },
        { &func_text_substring, { "string=a", "begin=b" }, { "a=abc" }, { "_string" } },
        { &func_text_substring, { "string=b" }, { "a=abc" }, { "_string" } },
    };

    func_check(cases, countof(cases));
}

static void spaces_are_trimmed(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_text_trim, { "field=a" }, { "a= x y\n" }, { "_trim=x y" } },
        { &func_text_trim, { "field=a", "mode=start" }, { "a= x " }, { "_trim=x " } },
        { &func_text_trim, { "field=a", "mode=end" }, { "a= x " }, { "_trim= x" } },
        { &func_text_trim, { "field=a" }, { "a=  " }, { "_trim=" } },
        { &func_text_trim, { "field=a" }, { "b=1" }, { "_trim" } },
    };

    func_check(cases, countof(cases));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(case_follows_one_table),
        cmocka_unit_test(characters_are_counted),
        cmocka_unit_test(concat_skips_what_is_missing),
        cmocka_unit_test(texts_are_found),
        cmocka_unit_test(entropy_counts_characters),
        cmocka_unit_test(parts_count_characters),
        cmocka_unit_test(substrings_are_cut),
        cmocka_unit_test(spaces_are_trimmed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
