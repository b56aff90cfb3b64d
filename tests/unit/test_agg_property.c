/*
 * test_agg_property.c - what holds for every aggregate: the answer does not depend on
 * workers, batches or merge order; it is that of a naive computation; and whichever
 * allocation fails, nothing breaks and the failure is noticed.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "agg_harness.h"

static const char *const calls[] = {
    "count()",
    "count(n)",
    "count(s, distinct=true)",
    "sum(n)",
    "avg(n)",
    "min(n)",
    "max(n)",
    "min(s, type=string)",
    "max(s, type=any)",
    "max(s, type=hex)",
    "range(n)",
    "stdDev(n)",
    "linReg(x=n, y=@timestamp)",
    "percentile(n)",
    "collect([k, s])",
    "collect([k, s], multival=false, limit=30)",
    "selectLast([k, n, s])",
    "selectFromMax(n, include=[k, s])",
    "selectFromMin(n, include=[k, s, @timestamp])",
    "groupBy(k)",
    "groupBy([k, s], function=[count(), sum(n), collect(n), selectLast(n)])",
    "groupBy(k, function=[groupBy(s, function=[max(n), percentile(n)])], limit=4)",
    "groupBy(s, limit=3)",
    "stats([count(), avg(n), top(k, limit=3)])",
    "top(k)",
    "top([k, s], sum=n, limit=3, rest=others, percent=true)",
    "top(s, max=n)",
    "bucket(span=3s)",
    "bucket(function=[sum(n)], buckets=7)",
    "bucket(span=10s, field=k, limit=3, function=sum(n))",
    "timeChart(k, limit=2)",
    "timeChart(span=7s, timezone=\"+05:30\", k)",
    "timeChart(span=1ms)",
    "timeChart(span=auto, minSpan=20s, function=max(n))",
    "sort(n)",
    "sort([k, n], order=[asc, desc], type=[string, number], limit=7)",
    "sort(s, type=any, limit=20)",
    "head(9)",
    "tail(9)",
    "table([s, k], limit=11)",
    "table([s], sortby=[k, n], order=asc, type=[string, number])",
    "fieldset()",
    "fieldstats()",
    "percentage(test(k))",
    "callFunction(avg, field=n)",
    "counterAsRate(n)",
    "session(maxpause=1s)",
    "session([count(), collect(n)], maxpause=300ms)",
    "groupBy(k, function=session([sum(n), max(@timestamp)], maxpause=2s))",
    "accumulate([sum(n), count(s, distinct=true)])",
    "accumulate(groupBy(k, limit=2), current=exclude)",
    "slidingWindow([sum(n), collect(k)], events=4)",
    "slidingTimeWindow([sum(n), selectLast(s)], span=5s, current=exclude)",
    "partition([count(), collect(n)], condition=test(k), split=after)",
    "groupBy(k, function=slidingWindow(sum(n), events=2))",
    "neighbor([k, n], prefix=next, direction=succeeding, distance=3)",
    "appendAggregation(stats([count(), sum(n)]))",
    "array:union(\"a[]\")",
    "array:intersection(\"a[]\")",
    "series([k, n], maxpause=1s, separator=\",\")",
    "groupBy(k, function=series(s, maxduration=9s))",
    "series(s, memlimit=30)",
    "array:reduceColumn(\"a[]\", var=x, function=[sum(x), collect(x)])",
    "groupBy(k, function=array:reduceColumn(\"a[]\", var=x, function=max(x)))",
    "array:reduceAll(\"a[]\", var=x, function=[sum(x), collect(x)])",
};

static void add_number(struct buf *out, unsigned r)
{
    static const char *const odd[] = { "x",    "",        "1e3",
                                       "-0",   "0.1",     "9007199254740993",
                                       "1e-7", "\\u0035", "0x1F",
                                       "ffff" };

    if (r % 11 == 0)
        buf_add_cstr(out, odd[r / 11 % countof(odd)]);
    else
        buf_printf(out, "%d.%u", (int)(r % 2000) - 1000, r / 7 % 100);
}

/* Rows with fields that are missing, odd numbers, few keys and times in any order. */
static void make_rows(struct buf *out, unsigned seed, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        unsigned r = rig_random(&seed);

        buf_add_char(out, '{');
        buf_printf(out, "\"@timestamp\":\"%u\"", 1000000 + rig_random(&seed) % 60000);
        if (r % 9)
            buf_printf(out, ",\"k\":\"key%u\"", r % 8);
        if (r % 5)
            buf_printf(out, ",\"s\":\"%x\"", rig_random(&seed) % 40);
        if (r % 7) {
            buf_add_cstr(out, ",\"n\":\"");
            add_number(out, rig_random(&seed));
            buf_add_char(out, '"');
        }
        for (unsigned k = 0; k < r % 4; k++)
            buf_printf(out, ",\"a[%u]\":\"%u\"", k, (r + k) % 13);
        buf_add_cstr(out, "}\n");
    }
    buf_add_char(out, '\0');
    assert_false(out->failed);
}

/* Functions that need an order have one worker, wherever they stand. */
static bool is_sequence(const char *text)
{
    static const char *const names[] = { "accumulate", "sliding", "partition",
                                         "neighbor", "appendAggregation" };

    for (size_t i = 0; i < countof(names); i++)
        if (strstr(text, names[i]))
            return true;
    return false;
}

static char *copy(const char *text)
{
    size_t n = strlen(text) + 1;
    char *p = malloc(n);

    assert_non_null(p);
    return memcpy(p, text, n);
}

static void check_invariant(const char *text, const char *rows, unsigned runs)
{
    struct rig rig;
    const struct func_call *call;
    char *expected, *warnings;

    rig_init(&rig);
    call = rig_call(&rig, text);
    expected = copy(rig_go(&rig, call, rows, &(struct rig_run){ 0 }));
    warnings = copy(rig.warn.p);
    for (unsigned i = 1; i <= runs; i++) {
        struct rig_run how = { .workers = is_sequence(text) ? 1 : 1 + i % 7,
                               .seed = i * 77,
                               .is_partitioned = i % 2 };

        if (strcmp(rig_go(&rig, call, rows, &how), expected) != 0)
            fail_msg("%s with %u workers, seed %u:\n%s\ninstead of\n%s", text,
                     how.workers, how.seed, rig.out.p, expected);
        assert_string_equal(rig.warn.p, warnings);
    }
    free(expected);
    free(warnings);
    rig_release(&rig);
}

static void test_invariance(void **state)
{
    (void)state;
    for (unsigned seed = 1; seed <= 3; seed++) {
        struct buf rows;

        buf_init(&rows, 1 << 24);
        make_rows(&rows, seed, 400);
        for (size_t i = 0; i < countof(calls); i++)
            check_invariant(calls[i], rows.p, 12);
        buf_release(&rows);
    }
}

/* Enough values that sets become sketches, and in some workers before others. */
static void test_sketches(void **state)
{
    static const char *const large[] = {
        "count(v, distinct=true)",
        "percentile(v, percentiles=[0, 1, 50, 99, 100])",
        "groupBy(k, function=[count(v, distinct=true), percentile(v)])",
    };
    struct buf rows;

    (void)state;
    buf_init(&rows, 1 << 26);
    for (unsigned i = 0; i < 80000; i++)
        buf_printf(&rows, "{\"k\":\"%u\",\"v\":\"%u\"}\n", i % 16 == 0,
                   i * 7919u % 80000);
    buf_add_char(&rows, '\0');
    for (size_t i = 0; i < countof(large); i++)
        check_invariant(large[i], rows.p, 3);
    buf_release(&rows);
}

/* The estimate of 80,000 different values, and ranks known beforehand. */
static void test_sketch_errors(void **state)
{
    struct buf rows;
    struct rig rig;
    const char *out;
    double count;

    (void)state;
    rig_init(&rig);
    buf_init(&rows, 1 << 26);
    for (unsigned i = 0; i < 80000; i++)
        buf_printf(&rows, "{\"v\":\"%u\"}\n", i);
    buf_add_char(&rows, '\0');
    out = rig_go(&rig, rig_call(&rig, "count(v, distinct=true)"), rows.p,
                 &(struct rig_run){ 0 });
    count = strtod(out + strlen("{\"_count\":\""), NULL);
    assert_true(count > 78400 && count < 81600);
    out = rig_go(&rig, rig_call(&rig, "percentile(v, percentiles=[75])"), rows.p,
                 &(struct rig_run){ 0 });
    count = strtod(out + strlen("{\"_75\":\""), NULL);
    assert_true(count > 59400 && count < 60600);
    buf_release(&rows);
    rig_release(&rig);
}

/* groupBy with count and sum against arrays. */
static void test_naive_groups(void **state)
{
    (void)state;
    for (unsigned seed = 1; seed < 6; seed++) {
        enum { KEYS = 50 };
        unsigned random = seed, order[KEYS], norder = 0;
        long count[KEYS] = { 0 }, sum[KEYS] = { 0 };
        struct buf rows, expected;

        buf_init(&rows, 1 << 24);
        buf_init(&expected, 1 << 24);
        for (unsigned i = 0; i < 1000; i++) {
            unsigned k = rig_random(&random) % KEYS;
            long n = (long)(rig_random(&random) % 10000) - 5000;

            if (count[k]++ == 0)
                order[norder++] = k;
            sum[k] += n;
            buf_printf(&rows, "{\"k\":\"%u\",\"n\":\"%ld\"}\n", k, n);
        }
        for (unsigned i = 0; i < norder; i++)
            buf_printf(&expected,
                       "{\"k\":\"%u\",\"_count\":\"%ld\",\"_sum\":\"%ld\"}\n", order[i],
                       count[order[i]], sum[order[i]]);
        buf_add_char(&rows, '\0');
        buf_add_char(&expected, '\0');
        rig_check("groupBy(k, function=[count(), sum(n)])", rows.p, expected.p);
        buf_release(&rows);
        buf_release(&expected);
    }
}

/* Raise one of the limits from nothing: until it is enough, the failure is noticed. */
static void check_limits(const char *text, const char *rows, unsigned workers,
                         bool of_rows)
{
    struct rig rig;
    const struct func_call *call;
    struct rig_run how = { .workers = workers, .seed = 5, .is_partitioned = true };
    char *expected;
    const char *out;

    rig_init(&rig);
    call = rig_call(&rig, text);
    expected = copy(rig_go(&rig, call, rows, &how));
    for (size_t limit = 1;; limit += 40 + limit / 30) {
        how.state_limit = of_rows ? 0 : limit;
        how.rows_limit = of_rows ? limit : 0;
        out = rig_go(&rig, call, rows, &how);
        if (!rig.has_failed)
            break;
    }
    assert_string_equal(out, expected);
    free(expected);
    rig_release(&rig);
}

static void test_memory(void **state)
{
    struct buf rows;

    (void)state;
    buf_init(&rows, 1 << 24);
    make_rows(&rows, 99, 120);
    for (size_t i = 0; i < countof(calls); i++) {
        check_limits(calls[i], rows.p, 1, false);
        check_limits(calls[i], rows.p, is_sequence(calls[i]) ? 1 : 3, false);
        check_limits(calls[i], rows.p, is_sequence(calls[i]) ? 1 : 2, true);
    }
    buf_release(&rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_invariance),    cmocka_unit_test(test_sketches),
        cmocka_unit_test(test_sketch_errors), cmocka_unit_test(test_naive_groups),
        cmocka_unit_test(test_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
