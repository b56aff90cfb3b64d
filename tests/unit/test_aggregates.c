/*
 * test_aggregates.c - what each aggregate answers, in tables; every case also with
 * several workers, which must not show.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "agg_harness.h"

struct agg_case {
    const char *call, *rows, *expected;
};

static void check(const struct agg_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++)
        rig_check(cases[i].call, cases[i].rows, cases[i].expected);
}

static void test_examples(void **state)
{
    (void)state;
    for (size_t i = 0; i < func_table_len; i++)
        if (func_table[i]->aggregate)
            rig_examples(func_table[i]);
}

static void test_count(void **state)
{
    static const struct agg_case cases[] = {
        { "count()", "", "{\"_count\":\"0\"}\n" },
        { "count(a)", "{\"b\":\"1\"}\n", "{\"_count\":\"0\"}\n" },
        { "count(a)", "{\"a\":\"\"}\n", "{\"_count\":\"1\"}\n" },
        { "count(a, distinct=true)", "", "{\"_count\":\"0\"}\n" },
        { "count(a, distinct=true)", "{\"a\":\"5\"}\n{\"a\":5}\n{\"a\":\"\\u0035\"}\n",
          "{\"_count\":\"1\"}\n" },
    };

    (void)state;
    check(cases, countof(cases));
}

static void test_sum_avg(void **state)
{
    static const struct agg_case cases[] = {
        { "sum(n)", "{\"n\":\"9223372036854775806\"}\n{\"n\":\"1\"}\n",
          "{\"_sum\":\"9223372036854775807\"}\n" },
        { "sum(n)", "{\"n\":\"9223372036854775807\"}\n{\"n\":\"1\"}\n{\"n\":\"-2\"}\n",
          "{\"_sum\":\"9223372036854775806\"}\n" },
        { "sum(n)", "{\"n\":\"1e100\"}\n{\"n\":\"1\"}\n{\"n\":\"-1e100\"}\n",
          "{\"_sum\":\"1\"}\n" },
        { "avg(n)", "{\"n\":\"0.1\"}\n{\"n\":\"1e300\"}\n{\"n\":\"-1e300\"}\n", "" },
        { "avg(n)",
          "{\"n\":\"0.5\"}\n{\"n\":\"1e200\"}\n{\"n\":\"-1e200\"}\n{\"n\":1}\n",
          "{\"_avg\":\"0.375\"}\n" },
        { "avg(n)", "{\"n\":\"x\"}\n", "" },
    };

    (void)state;
    check(cases, countof(cases));
}

static void test_group_by(void **state)
{
    static const struct agg_case cases[] = {
        { "groupBy(k)", "", "" },
        { "groupBy(k)", "{\"a\":\"1\"}\n", "" },
        { "groupBy(k)", "{\"k\":\"\"}\n{\"a\":\"1\"}\n{\"k\":\"\"}\n",
          "{\"k\":\"\",\"_count\":\"2\"}\n" },
        { "groupBy(k)", "{\"k\":\"5\"}\n{\"k\":5}\n{\"k\":\"\\u0035\"}\n",
          "{\"k\":\"5\",\"_count\":\"3\"}\n" },
        { "groupBy([a, b])", "{\"a\":\"xy\",\"b\":\"z\"}\n{\"a\":\"x\",\"b\":\"yz\"}\n",
          "{\"a\":\"xy\",\"b\":\"z\",\"_count\":\"1\"}\n"
          "{\"a\":\"x\",\"b\":\"yz\",\"_count\":\"1\"}\n" },
        { "groupBy([a, b])", "{\"a\":\"x\"}\n{\"b\":\"y\"}\n", "" },
        { "groupBy(k, function=[avg(n), sum(n)])", "{\"k\":\"a\",\"n\":\"x\"}\n",
          "{\"k\":\"a\",\"_sum\":\"0\"}\n" },
        { "groupBy(k, function=avg(n))", "{\"k\":\"a\",\"n\":\"x\"}\n",
          "{\"k\":\"a\"}\n" },
        { "groupBy(m, function=[count(as=t), groupBy(s, function=count(as=c))])",
          "{\"m\":\"G\",\"s\":\"1\"}\n{\"m\":\"P\",\"s\":\"1\"}\n"
          "{\"m\":\"G\",\"s\":\"2\"}\n{\"m\":\"G\",\"s\":\"1\"}\n",
          "{\"m\":\"G\",\"t\":\"3\",\"s\":\"1\",\"c\":\"2\"}\n"
          "{\"m\":\"G\",\"t\":\"3\",\"s\":\"2\",\"c\":\"1\"}\n"
          "{\"m\":\"P\",\"t\":\"1\",\"s\":\"1\",\"c\":\"1\"}\n" },
        { "groupBy(k, limit=1)", "{\"k\":\"b\"}\n{\"k\":\"a\"}\n{\"k\":\"b\"}\n",
          "{\"k\":\"b\",\"_count\":\"2\"}\n" },
    };

    (void)state;
    check(cases, countof(cases));
}

static void test_collect(void **state)
{
    static const struct agg_case cases[] = {
        { "collect(a)", "", "" },
        { "collect(a)", "{\"a\":\"y\"}\n{\"a\":\"x\"}\n{\"a\":\"y\"}\n",
          "{\"a\":\"y\\nx\"}\n" },
        { "collect([a, b], separator=\",\")",
          "{\"a\":\"1\"}\n{\"b\":\"2\"}\n{\"a\":\"3\",\"b\":\"2\"}\n",
          "{\"a\":\"1,3\",\"b\":\"2\"}\n" },
        { "collect([a, b], multival=false)",
          "{\"a\":\"1\"}\n{\"b\":\"2\"}\n{\"c\":\"2\"}\n{\"a\":\"1\"}\n{\"a\":\"1\",\"b\":"
          "\"\"}\n",
          "{\"a\":\"1\"}\n{\"b\":\"2\"}\n{\"a\":\"1\",\"b\":\"\"}\n" },
        { "collect(a, limit=2, separator=\"-\")",
          "{\"a\":\"3\"}\n{\"a\":\"1\"}\n{\"a\":\"3\"}\n{\"a\":\"2\"}\n",
          "{\"a\":\"3-1\"}\n" },
    };

    (void)state;
    check(cases, countof(cases));
}

static void test_sort(void **state)
{
    static const struct agg_case cases[] = {
        { "sort(n)", "", "" },
        { "sort(n, order=asc)",
          "{\"n\":\"10\"}\n{\"a\":\"1\"}\n{\"n\":\"x\"}\n{\"n\":\"9\"}\n{\"n\":\"-1.5\"}\n",
          "{\"n\":\"-1.5\"}\n{\"n\":\"9\"}\n{\"n\":\"10\"}\n{\"a\":\"1\"}\n{\"n\":\"x\"}"
          "\n" },
        { "sort(n)", "{\"a\":\"1\",\"n\":\"1\"}\n{\"a\":\"2\",\"n\":\"1\"}\n",
          "{\"a\":\"1\",\"n\":\"1\"}\n{\"a\":\"2\",\"n\":\"1\"}\n" },
        { "sort(n, reverse=true)", "{\"n\":\"2\"}\n{\"n\":\"1\"}\n",
          "{\"n\":\"1\"}\n{\"n\":\"2\"}\n" },
        { "sort(n, type=any)",
          "{\"n\":\"2\"}\n{\"n\":\"b\"}\n{\"n\":\"10\"}\n{\"n\":\"a\"}\n",
          "{\"n\":\"b\"}\n{\"n\":\"a\"}\n{\"n\":\"10\"}\n{\"n\":\"2\"}\n" },
        { "sort(n, type=string, order=asc)",
          "{\"n\":\"2\"}\n{\"n\":\"b\"}\n{\"n\":\"10\"}\n",
          "{\"n\":\"10\"}\n{\"n\":\"2\"}\n{\"n\":\"b\"}\n" },
        { "sort(n)",
          "{\"n\":\"9007199254740993\"}\n{\"n\":\"9007199254740992.0\"}\n"
          "{\"n\":\"9007199254740994\"}\n",
          "{\"n\":\"9007199254740994\"}\n{\"n\":\"9007199254740993\"}\n"
          "{\"n\":\"9007199254740992.0\"}\n" },
    };

    (void)state;
    check(cases, countof(cases));
}

static void test_head_tail_table(void **state)
{
    static const struct agg_case cases[] = {
        { "head(2)", "{\"a\":\"1\"}\n{\"a\":\"2\"}\n{\"a\":\"3\"}\n",
          "{\"a\":\"1\"}\n{\"a\":\"2\"}\n" },
        { "tail(2)", "{\"a\":\"1\"}\n{\"a\":\"2\"}\n{\"a\":\"3\"}\n",
          "{\"a\":\"2\"}\n{\"a\":\"3\"}\n" },
        { "tail(2)",
          "{\"@timestamp\":\"5\",\"a\":\"1\"}\n{\"a\":\"2\"}\n"
          "{\"@timestamp\":\"5\",\"a\":\"3\"}\n{\"@timestamp\":\"5\",\"a\":\"4\"}\n",
          "{\"@timestamp\":\"5\",\"a\":\"3\"}\n{\"@timestamp\":\"5\",\"a\":\"4\"}\n" },
        { "table([b, a])", "{\"a\":\"1\",\"b\":\"2\",\"c\":\"3\"}\n",
          "{\"b\":\"2\",\"a\":\"1\"}\n" },
        { "table(a, sortby=c, type=string, order=asc)",
          "{\"a\":\"1\",\"c\":\"z\"}\n{\"a\":\"2\",\"c\":\"\\u0061\"}\n",
          "{\"a\":\"2\"}\n{\"a\":\"1\"}\n" },
    };

    (void)state;
    check(cases, countof(cases));
}

static void test_warnings(void **state)
{
    static const struct {
        const char *call, *code;
    } cases[] = {
        { "sort(a, limit=1)", "" },        { "head(1)", "" },
        { "groupBy(a, limit=1)", "W603" }, { "groupBy(a, limit=2)", "" },
        { "collect(a, limit=1)", "W603" }, { "collect(a, limit=2)", "" },
    };

    (void)state;
    for (size_t i = 0; i < countof(cases); i++) {
        struct rig rig;
        const struct func_call *call;

        rig_init(&rig);
        call = rig_call(&rig, cases[i].call);
        (void)rig_go(&rig, call, "{\"a\":\"1\"}\n{\"a\":\"2\"}\n",
                     &(struct rig_run){ 0 });
        assert_true(
            str_starts_with(str_from_cstr(rig.warn.p), str_from_cstr(cases[i].code)));
        assert_int_equal(rig.warn.p[0] != '\0', cases[i].code[0] != '\0');
        rig_release(&rig);
    }
}

static void test_widgets(void **state)
{
    static const struct agg_case cases[] = {
        { "sankey(source=a, target=b)",
          "{\"a\":\"x\",\"b\":\"y\"}\n{\"a\":\"y\",\"b\":\"x\"}\n"
          "{\"a\":\"x\",\"b\":\"y\"}\n{\"a\":\"x\"}\n{\"b\":\"y\"}\n"
          "{\"a\":\"xy\",\"b\":\"\"}\n",
          "{\"source\":\"x\",\"target\":\"y\",\"weight\":\"2\"}\n"
          "{\"source\":\"y\",\"target\":\"x\",\"weight\":\"1\"}\n"
          "{\"source\":\"xy\",\"target\":\"\",\"weight\":\"1\"}\n" },
        { "sankey(source=a, target=b, weight=max(n))",
          "{\"a\":\"x\",\"b\":\"y\",\"n\":\"1\"}\n{\"a\":\"x\",\"b\":\"y\",\"n\":\"7\"}\n"
          "{\"a\":\"x\",\"b\":\"z\"}\n",
          "{\"source\":\"x\",\"target\":\"y\",\"weight\":\"7\"}\n"
          "{\"source\":\"x\",\"target\":\"z\"}\n" },
        { "sankey(source=a, target=b)", "{\"a\":\"x\"}\n", "" },
        { "worldMap(lat=a, lon=b, precision=1)",
          "{\"a\":\"0\",\"b\":\"0\"}\n{\"a\":\"1\",\"b\":\"1\"}\n"
          "{\"a\":\"-1\",\"b\":\"-1\"}\n{\"a\":\"90.1\",\"b\":\"0\"}\n"
          "{\"a\":\"0\",\"b\":\"-181\"}\n{\"a\":\"x\",\"b\":\"1\"}\n{\"a\":\"1\"}\n",
          "{\"geohash\":\"s\",\"magnitude\":\"2\"}\n"
          "{\"geohash\":\"7\",\"magnitude\":\"1\"}\n" },
        { "worldMap(lat=a, lon=b, magnitude=sum(n))",
          "{\"a\":\"57.64911\",\"b\":\"10.40744\",\"n\":\"2\"}\n"
          "{\"a\":\"57.65\",\"b\":\"10.41\",\"n\":\"3\"}\n",
          "{\"geohash\":\"u4pr\",\"magnitude\":\"5\"}\n" },
        { "worldMap(ip=a)", "{\"a\":\"8.8.8.8\"}\n", "" },
    };

    (void)state;
    check(cases, countof(cases));
}

static void test_refused(void **state)
{
    static const char *const calls[] = {
        "count(distinct=true)",
        "groupBy([])",
        "table([])",
        "sort(a, order=[asc, desc])",
        "sort([a, b], type=[hex, number, any])",
        "bucket(function=groupBy(a, function=accumulate(count())))",
        "session(slidingWindow(count(), events=2))",
        "bucket(span=x)",
        "bucket(timezone=\"Mars/Olympus\")",
        "top(a, sum=b, max=c)",
        "top(a, max=c, percent=true)",
        "percentile(a, percentiles=[101])",
        "percentile(a, accuracy=0)",
        "sankey(source=a, target=b, weight=[count(), sum(n)])",
        "worldMap(lat=a)",
        "worldMap(precision=4)",
        "worldMap(ip=a, magnitude=[])",
    };

    (void)state;
    for (size_t i = 0; i < countof(calls); i++) {
        struct rig rig;

        rig_init(&rig);
        assert_null(rig_call(&rig, calls[i]));
        assert_true(rig.diag.text[0]);
        rig_release(&rig);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_examples),        cmocka_unit_test(test_count),
        cmocka_unit_test(test_sum_avg),         cmocka_unit_test(test_group_by),
        cmocka_unit_test(test_collect),         cmocka_unit_test(test_sort),
        cmocka_unit_test(test_head_tail_table), cmocka_unit_test(test_warnings),
        cmocka_unit_test(test_refused),         cmocka_unit_test(test_widgets),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
