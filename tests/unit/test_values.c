/*
 * test_values - sizes, lengths of time and moments as options take them.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "cli/values.h"

#define NOW INT64_C(1700000000000) /* 2023-11-14T22:13:20Z */

static void moments(void **state UNUSED)
{
    static const struct {
        const char *text;
        int64_t ms;
    } cases[] = {
        { "now", NOW },
        { "1700000000000", NOW },
        { "2023-11-14T22:13:20Z", NOW },
        { "2023-11-14 22:13:20", NOW },
        { "2023-11-14T22:13:20.000Z", NOW },
        { "2023-11-14T23:13:20+01:00", NOW },
        { "2023-11-14T20:43:20-0130", NOW },
        { "2023-11-14", NOW - (22 * 3600 + 13 * 60 + 20) * INT64_C(1000) },
        { "2023-11-14T22:13", NOW - 20000 },
        { "1970-01-01", 0 },
        { "2024-02-29", INT64_C(1709164800000) },
        { "24h", NOW - INT64_C(86400000) },
        { "2 weeks", NOW - INT64_C(1209600000) },
    };
    static const char *const bad[] = { "",
                                       "yesterday",
                                       "2023-13-01",
                                       "2023-00-10",
                                       "2023-1-1",
                                       "2023-11-14T",

                                       "2023-11-14T25:00",
                                       "2023-11-14x",
                                       "99999999999999999999" };
    struct diag diag;
    int64_t ms;

    for (size_t i = 0; i < countof(cases); i++) {
        assert_int_equal(value_of_time("from", cases[i].text, NOW, &ms, &diag), ST_OK);
        assert_int_equal(ms, cases[i].ms);
    }
    for (size_t i = 0; i < countof(bad); i++)
        assert_int_equal(value_of_time("from", bad[i], NOW, &ms, &diag), ST_SYNTAX);
}

static void sizes(void **state UNUSED)
{
    struct diag diag;
    uint64_t n;

    assert_int_equal(value_of_size("x", "512M", &n, &diag), ST_OK);
    assert_int_equal(n, 512u << 20);
    assert_int_equal(value_of_size("x", "2 gib", &n, &diag), ST_OK);
    assert_int_equal(n, UINT64_C(2) << 30);
    assert_int_equal(value_of_size("x", "77", &n, &diag), ST_OK);
    assert_int_equal(n, 77);
    assert_int_equal(value_of_size("x", "0", &n, &diag), ST_SYNTAX);
    assert_int_equal(value_of_size("x", "9999999999T", &n, &diag), ST_SYNTAX);
    assert_int_equal(value_of_size("x", "12X", &n, &diag), ST_SYNTAX);
    assert_string_equal(diag.text, "--x takes a size such as 512M or 2G, not '12X'");
}

static void durations_and_counts(void **state UNUSED)
{
    struct diag diag;
    int64_t n;

    assert_int_equal(value_of_duration("last", "15m", &n, &diag), ST_OK);
    assert_int_equal(n, 900000);
    assert_int_equal(value_of_duration("last", "1mon", &n, &diag), ST_OK);
    assert_int_equal(n, INT64_C(2592000000));
    assert_int_equal(value_of_duration("last", "15", &n, &diag), ST_SYNTAX);
    assert_int_equal(value_of_count("threads", "64", 1, 64, &n, &diag), ST_OK);
    assert_int_equal(value_of_count("threads", "65", 1, 64, &n, &diag), ST_SYNTAX);
    assert_int_equal(value_of_count("threads", "0", 1, 64, &n, &diag), ST_SYNTAX);
    assert_int_equal(value_of_count("threads", "many", 1, 64, &n, &diag), ST_SYNTAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moments),
        cmocka_unit_test(sizes),
        cmocka_unit_test(durations_and_counts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
