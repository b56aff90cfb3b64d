/*
 * test_ber - indefinite lengths become definite, and nothing else changes.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "asn1/ber.h"

#define BYTES(lit) ((struct str){ lit, sizeof(lit) - 1 })

static void rewrites(void **state UNUSED)
{
    const struct {
        struct str in, out; /* out empty: refused */
        size_t used;
    } cases[] = {
        { BYTES("\x30\x03\x02\x01\x05"), BYTES("\x30\x03\x02\x01\x05"), 5 },
        { BYTES("\x30\x80\x02\x01\x05\0\0"), BYTES("\x30\x84\0\0\0\x03\x02\x01\x05"),
          7 },
        { BYTES("\x30\x80\0\0more"), BYTES("\x30\x84\0\0\0\0"), 4 },
        { BYTES("\x30\x80\xa0\x80\x05\0\0\0\0\0"),
          BYTES("\x30\x84\0\0\0\x08\xa0\x84\0\0\0\x02\x05\0"), 10 },
        { BYTES("\x24\x80\x04\x01"
                "a\x04\x02"
                "bc\0\0"),
          BYTES("\x04\x84\0\0\0\x03"
                "abc"),
          11 },
        { BYTES("\x24\x80\x24\x80\x04\x01"
                "a\0\0\x04\x01"
                "b\0\0"),
          BYTES("\x04\x84\0\0\0\x02"
                "ab"),
          14 },
        { BYTES("\x24\x80\x02\x01\x05\0\0"), BYTES(""), 0 },
        { BYTES("\x30\x80\x02\x01\x05"), BYTES(""), 0 },
        { BYTES("\x30\x80\x02\x09\x05\0\0"), BYTES(""), 0 },
        { BYTES("\x3f\x80\0\0"), BYTES(""), 0 },
        { BYTES("\x30"), BYTES(""), 0 },
    };

    for (size_t i = 0; i < countof(cases); i++) {
        char out[64];
        size_t used;
        size_t n = ber_rewrite(cases[i].in, out, &used);

        assert_true(ber_room(cases[i].in.n) <= sizeof out);
        assert_true(str_eq((struct str){ out, n }, cases[i].out));
        if (n)
            assert_int_equal(used, cases[i].used);
    }
}

/* The limit holds at the limit and one beyond. */
static void depth(void **state UNUSED)
{
    for (size_t levels = DER_DEPTH_MAX; levels <= DER_DEPTH_MAX + 2; levels++) {
        char in[4 * (DER_DEPTH_MAX + 2)], out[8 * (DER_DEPTH_MAX + 2)];
        size_t used;

        for (size_t i = 0; i < levels; i++)
            memcpy(in + 2 * i, "\x30\x80", 2);
        memset(in + 2 * levels, 0, 2 * levels);
        assert_int_equal(ber_rewrite((struct str){ in, 4 * levels }, out, &used) > 0,
                         levels <= DER_DEPTH_MAX + 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rewrites),
        cmocka_unit_test(depth),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
