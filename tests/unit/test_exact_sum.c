/*
 * test_exact_sum - sums are exact, and the same in every order and partition.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "text/exact_sum.h"

static double sum_of(const double *v, size_t n)
{
    struct exact_sum sum = { 0 };
    double out = -1;

    for (size_t i = 0; i < n; i++)
        exact_sum_add(&sum, v[i]);
    assert_true(exact_sum_double(&sum, &out));
    return out;
}

static void cancels_exactly(void **state UNUSED)
{
    assert_true(sum_of((const double[]){ 1e100, 1, -1e100 }, 3) == 1);
    assert_true(sum_of((const double[]){ 0.1, 0.2, -0.3 }, 3) == 0x1p-55);
    assert_true(sum_of((const double[]){ 1, 0x1p-53, 0x1p-106 }, 3) == 1 + 0x1p-52);
    assert_true(
        sum_of((const double[]){ 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1 },
               10) == 1);
    assert_true(sum_of((const double[]){ 5e-324, 1e290, -1e290 }, 3) == 5e-324);
    assert_true(sum_of(NULL, 0) == 0);
}

static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

/* Finite doubles of every magnitude that is allowed. */
static double random_double(uint64_t *seed)
{
    uint64_t r = next_random(seed);
    uint64_t exponent = next_random(seed) % (1023 + 970);
    uint64_t bits = (r & UINT64_C(0x800fffffffffffff)) | exponent << 52;
    double v;

    memcpy(&v, &bits, sizeof v);
    return v;
}

static void order_and_partition_do_not_matter(void **state UNUSED)
{
    enum { N = 300 };
    static double v[N];
    uint64_t seed = 99;

    for (size_t round = 0; round < 100; round++) {
        struct exact_sum parts[3] = { { 0 } };
        double forward, backward, merged;

        for (size_t i = 0; i < N; i++)
            v[i] = i % 3 ? random_double(&seed) : (double)(int64_t)next_random(&seed);
        forward = sum_of(v, N);
        for (size_t i = 0; i < N; i++)
            exact_sum_add(&parts[next_random(&seed) % 3], v[i]);
        exact_sum_merge(&parts[1], &parts[2]);
        exact_sum_merge(&parts[1], &parts[0]);
        assert_true(exact_sum_double(&parts[1], &merged));
        for (size_t i = 0; i < N / 2; i++) {
            double t = v[i];

            v[i] = v[N - 1 - i];
            v[N - 1 - i] = t;
        }
        backward = sum_of(v, N);
        assert_memory_equal(&forward, &backward, sizeof forward);
        assert_memory_equal(&forward, &merged, sizeof forward);
    }
}

static void whole_numbers_stay_exact(void **state UNUSED)
{
    struct exact_sum sum = { 0 };
    int64_t out = 0;

    exact_sum_add_int64(&sum, INT64_MAX);
    assert_true(exact_sum_int64(&sum, &out));
    assert_true(out == INT64_MAX);
    exact_sum_add_int64(&sum, INT64_MAX);
    assert_false(exact_sum_int64(&sum, &out));
    exact_sum_add_int64(&sum, -INT64_MAX);
    assert_true(exact_sum_int64(&sum, &out));
    assert_true(out == INT64_MAX);
    exact_sum_add(&sum, 0.5);
    assert_false(exact_sum_int64(&sum, &out));
    exact_sum_add(&sum, 0.5);
    assert_false(exact_sum_int64(&sum, &out));
    exact_sum_add(&sum, -1);
    assert_true(exact_sum_int64(&sum, &out));
    assert_true(out == INT64_MAX);
}

static void least_whole_number_fits(void **state UNUSED)
{
    struct exact_sum sum = { 0 };
    int64_t out = 0;

    exact_sum_add_int64(&sum, INT64_MIN);
    exact_sum_add(&sum, -0.25);
    exact_sum_add(&sum, 0.25);
    assert_true(exact_sum_int64(&sum, &out));
    assert_true(out == INT64_MIN);
    exact_sum_add_int64(&sum, -1);
    assert_false(exact_sum_int64(&sum, &out));
}

static void range_limit_is_exact(void **state UNUSED)
{
    struct exact_sum sum = { 0 };
    double out;

    for (size_t i = 0; i < 1000; i++)
        exact_sum_add(&sum, 0x1.fffffffffffffp969);
    assert_true(exact_sum_double(&sum, &out));
    exact_sum_add(&sum, 0x1p970);
    assert_false(exact_sum_double(&sum, &out));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cancels_exactly),
        cmocka_unit_test(order_and_partition_do_not_matter),
        cmocka_unit_test(whole_numbers_stay_exact),
        cmocka_unit_test(least_whole_number_fits),
        cmocka_unit_test(range_limit_is_exact),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
