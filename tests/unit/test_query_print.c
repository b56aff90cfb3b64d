/*
 * test_query_print - the canonical layout, and that printing loses nothing.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/arena.h"
#include "query/parse.h"
#include "query/print.h"

static const struct {
    const char *text, *layout;
} cases[] = {
    /* spelling */
    { "", "" },
    { " | a = 1 and b!=\"x\" ", "a=1 b!=\"x\"\n" },
    { "groupby( x ,function = COUNT() )", "groupBy(x, function=count())\n" },
    { "a < 5|b<=-1.5|c like x*", "a < 5\n| b <= -1.5\n| c like x*\n" },
    { "not a=1 | ! in(a,values=[b])", "NOT a=1\n| !in(a, values=[b])\n" },
    { "true | * | FALSE", "true\n| *\n| false\n" },
    { "x:=a- 1*(b+c)", "x := a - 1 * (b + c)\n" },
    { "x:=(a-b)-(c-d)", "x := a - b - (c - d)\n" },
    { "x := -  1 + -a", "x := - 1 + -a\n" },
    { "\"a b\" = 1 | ?p | ?{p = *} | $f( x=\"1\" )",
      "\"a b\"=1\n| ?p\n| ?{p=*}\n| $f(x=\"1\")\n" },
    { "f=/a\\/b/iim", "f=/a\\/b/mi\n" },
    { "p=\"C:\\\\x\" r=\"\\d\"", "p=\"C:\\\\x\" r=\"\\d\"\n" },
    { "a= ~b", "a= ~b\n" },
    /* precedence is made visible */
    { "a=1 or b=2 c=3", "(a=1 OR b=2) AND c=3\n" },
    { "(a=1 b=2) or c=3", "(a=1 b=2) OR c=3\n" },
    { "not (a=1 or b=2)", "NOT (a=1 OR b=2)\n" },
    { "a=1 or (b=2 | c=3)", "a=1 OR (b=2 | c=3)\n" },
    /* blocks */
    { "case{a=1|x:=2;*}", "case {\n  a=1 | x := 2;\n  *;\n}\n" },
    { "| x | f match { \"a\" => y:=1 ; in(values=[b])=>*; }",
      "x\n| f match {\n    \"a\" => y := 1;\n    in(values=[b]) => *;\n  }\n" },
    { "join({a=1|b=2},field=x)", "join({a=1 | b=2}, field=x)\n" },
    { "[count(),n:=sum(x)]", "[count(), n := sum(x)]\n" },
    /* comments and blank lines stay where they stood */
    { "// a\n\n\nx=1 // b\n|/* c */y=2\n// d",
      "// a\n\nx=1 // b\n/* c */\n| y=2\n// d\n" },
    { "count( // all\n)", "count() // all\n" },
    { "case { // first\n a=1;\n // last\n}",
      "case { // first\n  a=1;\n  // last\n}\n" },
    { "groupBy([a, // key\n b])", "groupBy([\n  a, // key\n  b\n])\n" },
};

static struct ast *parse(const char *text, size_t n, struct arena *arena)
{
    struct problems problems;
    struct ast *query;

    problems_init(&problems, arena);
    query = parse_query((struct str){ text, n }, DIALECT_LENIENT, arena, &problems);
    if (problems.errors)
        fail_msg("%s: %.*s\n%.*s", problems.v[0].code, STR_ARG(problems.v[0].message),
                 (int)n, text);
    assert_non_null(query);
    return query;
}

static void assert_text(const struct buf *out, const char *expected)
{
    if (!str_eq(buf_str(out), str_from_cstr(expected)))
        fail_msg("expected\n%s\ngot\n%.*s", expected, (int)out->n, out->p);
}

static void layout_is_as_documented(void **state UNUSED)
{
    for (size_t i = 0; i < countof(cases); i++) {
        struct str text = str_from_cstr(cases[i].text);
        struct arena arena;
        struct buf out;

        arena_init(&arena, 1 << 20);
        buf_init(&out, 1 << 16);
        print_formatted(parse(text.p, text.n, &arena), text, &out);
        assert_text(&out, cases[i].layout);
        buf_release(&out);
        arena_release(&arena);
    }
}

static void layout_is_its_own_layout(void **state UNUSED)
{
    for (size_t i = 0; i < countof(cases); i++) {
        struct str text = str_from_cstr(cases[i].layout);
        struct arena arena;
        struct buf out;

        arena_init(&arena, 1 << 20);
        buf_init(&out, 1 << 16);
        print_formatted(parse(text.p, text.n, &arena), text, &out);
        assert_text(&out, cases[i].layout);
        buf_release(&out);
        arena_release(&arena);
    }
}

static void long_arguments_are_broken(void **state UNUSED)
{
    static const char text[] =
        "groupBy([ComputerName, ImageFileName, SHA256HashData], "
        "function=[count(aid, as=Executions), collect([UserName, CommandLine])], "
        "limit=max)";
    static const char expected[] =
        "groupBy(\n"
        "  [ComputerName, ImageFileName, SHA256HashData],\n"
        "  function=[count(aid, as=Executions), collect([UserName, CommandLine])],\n"
        "  limit=max\n"
        ")\n";
    struct arena arena;
    struct buf out;

    arena_init(&arena, 1 << 20);
    buf_init(&out, 1 << 16);
    print_query(parse(text, sizeof text - 1, &arena), PRINT_LAYOUT, &out);
    assert_text(&out, expected);
    buf_reset(&out);
    print_query(parse(text, sizeof text - 1, &arena), PRINT_ONE_LINE, &out);
    assert_text(&out, text);
    buf_release(&out);
    arena_release(&arena);
}

/* ---- random trees ------------------------------------------------------------------
 */

struct generator {
    struct arena *arena;
    uint64_t seed;
};

static uint32_t draw(struct generator *g, uint32_t n)
{
    g->seed = g->seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(g->seed >> 33) % n;
}

static struct ast *make(struct generator *g, enum ast_kind kind, uint32_t nkids)
{
    struct ast *n = arena_new(g->arena, struct ast);

    assert_non_null(n);
    n->kind = kind;
    n->nkids = nkids;
    n->kid = nkids ? arena_new_array(g->arena, struct ast *, nkids) : NULL;
    return n;
}

static struct ast *make_text(struct generator *g, enum ast_kind kind, const char *text)
{
    struct ast *n = make(g, kind, 0);

    n->text = str_from_cstr(text);
    return n;
}

#define PICK(g, list) ((list)[draw((g), countof(list))])

static struct ast *make_value(struct generator *g)
{
    static const char *const words[] = {
        "x", "-5", "*.exe", "docker/*", "8.8.8.8", "~a"
    };
    static const char *const quoted[] = { "",       "*",       "a\"b", "\\",
                                          "line\n", "C:\\n\\", "é" };
    static const char *const patterns[] = { "a", "[^/]+\\/", "(?<x>.)" };
    static const char *const flags[] = { "", "i", "mi", "dmigF" };
    struct ast *n;

    switch (draw(g, 4)) {
    case 0:
        n = make_text(g, AST_REGEX, PICK(g, patterns));
        n->text2 = str_from_cstr(PICK(g, flags));
        return n;
    case 1:
        return make_text(g, AST_PARAM, "p-1");
    case 2:
        n = make_text(g, AST_PATTERN, PICK(g, quoted));
        n->op = OP_QUOTED;
        return n;
    default:
        return make_text(g, AST_PATTERN, PICK(g, words));
    }
}

static struct ast *make_compare(struct generator *g)
{
    static const char *const fields[] = {
        "a", "#type", "@id", "a.b[0].c", "not", "case"
    };
    static const enum ast_op ops[] = { OP_EQ, OP_NE, OP_LIKE };
    struct ast *n = make(g, AST_COMPARE, 1);

    n->text = str_from_cstr(PICK(g, fields));
    n->quoted = draw(g, 4) == 0;
    if (draw(g, 3) == 0) {
        n->op = OP_GE;
        n->kid[0] = make_text(g, AST_NUMBER, "-1.5e3");
    } else {
        n->op = PICK(g, ops);
        n->kid[0] = make_value(g);
    }
    return n;
}

static struct ast *make_filter(struct generator *g, unsigned depth)
{
    static const enum ast_kind kinds[] = { AST_AND, AST_OR, AST_NOT };
    struct ast *n;

    if (depth == 0 || draw(g, 3) == 0) {
        n = draw(g, 5) ? make_compare(g) : make(g, AST_FREE_TEXT, 1);
        if (n->kind == AST_FREE_TEXT)
            n->kid[0] = make_text(g, AST_PATTERN, "word");
        return n;
    }
    n = make(g, PICK(g, kinds), 2 + draw(g, 3));
    n->nkids = n->kind == AST_NOT ? 1 : n->nkids;
    for (uint32_t i = 0; i < n->nkids; i++)
        n->kid[i] = make_filter(g, depth - 1);
    return n;
}

static struct ast *make_pipeline(struct generator *g, unsigned depth);

static struct ast *make_expression(struct generator *g, unsigned depth)
{
    static const char *const words[] = { "a", "a.b", "*x*", "foo*", "#t", "%s" };
    static const char *const strings[] = { "", "a b", "\\d", "\"" };
    static const char *const numbers[] = { "1", "-2", "1.7E-10" };
    uint32_t kind = draw(g, depth ? 8 : 3);
    struct ast *n;

    if (kind == 0)
        return make_text(g, AST_WORD, PICK(g, words));
    if (kind == 1)
        return make_text(g, AST_STRING, PICK(g, strings));
    if (kind == 2)
        return make_text(g, AST_NUMBER, PICK(g, numbers));
    if (kind == 3) {
        n = make(g, AST_SUBQUERY, 1);
        n->kid[0] = make_pipeline(g, depth - 1);
        return n;
    }
    n = make(g, kind == 4 ? AST_ARRAY : kind == 5 ? AST_UNARY : AST_BINARY, 2);
    n->nkids = kind == 5 ? 1 : 2;
    n->op = kind == 4   ? OP_NONE
            : kind == 5 ? (enum ast_op)(OP_NEG + draw(g, 2))
                        : (enum ast_op)(OP_LT + draw(g, OP_MOD - OP_LT + 1));
    for (uint32_t i = 0; i < n->nkids; i++)
        n->kid[i] = make_expression(g, depth - 1);
    return n;
}

static struct ast *make_call(struct generator *g, unsigned depth)
{
    static const char *const names[] = { "as", "field", "x" };
    struct ast *n = make(g, AST_CALL, draw(g, 4));

    n->text = str_from_cstr(draw(g, 2) ? "groupBy" : "math:abs");
    for (uint32_t i = 0; i < n->nkids; i++) {
        n->kid[i] = make(g, AST_ARG, 1);
        n->kid[i]->text = str_from_cstr(i ? PICK(g, names) : "");
        n->kid[i]->kid[0] = make_expression(g, depth);
    }
    return n;
}

static struct ast *make_clauses(struct generator *g, unsigned depth)
{
    struct ast *n = make(g, draw(g, 2) ? AST_CASE : AST_MATCH, 1 + draw(g, 3));

    n->text = str_from_cstr(n->kind == AST_MATCH ? "field" : "");
    for (uint32_t i = 0; i < n->nkids; i++) {
        struct ast *clause = make_pipeline(g, depth - 1);

        if (n->kind == AST_MATCH) {
            n->kid[i] = make(g, AST_GUARD, 2);
            n->kid[i]->kid[0] = make_value(g);
            n->kid[i]->kid[1] = clause;
        } else {
            n->kid[i] = clause;
        }
    }
    return n;
}

static struct ast *make_step(struct generator *g, unsigned depth)
{
    struct ast *n;

    switch (draw(g, depth ? 4 : 2)) {
    case 0:
        return make_filter(g, depth);
    case 1:
        return make_call(g, depth);
    case 2:
        return make_clauses(g, depth);
    default:
        n = make(g, AST_ASSIGN, 1);
        n->text = str_from_cstr("x y");
        n->quoted = true;
        n->kid[0] = make_expression(g, depth);
        return n;
    }
}

static struct ast *make_pipeline(struct generator *g, unsigned depth)
{
    struct ast *n = make(g, AST_PIPELINE, 1 + draw(g, 3));

    for (uint32_t i = 0; i < n->nkids; i++)
        n->kid[i] = make_step(g, depth);
    return n;
}

static void assert_survives(const struct ast *query, enum print_style style,
                            struct arena *arena)
{
    struct buf out;

    buf_init(&out, 1 << 20);
    print_query(query, style, &out);
    assert_false(out.failed);
    if (!ast_equal(query, parse(out.p, out.n, arena)))
        fail_msg("does not survive:\n%.*s", (int)out.n, out.p);
    buf_release(&out);
}

static void printed_trees_parse_to_themselves(void **state UNUSED)
{
    for (uint64_t seed = 0; seed < 3000; seed++) {
        struct arena arena;
        struct generator g = { &arena, seed };
        struct ast *query;

        arena_init(&arena, 16 << 20);
        query = make_pipeline(&g, 4);
        assert_survives(query, PRINT_LAYOUT, &arena);
        assert_survives(query, PRINT_ONE_LINE, &arena);
        arena_release(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layout_is_as_documented),
        cmocka_unit_test(layout_is_its_own_layout),
        cmocka_unit_test(long_arguments_are_broken),
        cmocka_unit_test(printed_trees_parse_to_themselves),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
