/*
 * test_parse_query - what parses in which dialect, and what is said about the rest.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
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

/* ---- what is said, where ------------------------------------------------------------
 */

enum { CODES_MAX = 4 };

/* A problem of a text: its code and the bytes it points at. */
struct expected {
    const char *code, *at;
};

static const struct {
    const char *text;
    struct expected lenient[CODES_MAX], strict[CODES_MAX];
} cases[] = {
    /* both dialects accept */
    { "", { { 0 } }, { { 0 } } },
    { "| #type=a @id=b host.name=* NOT c!=\"d\" | e < 5 f like *g*",
      { { 0 } },
      { { 0 } } },
    { "a or not b and c | /x/i ?p | true | \"free text\"", { { 0 } }, { { 0 } } },
    { "!in(a, values=[b]) | not test(c == d)", { { 0 } }, { { 0 } } },
    { "x := (a + 1) * -b / 2 % 3 | y =~ !cidr(subnet=\"::/0\")", { { 0 } }, { { 0 } } },
    { "case { a=1 | b := 2; * } | f match { /a/ => *; true => b := 1; }",
      { { 0 } },
      { { 0 } } },
    { "event_platform=Win (a or b)", { { 0 } }, { { 0 } } },
    { "groupBy ([a, b], function=([count(), n := sum(x)]))", { { 0 } }, { { 0 } } },
    { "join({ a=1 | b=2 }, field=x) | [count()] | $a/b:c(x=1)", { { 0 } }, { { 0 } } },
    { "correlate(A: { a=1 } include: [x], B: { k <=> A.k }, within=5m)",
      { { 0 } },
      { { 0 } } },
    { "?{host=*} | a=?x-y | not=1 | case=2 | test=fisk", { { 0 } }, { { 0 } } },
    { "c=/[^/]+/ | d=m/fisk/i", { { 0 } }, { { 0 } } },
    /* the dialects differ */
    { "(a=1 | b=2)", { { "W301", "|" } }, { { "E206", "|" } } },
    { "a=1 OR (event_simpleName=b | c)", { { "W302", "|" } }, { { "E206", "|" } } },
    { "a=1 OR in(b, values=c)",
      { { "W303", "in(b, values=c)" } },
      { { "E207", "in(b, values=c)" } } },
    { "count() a=1", { { "W303", "a" } }, { { "E208", "a" } } },
    { "count() |", { { "W304", "|" } }, { { "E205", "|" } } },
    { "a=\"b\nc\"", { { "W305", "\"" } }, { { "E105", "\"" } } },
    { "a > \"b\"", { { "W309", "\"b\"" } }, { { "E209", "\"b\"" } } },
    { "f(/a/)", { { "W313", "/a/" } }, { { "E218", "/a/" } } },
    { "a ;", { { "W314", ";" } }, { { "E203", ";" } } },
    { "f(a, b)", { { 0 } }, { { "E219", "b" } } },
    /* both refuse */
    { "f(x) g(y)", { { "E208", "g" } }, { { "E208", "g" } } },
    { "groupBy([a, b | count()", { { "E202", "[" } }, { { "E202", "[" } } },
    { "400 > statuscode",
      { { "E210", "400 > statuscode" } },
      { { "E210", "400 > statuscode" } } },
    { "a >= now() - 1", { { "E209", "now" } }, { { "E209", "now" } } },
    { "host-name=*", { { "E211", "host-name" } }, { { "E211", "host-name" } } },
    { "x := a = b", { { "E212", "=" } }, { { "E212", "=" } } },
    { "a == b", { { "E213", "==" } }, { { "E213", "==" } } },
    { "groupBy | test",
      { { "E214", "groupBy" }, { "E214", "test" } },
      { { "E214", "groupBy" }, { "E214", "test" } } },
    { "or a | a and",
      { { "E215", "or" }, { "E215", "and" } },
      { { "E215", "or" }, { "E215", "and" } } },
    { "x := /a/", { { "E218", "/a/" } }, { { "E218", "/a/" } } },
    { "a || b", { { "E204", "|" } }, { { "E204", "|" } } },
    { "case { ; a }", { { "E222", "{" } }, { { "E222", "{" } } },
    { "a match { b; c => * }", { { "E223", ";" } }, { { "E223", ";" } } },
    { "(x := 1)", { { "E221", "x := 1" } }, { { "E221", "x := 1" } } },
    { "a /* b", { { "E104", "/*" } }, { { "E104", "/*" } } },
    /* the parser goes on, and says nothing twice */
    { "a= | f(b c) | \"d | e",
      { { "E216", "|" }, { "E201", "c" }, { "E101", "\"" } },
      { { "E216", "|" }, { "E201", "c" }, { "E101", "\"" } } },
    { "join({ a= | b }, x=[c) | d)",
      { { "E216", "|" }, { "E202", "[" }, { "E203", ")" } },
      { { "E216", "|" }, { "E202", "[" }, { "E203", ")" } } },
};

static void assert_problems(const char *text, enum dialect dialect,
                            const struct expected *expected)
{
    struct str query = str_from_cstr(text);
    struct problems problems;
    struct arena arena;
    size_t n = 0;

    arena_init(&arena, 1 << 20);
    problems_init(&problems, &arena);
    assert_non_null(parse_query(query, dialect, &arena, &problems));
    while (n < CODES_MAX && expected[n].code)
        n++;
    for (size_t i = 0; i < n || i < problems.n; i++) {
        const struct problem *p = i < problems.n ? &problems.v[i] : NULL;
        struct str at =
            p ? str_slice(query, p->span.offset, p->span.offset + p->span.length)
              : STR("");

        if (!p || i >= n || strcmp(p->code, expected[i].code) != 0 ||
            !str_eq(at, str_from_cstr(expected[i].at)))
            fail_msg("%s (dialect %d): problem %zu is %s at '%.*s'", text, (int)dialect,
                     i, p ? p->code : "none", STR_ARG(at));
    }
    arena_release(&arena);
}

static void problems_have_code_and_place(void **state UNUSED)
{
    for (size_t i = 0; i < countof(cases); i++) {
        assert_problems(cases[i].text, DIALECT_LENIENT, cases[i].lenient);
        assert_problems(cases[i].text, DIALECT_STRICT, cases[i].strict);
    }
}

/* ---- structure
 * ------------------------------------------------------------------------ */

/* `(AND a (OR b c))`: kinds and texts of a filter. */
static void sketch(const struct ast *n, struct buf *out)
{
    if (n->kind == AST_COMPARE || n->kind == AST_FREE_TEXT) {
        buf_add(out, n->kind == AST_COMPARE ? n->text : n->kid[0]->text);
        return;
    }
    buf_printf(out, "(%s", ast_kind_name(n->kind));
    for (uint32_t i = 0; i < n->nkids; i++) {
        buf_add_char(out, ' ');
        sketch(n->kid[i], out);
    }
    buf_add_char(out, ')');
}

static void or_binds_tighter_than_and(void **state UNUSED)
{
    static const struct {
        const char *text, *tree;
    } trees[] = {
        { "foo and not bar or baz", "(PIPELINE (AND foo (OR (NOT bar) baz)))" },
        { "foo or not bar and baz", "(PIPELINE (AND (OR foo (NOT bar)) baz))" },
        { "a or b c or d", "(PIPELINE (AND (OR a b) (OR c d)))" },
        { "(a b) or c", "(PIPELINE (OR (AND a b) c))" },
        { "x a=1 or (#t=1 | b) or (#t=2 | c)",
          "(PIPELINE (BRANCH (AND x a) (PIPELINE #t b) (PIPELINE #t c)))" },
        { "a or (b | c)", "(PIPELINE (OR a (NESTED (PIPELINE b c))))" },
        { "a or (#t=1 | b) c", "(PIPELINE (AND (OR a (NESTED (PIPELINE #t b))) c))" },
    };

    for (size_t i = 0; i < countof(trees); i++) {
        struct problems problems;
        struct arena arena;
        struct buf out;

        arena_init(&arena, 1 << 20);
        buf_init(&out, 1 << 12);
        problems_init(&problems, &arena);
        sketch(parse_query(str_from_cstr(trees[i].text), DIALECT_LENIENT, &arena,
                           &problems),
               &out);
        buf_add_char(&out, '\0');
        assert_string_equal(out.p, trees[i].tree);
        buf_release(&out);
        arena_release(&arena);
    }
}

/* ---- limits
 * --------------------------------------------------------------------------- */

/* The first problem of `before` n times, then `after` n times; NULL when there is none.
 */
static const char *first_code(const char *before, size_t n, const char *after)
{
    struct problems problems;
    struct arena arena;
    const char *code;
    struct buf text;

    arena_init(&arena, 1 << 30);
    buf_init(&text, 4 << 20);
    problems_init(&problems, &arena);
    for (size_t i = 0; i < n; i++)
        buf_add_cstr(&text, before);
    buf_add_cstr(&text, "a=1");
    for (size_t i = 0; i < n; i++)
        buf_add_cstr(&text, after);
    assert_false(text.failed);
    assert_non_null(parse_query(buf_str(&text), DIALECT_LENIENT, &arena, &problems));
    code = problems.n ? problems.v[0].code : NULL;
    buf_release(&text);
    arena_release(&arena);
    return code;
}

static void depth_and_length_are_limited(void **state UNUSED)
{
    assert_null(first_code("(", 100, ")"));
    assert_string_equal(first_code("(", 300, ")"), "E224");
    assert_string_equal(first_code("case {", 200000 / 6, "}"), "E224");
    assert_string_equal(first_code("x:=[{", 200000 / 5, ""), "E224");
    assert_string_equal(first_code("not ", 200000, ""), "E224");
    assert_null(first_code("", (QUERY_BYTES_MAX - 3) / 2, " b"));
    assert_string_equal(first_code("", QUERY_BYTES_MAX / 2, " b"), "E112");
}

/* Texts on which a parser that tries again would take hours. */
static void time_is_linear(void **state UNUSED)
{
    static const char *const pieces[] = { "((a or (b |", "\"\\\n", "/[ ",    "f(x, [",
                                          "?{ ",         "/* */ ", "case {", "a*",
                                          "1e+",         "!",      "`" };

    for (size_t i = 0; i < countof(pieces); i++) {
        size_t n = QUERY_BYTES_MAX / strlen(pieces[i]) - 4;

        (void)first_code(pieces[i], n, "");
        (void)first_code("", n, pieces[i]);
    }
}

static void bytes_that_are_no_text_are_refused(void **state UNUSED)
{
    static const char *const bad[] = { "a=\xff", "a=\xc0\x80", "a=\xed\xa0\x80",
                                       "a=\xf5\x80\x80\x80", "a=\xe2\x80" };

    for (size_t i = 0; i < countof(bad); i++)
        assert_string_equal(first_code(bad[i], 1, ""), "E107");
    assert_null(first_code("\xf0\x9f\x9f\xa2 ", 1, ""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(seed_query_is_a_branch_in_lenient),
        cmocka_unit_test(seed_query_is_an_error_in_strict),
        cmocka_unit_test(problems_have_code_and_place),
        cmocka_unit_test(or_binds_tighter_than_and),
        cmocka_unit_test(depth_and_length_are_limited),
        cmocka_unit_test(time_is_linear),
        cmocka_unit_test(bytes_that_are_no_text_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
