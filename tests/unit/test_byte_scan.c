/*
 * test_byte_scan - counting and finding bytes, at every length and place.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "text/byte_scan.h"

static void every_length_and_place(void **state UNUSED)
{
    char text[300];

    memset(text, 'x', sizeof text);
    for (size_t n = 0; n < 200; n++) {
        assert_int_equal(byte_count((struct str){ text + 7, n }, '\n'), 0);
        assert_int_equal(byte_last((struct str){ text + 7, n }, '\n'), 0);
    }
    for (size_t at = 0; at < 200; at++) {
        text[at] = '\n';
        for (size_t from = 0; from < 70; from++) {
            size_t n = 200 - from;
            bool is_in = at >= from;

            assert_int_equal(byte_count((struct str){ text + from, n }, '\n'), is_in);
            assert_int_equal(byte_last((struct str){ text + from, n }, '\n'),
                             is_in ? at - from + 1 : 0);
        }
        text[at] = 'x';
    }
}

static void the_last_of_many(void **state UNUSED)
{
    char text[256];

    memset(text, '\n', sizeof text);
    for (size_t n = 0; n <= sizeof text; n++) {
        assert_int_equal(byte_count((struct str){ text, n }, '\n'), n);
        assert_int_equal(byte_last((struct str){ text, n }, '\n'), n);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_length_and_place),
        cmocka_unit_test(the_last_of_many),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
