/*
 * test_exec - queries over events in memory: rows, schedules, limits.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "memory_run.h"

static const char events[] =
    "{\"event_simpleName\":\"ProcessRollup2\",\"aid\":\"h1\",\"n\":\"1\",\"t\":\"b\"}\n"
    "{\"event_simpleName\":\"ProcessRollup2\",\"aid\":\"h2\",\"n\":\"2\",\"t\":\"a\"}\n"
    "not json\n"
    "{\"event_simpleName\":\"DnsRequest\",\"aid\":\"h1\",\"n\":\"x\"}\n"
    "{\"event_simpleName\":\"Proc\\u0065ssRollup2\",\"aid\":\"h3\",\"n\":\"4\",\"t\":\"\"}\n"
    "{\"event_simpleName\":\"ProcessRollup2\",\"aid\":\"h1\",\"n\":\"8\",\"t\":\"b\"}\n";

struct query_case {
    const char *query, *rows;
};

static const struct query_case cases[] = {
    /* an escape in the value hides nothing from the search in raw bytes */
    { "event_simpleName=ProcessRollup2 | count()", "{\"_count\":\"4\"}\n" },
    { "\"ProcessRollup2\" | count()", "{\"_count\":\"4\"}\n" },
    /* missing and empty */
    { "t=* | count()", "{\"_count\":\"4\"}\n" },
    { "t!=b | count()", "{\"_count\":\"3\"}\n" },
    { "t=\"\" | select(aid)", "{\"aid\":\"h3\"}\n" },
    { "n<4 | count()", "{\"_count\":\"2\"}\n" },
    /* groups in order of first appearance, whatever the schedule */
    { "groupBy(aid, function=[count(), collect(n, separator=\",\")])",
      "{\"aid\":\"h1\",\"_count\":\"3\",\"n\":\"1,x,8\"}\n"
      "{\"aid\":\"h2\",\"_count\":\"1\",\"n\":\"2\"}\n"
      "{\"aid\":\"h3\",\"_count\":\"1\",\"n\":\"4\"}\n" },
    { "groupBy(aid) | _count > 1 | rename(_count, as=c)",
      "{\"aid\":\"h1\",\"c\":\"3\"}\n" },
    /* a clause that fails half-way leaves no trace */
    { "case { x := 1 | n=2 | x := 2; * | y := 3 } | select([n, x, y]) | n<3",
      "{\"n\":\"1\",\"y\":\"3\"}\n{\"n\":\"2\",\"x\":\"2\"}\n" },
    /* an alternative branch: an event comes out once, as the first leaves it */
    { "aid=h1 | a := 1 | n=1 OR ( event_simpleName=DnsRequest | b := 2 ) | "
      "select([n, a, b])",
      "{\"n\":\"1\",\"a\":\"1\"}\n{\"n\":\"x\",\"b\":\"2\"}\n" },
    { "n match { /^(?<d>[0-9])$/ => k := d; * => k := \"none\" } | "
      "groupBy(k, function=[])",
      "{\"k\":\"1\"}\n{\"k\":\"2\"}\n{\"k\":\"none\"}\n{\"k\":\"4\"}\n{\"k\":\"8\"}\n" },
    { "join({t=a}, field=aid, include=n) | select([aid, n])",
      "{\"aid\":\"h2\",\"n\":\"2\"}\n" },
    { "defineTable(name=x, query={t=b}, include=aid) | match(table=x, field=aid) | "
      "count()",
      "{\"_count\":\"3\"}\n" },
    { "selfJoinFilter(aid, where=[{n=1}, {n=8}]) | count()", "{\"_count\":\"3\"}\n" },
    { "createEvents([\"a=1\", \"a=2\"]) | kvParse() | sum(a)", "{\"_sum\":\"3\"}\n" },
    { "groupBy(aid, function={t=b | count() | c := _count * 2 | drop(_count)})",
      "{\"aid\":\"h1\",\"c\":\"4\"}\n{\"aid\":\"h2\",\"c\":\"0\"}\n"
      "{\"aid\":\"h3\",\"c\":\"0\"}\n" },
    { "sum(n) | x := _sum / 0 | y := 7 % 4", "{\"_sum\":\"15\",\"y\":\"3\"}\n" },
};

/* Run and compare; NULL rows: any. Returns the status. */
static enum status run_query(const char *query, const struct memory_run *how,
                             struct buf *out, struct diag *diag)
{
    struct plan_options options = { .now_ms = 1700000000000 };
    struct plan *plan;
    enum status st = plan_new(&plan, str_from_cstr(query), &options);

    assert_non_null(plan);
    if (st != ST_OK)
        fail_msg("%s: %.*s", query, STR_ARG(plan->problems.v[0].message));
    st = memory_run(plan, how, out, diag);
    plan_free(plan);
    return st;
}

static void expect_rows(const struct query_case *c, const struct memory_run *how)
{
    struct diag diag = { 0 };
    struct buf out;

    buf_init(&out, 1 << 20);
    assert_int_equal(run_query(c->query, how, &out, &diag), ST_OK);
    if (!str_eq(buf_str(&out), str_from_cstr(c->rows)))
        fail_msg("%s (%u workers, chunks of %zu):\n%.*s", c->query, how->workers,
                 how->chunk_bytes, STR_ARG(buf_str(&out)));
    buf_release(&out);
}

static void rows_do_not_depend_on_the_schedule(void **state UNUSED)
{
    static const size_t chunks[] = { 1, 150, 100000 };

    for (size_t i = 0; i < countof(cases); i++)
        for (unsigned n = 0; n < 24; n++) {
            struct memory_run how = { .events = { events, sizeof events - 1 },
                                      .chunk_bytes = chunks[n % 3],
                                      .workers = 1 + n % 4,
                                      .seed = n,
                                      .no_prefilter = n % 2 };

            expect_rows(&cases[i], &how);
        }
}

static void memory_limit_ends_the_run(void **state UNUSED)
{
    struct memory_run how = { .chunk_bytes = 1000,
                              .workers = 2,
                              .aggregate_bytes = 64 << 10 };
    struct diag diag = { 0 };
    struct buf many;
    struct buf out;

    buf_init(&many, 1 << 20);
    buf_init(&out, 1 << 20);
    for (int i = 0; i < 5000; i++)
        buf_printf(&many, "{\"id\":\"group number %d\"}\n", i);
    how.events = buf_str(&many);
    assert_int_equal(run_query("groupBy(id)", &how, &out, &diag), ST_LIMIT);
    assert_non_null(strstr(diag.text, "--limit-memory"));
    assert_int_equal(out.n, 0);
    how.aggregate_bytes = 0;
    assert_int_equal(run_query("groupBy(id) | count()", &how, &out, &diag), ST_OK);
    assert_true(str_eq(buf_str(&out), STR("{\"_count\":\"5000\"}\n")));
    buf_release(&out);
    buf_release(&many);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_do_not_depend_on_the_schedule),
        cmocka_unit_test(memory_limit_ends_the_run),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
