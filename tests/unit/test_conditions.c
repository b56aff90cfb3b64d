/*
 * test_conditions - the places where a query decides, their probes and their mutants.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/arena.h"
#include "detect/conditions.h"
#include "query/parse.h"
#include "query/print.h"

#define COUNTED " | groupBy(" PROBE_FIELD ")"
#define HOLDS(condition)                                   \
    "case { " condition " | " PROBE_FIELD " := \"true\"; " \
    "* | " PROBE_FIELD " := \"false\" }" COUNTED

static struct arena arena;

static int begin(void **state UNUSED)
{
    arena_init(&arena, 16 << 20);
    return 0;
}

static int end(void **state UNUSED)
{
    arena_release(&arena);
    return 0;
}

static struct ast *parsed(const char *text)
{
    struct problems problems;
    struct ast *query;

    problems_init(&problems, &arena);
    query = parse_query(str_from_cstr(text), DIALECT_LENIENT, &arena, &problems);
    assert_int_equal(problems.errors, 0);
    return query;
}

static void assert_prints(const struct ast *tree, const char *expected)
{
    struct buf out;

    buf_init(&out, 1 << 16);
    print_query(tree, PRINT_ONE_LINE, &out);
    buf_add_char(&out, '\0');
    assert_string_equal(out.p, expected);
    buf_release(&out);
}

/* Condition number `at` of a query, and what is made of it; NULL: there is no such. */
struct made {
    const char *query;
    size_t n, at;
    const char *probe, *dropped, *flipped;
};

static const struct made cases[] = {
    { "a=1", 1, 0, HOLDS("a=1"), "*", "NOT a=1" },
    { "a=1 NOT b=2", 2, 1, HOLDS("NOT b=2"), "a=1", "a=1 b=2" },
    { "a=1 b=2 c=3", 3, 1, HOLDS("b=2"), "a=1 c=3", "a=1 NOT b=2 c=3" },
    { "a=1 OR b=2 | c=3", 3, 0, HOLDS("a=1"), "b=2 | c=3", "NOT a=1 OR b=2 | c=3" },
    { "a=1 | c=3", 2, 1, "a=1 | " HOLDS("c=3"), "a=1 | *", "a=1 | NOT c=3" },
    { "NOT (a=1 b=2)", 2, 0, HOLDS("a=1"), "NOT b=2", "NOT (NOT a=1 b=2)" },
    { "* | in(a, values=[1])", 1, 0, "* | " HOLDS("in(a, values=[1])"), "* | *",
      "* | !in(a, values=[1])" },
    { "a =~ !in(values=[1])", 1, 0, HOLDS("a =~ !in(values=[1])"), "*",
      "a =~ in(values=[1])" },
    { "a =~ !unknown(b=1)", 1, 0, HOLDS("a =~ !unknown(b=1)"), "*",
      "a =~ unknown(b=1)" },
    { "case { a=1; * | b := 2 }", 2, 1,
      "case { a=1 | cs_seen := \"1\"; * | cs_seen := \"0\" } | cs_seen=\"0\" | " HOLDS(
          "*"),
      "case { a=1; false }", NULL },
    { "case { a=1; b := 2 }", 2, 1,
      "case { a=1 | cs_seen := \"1\"; * | cs_seen := \"0\" } | cs_seen=\"0\" | " HOLDS(
          "*"),
      "case { a=1; false }", NULL },
    { "a match { 1 => b := 2; * => b := 3 }", 2, 0,
      "a match { 1 => " PROBE_FIELD " := \"true\"; * => " PROBE_FIELD
      " := \"false\" }" COUNTED,
      "a match { * => b := 2; * => b := 3 }",
      "a match { /[^\\s\\S]/ => b := 2; * => b := 3 }" },
    { "b := if(a == 1, then=2, else=3)", 1, 0, HOLDS("test(a == 1)"),
      "b := if(1 == 1, then=2, else=3)", "b := if(!(a == 1), then=2, else=3)" },
    { "x=1 | join(query={a=1 | b=2}, field=c)", 3, 2, "a=1 | " HOLDS("b=2"),
      "x=1 | join(query={a=1 | *}, field=c)",
      "x=1 | join(query={a=1 | NOT b=2}, field=c)" },
    { "x=1 | groupBy(y, function={a=1 | count()})", 2, 1, "x=1 | " HOLDS("a=1"),
      "x=1 | groupBy(y, function={* | count()})",
      "x=1 | groupBy(y, function={NOT a=1 | count()})" },
};

static void check(const struct made *m)
{
    const struct ast *query = parsed(m->query);
    const char *const expected[] = { m->dropped, m->flipped };
    struct conditions list;

    assert_int_equal(conditions_find(&list, query, &arena, NULL), ST_OK);
    assert_int_equal(list.n, m->n);
    assert_prints(list.v[m->at].probe, m->probe);
    for (enum mutation i = MUTATION_DROPPED; i < MUTATION_COUNT; i++) {
        const struct ast *mutant = condition_mutant(query, &list.v[m->at], i, &arena);

        if (expected[i])
            assert_prints(mutant, expected[i]);
        else
            assert_null(mutant);
    }
    /* The original is as it was. */
    assert_true(ast_equal(query, parsed(m->query)));
}

static void what_is_made_of_a_condition(void **state UNUSED)
{
    for (size_t i = 0; i < countof(cases); i++)
        check(&cases[i]);
}

/* What always holds, and what only computes, is no condition. */
static void what_is_no_condition(void **state UNUSED)
{
    static const char *const queries[] = { "*", "count()", "a := b + 1",
                                           "regex(\"(?<x>y)\", strict=false)",
                                           "groupBy([a, b]) | sort(a)" };

    for (size_t i = 0; i < countof(queries); i++) {
        struct conditions list;

        assert_int_equal(conditions_find(&list, parsed(queries[i]), &arena, NULL),
                         ST_OK);
        assert_int_equal(list.n, 0);
    }
}

static void memory_that_runs_out(void **state UNUSED)
{
    struct ast *query = parsed("a=1 b=2 | case { c=3; d=4; * } | e=5");
    struct conditions list;
    struct diag diag;
    size_t limit = 0;
    enum status st;

    do {
        struct arena small;

        arena_init(&small, limit += 64);
        st = conditions_find(&list, query, &small, &diag);
        arena_release(&small);
    } while (st == ST_NOMEM);
    assert_int_equal(st, ST_OK);
    assert_true(limit > 64);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_made_of_a_condition, begin, end),
        cmocka_unit_test_setup_teardown(what_is_no_condition, begin, end),
        cmocka_unit_test_setup_teardown(memory_that_runs_out, begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
