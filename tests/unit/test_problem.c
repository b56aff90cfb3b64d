/*
 * test_problem - how problems are shown.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/arena.h"
#include "query/parse.h"

static void codes_are_found(void **state UNUSED)
{
    assert_string_equal(problem_code_find("E202")->title, "bracket never closed");
    assert_null(problem_code_find("E999"));
    for (size_t i = 0; i < problem_codes_len; i++)
        assert_ptr_equal(problem_code_find(problem_codes[i].code), &problem_codes[i]);
}

static void places_count_characters(void **state UNUSED)
{
    struct str query = STR("a\r\nö=b\n");
    struct place place = place_of(query, 5);

    assert_int_equal(place.line, 2);
    assert_int_equal(place.column, 2);
    assert_true(str_eq(place.text, STR("ö=b")));
    assert_int_equal(place_of(query, 0).column, 1);
    assert_true(str_eq(place_of(query, 0).text, STR("a")));
    assert_int_equal(place_of(query, 1000).line, 3);
}

static void print_one(struct str query, size_t offset, size_t length, struct buf *out)
{
    struct problems problems;
    struct arena arena;

    arena_init(&arena, 1 << 20);
    problems_init(&problems, &arena);
    (void)problems_add(&problems, "E201", (struct span){ offset, length }, "odd");
    problem_print(&problems.v[0], query, STR("q"), false, out);
    arena_release(&arena);
}

static void caret_stands_below_its_text(void **state UNUSED)
{
    static const struct {
        const char *query;
        size_t offset, length;
        const char *expected;
    } cases[] = {
        { "a=b", 2, 1, "q:1:3: error: odd [E201]\n    1 | a=b\n      |   ^\n" },
        { "x\n\tab", 3, 2,
          "q:2:2: error: odd [E201]\n    2 |         ab\n      |         ^~\n" },
        { "öä b", 5, 1, "q:1:4: error: odd [E201]\n    1 | öä b\n      |    ^\n" },
        { "ab\ncd", 1, 4, "q:1:2: error: odd [E201]\n    1 | ab\n      |  ^\n" },
        { "a", 1, 0, "q:1:2: error: odd [E201]\n    1 | a\n      |  ^\n" },
        { "", 0, 0, "q:1:1: error: odd [E201]\n    1 | \n      | ^\n" },
        { "a\033b", 2, 1, "q:1:3: error: odd [E201]\n    1 | a?b\n      |   ^\n" },
    };

    for (size_t i = 0; i < countof(cases); i++) {
        struct buf out;

        buf_init(&out, 1 << 12);
        print_one(str_from_cstr(cases[i].query), cases[i].offset, cases[i].length,
                  &out);
        buf_add_char(&out, '\0');
        assert_string_equal(out.p, cases[i].expected);
        buf_release(&out);
    }
}

static void long_lines_are_cut(void **state UNUSED)
{
    struct buf query;
    struct buf out;

    buf_init(&query, 1 << 12);
    buf_init(&out, 1 << 12);
    buf_pad(&query, 500, 'x');
    query.p[300] = '!';
    print_one(buf_str(&query), 300, 1, &out);
    buf_add_char(&out, '\0');
    assert_non_null(strstr(out.p, "| …xxx"));
    assert_non_null(strstr(out.p, "xxx…\n"));
    assert_int_equal(strchr(out.p, '!') - strstr(out.p, "…"), 40 + 3);
    assert_true(out.n < 400);
    buf_release(&query);
    buf_release(&out);
}

static void json_is_for_editors(void **state UNUSED)
{
    struct str query = STR("a=\nhost-name=*");
    struct problems problems;
    struct arena arena;
    struct buf out;
    bool has_one = false;

    arena_init(&arena, 1 << 20);
    buf_init(&out, 1 << 12);
    problems_init(&problems, &arena);
    problems_add_json(&problems, query, STR("q"), &has_one, &out);
    assert_true(out.n == 0 && !has_one);
    problem_fix(&problems,
                problems_add(&problems, "E211", (struct span){ 3, 9 }, "a \"name\""),
                (struct span){ 3, 9 }, STR("\"host-name\""));
    problems_add_json(&problems, query, STR("q"), &has_one, &out);
    buf_add_char(&out, '\0');
    assert_string_equal(
        out.p, "{\"source\":\"q\",\"code\":\"E211\",\"severity\":\"error\","
               "\"message\":\"a \\\"name\\\"\",\"help\":\"\",\"line\":2,\"column\":1,"
               "\"endLine\":2,\"endColumn\":10,\"offset\":3,\"length\":9,\"fix\":"
               "{\"offset\":3,\"length\":9,\"text\":\"\\\"host-name\\\"\"}}");
    buf_release(&out);
    arena_release(&arena);
}

static void list_has_a_limit(void **state UNUSED)
{
    struct problems problems;
    struct arena arena;

    arena_init(&arena, 1 << 20);
    problems_init(&problems, &arena);
    for (size_t i = 0; i < PROBLEMS_MAX + 5; i++)
        (void)problems_add(&problems, "E201", (struct span){ i, 1 }, "odd");
    assert_int_equal(problems.n, PROBLEMS_MAX);
    assert_int_equal(problems.dropped, 5);
    assert_int_equal(problems.errors, PROBLEMS_MAX + 5);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_are_found),
        cmocka_unit_test(places_count_characters),
        cmocka_unit_test(caret_stands_below_its_text),
        cmocka_unit_test(long_lines_are_cut),
        cmocka_unit_test(json_is_for_editors),
        cmocka_unit_test(list_has_a_limit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
