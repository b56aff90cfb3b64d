/*
 * test_der - lengths, tags, depth, and errors that stick.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "asn1/der.h"

#define BYTES(lit) ((struct str){ lit, sizeof(lit) - 1 })

static void reads_what_is_there(void **state UNUSED)
{
    struct der_error error;
    struct der d = der_init(&error, BYTES("\x30\x06\x02\x01\x05\x04\x01Z"));
    struct der seq = der_enter(&d, DER_SEQUENCE);

    assert_int_equal(der_small(&seq), 5);
    assert_true(str_eq(der_expect(&seq, DER_OCTET_STRING).value, STR("Z")));
    assert_true(der_at_end(&seq));
    assert_true(der_at_end(&d));
    der_finish(&d);
    assert_false(der_failed(&d));
}

struct bad {
    struct str bytes;
    enum der_problem problem;
};

static void refuses_with_a_reason(void **state UNUSED)
{
    const struct bad cases[] = {
        { BYTES("\x02"), DER_PROBLEM_TRUNCATED },
        { BYTES("\x02\x02\x01"), DER_PROBLEM_TRUNCATED },
        { BYTES("\x02\x81"), DER_PROBLEM_TRUNCATED },
        { BYTES("\x02\x84\xff\xff\xff\xff\x01"), DER_PROBLEM_TRUNCATED },
        { BYTES("\x02\x85\x00\x00\x00\x00\x01\x01"), DER_PROBLEM_LENGTH },
        { BYTES("\x02\x80\x01\x00\x00"), DER_PROBLEM_INDEFINITE },
        { BYTES("\x04\x00"), DER_PROBLEM_TAG },
        { BYTES("\x02\x00"), DER_PROBLEM_VALUE },
        { BYTES(""), DER_PROBLEM_TRUNCATED },
    };

    for (size_t i = 0; i < countof(cases); i++) {
        struct der_error error;
        struct der d = der_init(&error, cases[i].bytes);

        (void)der_integer(&d);
        assert_int_equal(error.problem, cases[i].problem);
        assert_true(der_at_end(&d));
        assert_int_equal(der_next(&d).tag, 0);
        assert_string_not_equal(der_problem_text(error.problem), "");
    }
}

static void high_tags_are_refused(void **state UNUSED)
{
    struct der_error error;
    struct der d = der_init(&error, BYTES("\x1f\x81\x01\x00"));

    assert_int_equal(der_next(&d).tag, 0);
    assert_int_equal(error.problem, DER_PROBLEM_HIGH_TAG);
}

static void long_lengths_are_relaxed(void **state UNUSED)
{
    struct der_error error;
    struct der d = der_init(&error, BYTES("\x02\x82\x00\x01\x07"));

    assert_int_equal(der_small(&d), 7);
    assert_true(error.relaxed);
    d = der_init(&error, BYTES("\x02\x01\x07"));
    assert_int_equal(der_small(&d), 7);
    assert_false(error.relaxed);
}

static void integers(void **state UNUSED)
{
    const struct {
        struct str bytes;
        int64_t value;
    } cases[] = {
        { BYTES("\x02\x01\x00"), 0 },
        { BYTES("\x02\x01\x80"), -128 },
        { BYTES("\x02\x02\x00\x80"), 128 },
        { BYTES("\x02\x08\x7f\xff\xff\xff\xff\xff\xff\xff"), INT64_MAX },
        { BYTES("\x02\x08\x80\x00\x00\x00\x00\x00\x00\x00"), INT64_MIN },
    };
    struct der_error error;
    struct der d;

    for (size_t i = 0; i < countof(cases); i++) {
        d = der_init(&error, cases[i].bytes);
        assert_true(der_small(&d) == cases[i].value);
        assert_false(der_failed(&d));
    }
    d = der_init(&error, BYTES("\x02\x09\x01\x00\x00\x00\x00\x00\x00\x00\x00"));
    assert_int_equal(der_small(&d), 0);
    assert_int_equal(error.problem, DER_PROBLEM_VALUE);
}

static void bits(void **state UNUSED)
{
    struct der_error error;
    struct der d = der_init(&error, BYTES("\x03\x02\x07\x80"));
    unsigned unused;

    assert_true(str_eq(der_bits(&d, &unused), BYTES("\x80")));
    assert_int_equal(unused, 7);
    d = der_init(&error, BYTES("\x03\x02\x08\x80"));
    assert_int_equal(der_bits(&d, &unused).n, 0);
    assert_int_equal(error.problem, DER_PROBLEM_VALUE);
    d = der_init(&error, BYTES("\x03\x01\x01"));
    (void)der_bits(&d, NULL);
    assert_int_equal(error.problem, DER_PROBLEM_VALUE);
}

/* The limit holds at the limit and one beyond. */
static void depth(void **state UNUSED)
{
    for (unsigned levels = DER_DEPTH_MAX; levels <= DER_DEPTH_MAX + 1; levels++) {
        char bytes[2 * (DER_DEPTH_MAX + 1)] = { 0 };
        struct der_error error;
        struct der d;

        for (unsigned i = 0; i < levels && i <= DER_DEPTH_MAX; i++) {
            bytes[2 * i] = DER_SEQUENCE;
            bytes[2 * i + 1] = (char)(2 * (levels - 1 - i));
        }
        d = der_init(&error, (struct str){ bytes, 2 * levels });
        for (unsigned i = 0; i < levels; i++)
            d = der_enter(&d, DER_SEQUENCE);
        assert_int_equal(error.problem,
                         levels > DER_DEPTH_MAX ? DER_PROBLEM_DEPTH : DER_PROBLEM_NONE);
    }
}

static void errors_are_shared(void **state UNUSED)
{
    struct der_error error;
    struct der d = der_init(&error, BYTES("\x30\x03\x02\x01\x05\x02\x01\x06"));
    struct der seq = der_enter(&d, DER_SEQUENCE);

    (void)der_expect(&seq, DER_OCTET_STRING);
    assert_true(der_failed(&d));
    assert_int_equal(error.offset, 2);
    assert_int_equal(der_small(&d), 0);
}

static void trailing_bytes(void **state UNUSED)
{
    struct der_error error;
    struct der d = der_init(&error, BYTES("\x05\x00\x00"));

    (void)der_expect(&d, DER_NULL);
    der_finish(&d);
    assert_int_equal(error.problem, DER_PROBLEM_TRAILING);
    assert_int_equal(error.offset, 2);
}

static void optional_elements(void **state UNUSED)
{
    struct der_error error;
    struct der d = der_init(&error, BYTES("\x01\x01\xff\x05\x00"));

    assert_int_equal(der_optional(&d, DER_NULL).tag, 0);
    assert_int_equal(der_peek(&d), DER_BOOLEAN);
    assert_true(der_boolean(&d));
    assert_int_equal(der_optional(&d, DER_NULL).tag, DER_NULL);
    assert_int_equal(der_peek(&d), 0);
    assert_false(der_failed(&d));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_is_there),
        cmocka_unit_test(refuses_with_a_reason),
        cmocka_unit_test(high_tags_are_refused),
        cmocka_unit_test(long_lengths_are_relaxed),
        cmocka_unit_test(integers),
        cmocka_unit_test(bits),
        cmocka_unit_test(depth),
        cmocka_unit_test(errors_are_shared),
        cmocka_unit_test(trailing_bytes),
        cmocka_unit_test(optional_elements),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
