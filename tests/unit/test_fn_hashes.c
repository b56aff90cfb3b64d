/*
 * test_fn_hashes - hashes that must stay the same from version to version.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "func_harness.h"

extern const struct func func_hashRewrite, func_hashMatch, func_tokenHash;

/* The digests are HMAC-SHA-2, as any other implementation computes it. */
static void values_are_hidden(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_hashRewrite,
          { "field=a", "salt=s", "bits=32" },
          { "a=123", "@rawstring=x 123 y123" },
          { "a=18998337", "@rawstring=x 18998337 y18998337" } },
        { &func_hashRewrite,
          { "field=a", "salt=s", "bits=32", "hash=sha512", "as=h",
            "replaceInRawstring=false" },
          { "a=123", "@rawstring=123" },
          { "a=123", "h=6d697e86", "@rawstring=123" } },
        { &func_hashRewrite,
          { "field=a", "salt=s", "bits=8" },
          { "a=123" },
          { "a=18", "@rawstring" } },
        { &func_hashRewrite,
          { "field=a", "salt=s", "bits=32" },
          { "a=", "@rawstring=x" },
          { "a=64eca07c", "@rawstring=x" } },
        { &func_hashRewrite, { "field=a", "salt=s" }, { "b=1" }, { "a", "#1" } },
        { &func_hashRewrite,
          { "field=a", "salt=s", "bits=12" },
          { "a=1" },
          { "?multiple of 8" } },
        { &func_hashRewrite,
          { "field=a", "salt=s", "bits=264" },
          { "a=1" },
          { "?256 bits" } },
        { &func_hashRewrite, { "field=a", "salt=" }, { "a=1" }, { "?salt" } },
    };

    func_check(cases, countof(cases));
}

static void hidden_values_are_found(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_hashMatch,
          { "input=123", "salt=s", "bits=32", "field=a" },
          { "a=18998337" },
          { "#1" } },
        { &func_hashMatch,
          { "input=123", "salt=s", "bits=32", "field=a" },
          { "a=18998337 " },
          { "!" } },
        { &func_hashMatch,
          { "input=123", "salt=t", "bits=32", "field=a" },
          { "a=18998337" },
          { "!" } },
        { &func_hashMatch,
          { "input=123", "salt=s", "bits=32", "field=a" },
          { "b=1" },
          { "!" } },
        { &func_hashMatch,
          { "input=123", "salt=s", "bits=32" },
          { "@rawstring=x 18998337" },
          { "#1" } },
        { &func_hashMatch, { "input=123", "salt=s" }, { "@rawstring=x" }, { "!" } },
        { &func_hashMatch,
          { "input=1", "salt=s", "bits=513", "hash=sha512" },
          { "a=" },
          { "?multiple of 8" } },
    };

    func_check(cases, countof(cases));
}

static void the_order_of_words_does_not_count(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_tokenHash, { "field=a" }, { "a=abc def" }, { "_tokenHash=149446d2" } },
        { &func_tokenHash,
          { "field=a" },
          { "a=\tdef  abc " },
          { "_tokenHash=149446d2" } },
        { &func_tokenHash, { "field=a" }, { "a=abc" }, { "_tokenHash=78af5f94" } },
        { &func_tokenHash, { "field=a", "as=h" }, { "a=" }, { "h=00000000" } },
        { &func_tokenHash, { "field=a" }, { "b=1" }, { "_tokenHash", "#1" } },
    };

    func_check(cases, countof(cases));
}

static void descriptors_are_in_order(void **state UNUSED)
{
    func_check_descriptor(&func_hashRewrite);
    func_check_descriptor(&func_hashMatch);
    func_check_descriptor(&func_tokenHash);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_hidden),
        cmocka_unit_test(hidden_values_are_found),
        cmocka_unit_test(the_order_of_words_does_not_count),
        cmocka_unit_test(descriptors_are_in_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
