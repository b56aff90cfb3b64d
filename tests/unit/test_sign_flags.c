/*
 * test_sign_flags - evidence classes, words and bit names of SignInfoFlags.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/arena.h"
#include "event/sign_flags.h"

static void assert_str(struct str got, const char *want)
{
    assert_int_equal(got.n, strlen(want));
    assert_memory_equal(got.p, want, got.n);
}

static void words_and_classes(void **state UNUSED)
{
    static const struct {
        uint32_t flags;
        const char *class; /* NULL: none holds */
        const char *words;
    } cases[] = {
        { 0, NULL, "unknown" },
        /* Seen on real, well-signed programs: must stay without a class. */
        { 9175042, NULL, "valid" },
        { 8683538, NULL, "valid" },
        { 786434, NULL, "valid" },
        { 787456, NULL, "valid" }, /* bits 10, 18, 19: an ordinary third party */
        { 32768, NULL, "unknown" },
        { 512, "unsigned", "unsigned" },
        { 1u << 11, "hash_mismatch", "invalid (hash_mismatch)" },
        { 1u << 11 | 1u << 18, "hash_mismatch", "invalid (hash_mismatch)" },
        { 1u << 29, "revoked", "revoked" },
        { 1u << 29 | 1u << 18, "revoked", "revoked" },
        { 1u << 28, "expired", "expired" },
        { 1u << 28 | 1u << 18, "expired_but_valid", "valid" },
        { 1u << 10 | 1u << 19, "untrusted", "untrusted" },
        { 1u << 0, "untrusted", "untrusted" },
        { 1u << 14, "untrusted", "untrusted" },
        { 1u << 0 | 1u << 14 | 1u << 18, NULL, "valid" },
        { 1u << 2, "test_signed", "untrusted (test_signed)" },
        { 1u << 6, "test_signed", "untrusted (test_signed)" },
        { 1u << 2 | 1u << 18, NULL, "valid" },
        { 1u << 12, "bad_key_usage", "invalid (bad_key_usage)" },
        { 1u << 17, "no_data", "unknown" },
        { 1u << 27 | 1u << 18, "no_data", "valid" },
        { 1u << 29 | 1u << 10, "revoked", "revoked (revoked,untrusted)" },
        { 1u << 17 | 1u << 28, "expired", "expired" },
    };
    struct arena arena;

    arena_init(&arena, 1 << 16);
    for (size_t i = 0; i < countof(cases); i++) {
        const struct sign_class *class = sign_flags_class(cases[i].flags);

        assert_int_equal(!class, !cases[i].class);
        if (class)
            assert_string_equal(class->name, cases[i].class);
        assert_str(sign_flags_words(cases[i].flags, &arena), cases[i].words);
    }
    assert_str(sign_flags_words(UINT32_MAX, &arena),
               "invalid (hash_mismatch,revoked,expired_but_valid,unsigned)");
    arena_release(&arena);
}

static void names_of_bits(void **state UNUSED)
{
    struct arena arena;

    arena_init(&arena, 1 << 16);
    assert_str(sign_flags_names(786434, &arena),
               "MS_SIGNED,HAS_VALID_SIGNATURE,EMBEDDED_SIGNED");
    assert_str(sign_flags_names(0, &arena), "");
    assert_str(sign_flags_names(1u << 29 | 1u << 31, &arena), "CERT_REVOKED");
    arena_release(&arena);
}

static void text_is_parsed_strictly(void **state UNUSED)
{
    static const char *const bad[] = { "",   "invalid",    "0x200",       "-1",
                                       "1 ", "4294967296", "99999999999", "1.0" };
    uint32_t flags = 7;

    for (size_t i = 0; i < countof(bad); i++)
        assert_false(sign_flags_parse(str_from_cstr(bad[i]), &flags));
    assert_int_equal(flags, 7);
    assert_true(sign_flags_parse(STR("4294967295"), &flags));
    assert_int_equal(flags, UINT32_MAX);
    assert_true(sign_flags_parse(STR("0"), &flags));
    assert_int_equal(flags, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_and_classes),
        cmocka_unit_test(names_of_bits),
        cmocka_unit_test(text_is_parsed_strictly),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
