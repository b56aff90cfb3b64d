/*
 * test_digest.c - running digests: however the bytes come, alone or two runs at a time,
 * by the processor's instructions or by OpenSSL, the digests are OpenSSL's.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "signature/digest.h"

enum { BYTES = 4096, SPLITS = 300, SET = 1 << DIGEST_SHA256 | 1 << DIGEST_SHA1 };

static char bytes[BYTES];
static uint32_t seed = 1;

static size_t random_below(size_t n)
{
    seed = seed * 1664525u + 1013904223u;
    return (size_t)(seed >> 8) % n;
}

static void assert_same(const struct digest *a, const struct digest *b)
{
    assert_int_not_equal(a->algorithm, DIGEST_NONE);
    assert_int_equal(a->algorithm, b->algorithm);
    assert_memory_equal(a->bytes, b->bytes, a->n);
}

/* What OpenSSL says of these bytes in one call. */
static void assert_digests(struct digester *g, const struct digests *got, struct str of)
{
    struct digest want;

    digest_compute(g, DIGEST_SHA256, of, &want);
    assert_same(&got->of[DIGEST_SHA256], &want);
    digest_compute(g, DIGEST_SHA1, of, &want);
    assert_same(&got->of[DIGEST_SHA1], &want);
}

static int set_up(void **state)
{
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)random_below(256);
    return digester_new((struct digester **)state, NULL) == ST_OK ? 0 : -1;
}

static int set_up_openssl(void **state)
{
    if (set_up(state) != 0)
        return -1;
    digester_use_openssl(*state);
    return 0;
}

static int tear_down(void **state)
{
    digester_free(*state);
    return 0;
}

/* Every length around one, two and three blocks, in one piece and in two. */
static void test_lengths(void **state)
{
    for (size_t n = 0; n <= 3 * SHA256_BLOCK + 1; n++) {
        struct str all = { bytes, n };
        struct digest_run run;
        struct digests got;
        size_t cut = random_below(n + 1);

        digest_run_start(&run, *state, SET);
        digest_run_add(&run, str_slice(all, 0, cut));
        digest_run_add(&run, str_slice(all, cut, n));
        assert_true(digest_run_finish(&run, &got));
        digest_run_release(&run);
        assert_digests(*state, &got, all);
    }
}

/* Two streams of different bytes and lengths, in pieces of any size. */
static void test_two_at_a_time(void **state)
{
    for (size_t i = 0; i < SPLITS; i++) {
        struct str a = { bytes, random_below(BYTES) };
        struct str b = { bytes + random_below(64), random_below(BYTES - 64) };
        size_t at_a = 0, at_b = 0;
        struct digest_run run_a, run_b;
        struct digests got;

        digest_run_start(&run_a, *state, SET);
        digest_run_start(&run_b, *state, SET);
        while (at_a < a.n || at_b < b.n) {
            size_t to_a = at_a + random_below(700), to_b = at_b + random_below(700);

            digest_run_add_two(&run_a, str_slice(a, at_a, to_a), &run_b,
                               str_slice(b, at_b, to_b));
            at_a = to_a < a.n ? to_a : a.n;
            at_b = to_b < b.n ? to_b : b.n;
        }
        assert_true(digest_run_finish(&run_a, &got));
        assert_digests(*state, &got, a);
        assert_true(digest_run_finish(&run_b, &got));
        assert_digests(*state, &got, b);
        digest_run_release(&run_a);
        digest_run_release(&run_b);
    }
}

/* Zeros behind the end are counted, and the run goes on as if they were not there. */
static void test_padded(void **state)
{
    for (size_t n = 50; n < 70; n++) {
        char with_zeros[128] = { 0 };
        struct digest_run run;
        struct digests got;

        memcpy(with_zeros, bytes, n);
        digest_run_start(&run, *state, SET);
        digest_run_add(&run, (struct str){ bytes, n });
        assert_true(digest_run_padded(&run, n % 9, &got));
        assert_digests(*state, &got, (struct str){ with_zeros, n + n % 9 });
        assert_true(digest_run_finish(&run, &got));
        assert_digests(*state, &got, (struct str){ bytes, n });
        digest_run_release(&run);
    }
}

/* A run of one kind beside a run of another: only one of them has SHA-256. */
static void test_unlike_runs(void **state)
{
    struct digest_run with, without;
    struct digests got;
    struct digest want;

    digest_run_start(&with, *state, DIGEST_BIT(DIGEST_SHA256));
    digest_run_start(&without, *state, DIGEST_BIT(DIGEST_SHA384));
    digest_run_add_two(&with, (struct str){ bytes, 100 }, &without,
                       (struct str){ bytes, 200 });
    assert_true(digest_run_finish(&with, &got));
    digest_compute(*state, DIGEST_SHA256, (struct str){ bytes, 100 }, &want);
    assert_same(&got.of[DIGEST_SHA256], &want);
    assert_int_equal(got.of[DIGEST_SHA384].algorithm, DIGEST_NONE);
    assert_true(digest_run_finish(&without, &got));
    digest_compute(*state, DIGEST_SHA384, (struct str){ bytes, 200 }, &want);
    assert_same(&got.of[DIGEST_SHA384], &want);
    assert_int_equal(got.of[DIGEST_SHA256].algorithm, DIGEST_NONE);
    digest_run_release(&with);
    digest_run_release(&without);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_lengths, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_lengths, set_up_openssl, tear_down),
        cmocka_unit_test_setup_teardown(test_two_at_a_time, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_two_at_a_time, set_up_openssl, tear_down),
        cmocka_unit_test_setup_teardown(test_padded, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_padded, set_up_openssl, tear_down),
        cmocka_unit_test_setup_teardown(test_unlike_runs, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_unlike_runs, set_up_openssl, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
