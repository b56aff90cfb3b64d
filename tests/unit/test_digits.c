/*
 * test_digits - digits read eight at a time are those read one by one.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "text/digits.h"

static void every_length_is_read(void **state UNUSED)
{
    for (uint64_t i = 0; i < 20000; i++) {
        int n = 8 + (int)(i % 9);
        uint64_t most = 1, want, got;
        char text[32];

        for (int k = 0; k < n; k++)
            most *= 10;
        want = i * 0x9e3779b97f4a7c15u % most;
        (void)snprintf(text, sizeof text, "%0*llu", n, (unsigned long long)want);
        assert_true(digits_many(text, (size_t)n, &got));
        assert_int_equal(got, want);
        if (n == 8) {
            assert_true(digits_eight(text, &got));
            assert_int_equal(got, want);
        }
    }
}

/* No other byte in any place is taken for a digit. */
static void other_bytes_are_no_digits(void **state UNUSED)
{
    for (size_t n = 8; n <= 16; n++) {
        for (size_t at = 0; at < n; at++) {
            for (int c = 0; c < 256; c++) {
                char text[] = "1234567890123456";
                uint64_t got;

                text[at] = (char)c;
                assert_int_equal(digits_many(text, n, &got), c >= '0' && c <= '9');
                assert_true(at >= 8 ||
                            digits_are(digits_load(text)) == (c >= '0' && c <= '9'));
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_length_is_read),
        cmocka_unit_test(other_bytes_are_no_digits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
