/*
 * test_known - lists of genuine digests, and what they name.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/arena.h"
#include "signature/known.h"

#define HEX32 "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

static void names_are_found(void **state UNUSED)
{
    const struct str text = STR(
        "# digest,name\n" HEX32 ",svchost.exe\r\n\n"
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF  old name.exe\n" HEX32 ",another\n");
    struct digest d = { .algorithm = DIGEST_SHA256, .n = 32 };
    struct arena arena;
    struct known *k;

    arena_init(&arena, 1 << 16);
    assert_int_equal(known_new(&k, NULL), ST_OK);
    assert_int_equal(known_add_list(k, text, NULL), ST_OK);
    for (uint8_t i = 0; i < 32; i++)
        d.bytes[i] = i;
    assert_true(str_eq(known_find(k, digest_str(&d), &arena), STR("svchost.exe")));
    d.bytes[0] = 1;
    assert_int_equal(known_find(k, digest_str(&d), &arena).n, 0);
    assert_true(known_add(k, &d, STR("new.exe")));
    assert_true(known_add(k, &d, STR("newer.exe")));
    assert_true(str_eq(known_find(k, digest_str(&d), &arena), STR("new.exe")));
    memset(d.bytes, 0xff, 20);
    d.n = 20;
    assert_true(str_eq(known_find(k, digest_str(&d), &arena), STR("old name.exe")));
    known_free(k);
    arena_release(&arena);
}

static void bad_lines_are_named(void **state UNUSED)
{
    const struct str cases[] = { STR("\n\nnot a digest\n"), STR("\n\n0011,short\n"),
                                 STR("\n\n" HEX32 "00112233445566778899aabbccddeeff"
                                     "00112233445566778899aabbccddeeff00,long\n"),
                                 STR("\n\n" HEX32 ";name\n") };

    for (size_t i = 0; i < countof(cases); i++) {
        struct diag diag;
        struct known *k;

        assert_int_equal(known_new(&k, NULL), ST_OK);
        assert_int_equal(known_add_list(k, cases[i], &diag), ST_FORMAT);
        assert_int_equal(diag.offset, 3);
        known_free(k);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_found),
        cmocka_unit_test(bad_lines_are_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
