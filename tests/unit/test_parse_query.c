/*
 * test_parse_query - what parses in which dialect, and what is said about the rest.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/arena.h"
#include "query/parse.h"

/* As published: a pipe inside parentheses, and a function that LogScale has not. */
static const char seed[] =
    "#event_simpleName = \"ProcessRollup2\" OR #event_simpleName = "
    "\"SyntheticProcessRollup2\"\n"
    "| ImageFileName = /./\n"
    "| SignInfoFlags != \"0\"\n"
    "| SignInfoFlags = /(?:invalid|expired|revoked|untrusted)/i\n"
    "OR (\n"
    "#event_simpleName = \"ClassifiedModuleLoad\"\n"
    "| SignInfoFlags != \"0\"\n"
    "| ImageFileName != \"\"\n"
    "| SignInfoFlags = /(?:invalid|expired|revoked)/i\n"
    ")\n"
    "| groupBy([ComputerName, ImageFileName, SignInfoFlags, SHA256HashData], function=[\n"
    "count(aid, as=ExecutionCount),\n"
    "collectDistinct(UserName, as=Users),\n"
    "collectDistinct(CommandLine, as=CommandLines)\n"
    "])\n"
    "| ExecutionCount < 10\n"
    "| sort(ExecutionCount, order=asc)\n";

static void seed_query_is_a_branch_in_lenient(void **state UNUSED)
{
    struct arena arena;
    struct problems problems;
    struct ast *query;

    arena_init(&arena, 1 << 20);
    problems_init(&problems, &arena);
    query = parse_query(str_from_cstr(seed), DIALECT_LENIENT, &arena, &problems);
    assert_int_equal(problems.n, 1);
    assert_string_equal(problems.v[0].code, "W302");
    assert_int_equal(query->nkids, 7);
    assert_int_equal(query->kid[3]->kind, AST_BRANCH);
    assert_int_equal(query->kid[3]->nkids, 2);
    assert_int_equal(query->kid[3]->kid[0]->kind, AST_COMPARE);
    assert_int_equal(query->kid[3]->kid[1]->kind, AST_PIPELINE);
    assert_int_equal(query->kid[3]->kid[1]->nkids, 4);
    arena_release(&arena);
}

static void seed_query_is_an_error_in_strict(void **state UNUSED)
{
    struct str text = str_from_cstr(seed);
    struct arena arena;
    struct problems problems;

    arena_init(&arena, 1 << 20);
    problems_init(&problems, &arena);
    assert_non_null(parse_query(text, DIALECT_STRICT, &arena, &problems));
    assert_int_equal(problems.n, 1);
    assert_string_equal(problems.v[0].code, "E206");
    assert_int_equal(place_of(text, problems.v[0].span.offset).line, 7);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(seed_query_is_a_branch_in_lenient),
        cmocka_unit_test(seed_query_is_an_error_in_strict),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
