/*
 * test_lex - the same bytes as tokens of a filter and of an expression.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "query/lex.h"

/* Kind and text of the tokens of `text`, read in one mode. */
static void list_tokens(const char *text, enum lex_mode mode, struct buf *out)
{
    static const char *const kinds[] = {
#define X(name, words) #name,
        LEX_LIST(X)
#undef X
    };
    struct str s = str_from_cstr(text);
    struct lex_token t = lex_at(s, 0, mode);

    for (; t.kind != LEX_END; t = lex_at(s, t.span.offset + t.span.length, mode)) {
        buf_printf(out, "%s%s", out->n ? " " : "", kinds[t.kind]);
        if (t.kind <= LEX_SAVED)
            buf_printf(out, "<%.*s>%.*s", STR_ARG(t.text), STR_ARG(t.flags));
        if (t.fault)
            buf_printf(out, "!%d", (int)t.fault);
    }
    if (t.fault)
        buf_printf(out, "!%d", (int)t.fault);
}

static const struct {
    enum lex_mode mode;
    const char *text, *tokens;
} cases[] = {
    /* words of filters are wide */
    { LEX_FILTER, "ip=8.8.8.8", "WORD<ip> EQUAL WORD<8.8.8.8>" },
    { LEX_FILTER, "repo.name=docker/*", "WORD<repo.name> EQUAL WORD<docker/*>" },
    { LEX_FILTER, "foo=m/fisk/i", "WORD<foo> EQUAL WORD<m/fisk/i>" },
    { LEX_FILTER, "https://www.example.com/", "WORD<https://www.example.com/>" },
    { LEX_FILTER, "https: //x", "WORD<https:>" },
    { LEX_FILTER, "https://", "WORD<https://>!6" },
    { LEX_FILTER, "a[0].b=1", "WORD<a[0].b> EQUAL WORD<1>" },
    { LEX_VALUE, "a[0]", "WORD<a> BRACKET_OPEN WORD<0> BRACKET_CLOSE" },
    { LEX_FILTER, "x:=1", "WORD<x> ASSIGN WORD<1>" },
    { LEX_FILTER, "a<=>b a<=1 a=>b a=~b", /* the longest mark wins */
      "WORD<a> LINK WORD<b> WORD<a> LESS_EQUAL WORD<1> WORD<a> ARROW WORD<b> WORD<a> "
      "APPLY WORD<b>" },
    /* of expressions narrow */
    { LEX_OPERATOR, "m/fisk/i", "WORD<m> SLASH WORD<fisk> SLASH WORD<i>" },
    { LEX_OPERATOR, "a-1%b", "WORD<a> MINUS WORD<1> PERCENT WORD<b>" },
    { LEX_OPERATOR, "math:abs(x)", "WORD<math:abs> PAREN_OPEN WORD<x> PAREN_CLOSE" },
    { LEX_OPERATOR, "A: {", "WORD<A> COLON BRACE_OPEN" },
    { LEX_OPERAND, "1.7E-10", "WORD<1.7E-10>" },
    { LEX_OPERAND, "-5", "WORD<-5>" },
    { LEX_OPERAND, "- 5", "MINUS WORD<5>" },
    { LEX_OPERAND, "*.exe", "WORD<*.exe>" },
    { LEX_OPERAND, "foo*, b*c", "WORD<foo*> COMMA WORD<b> WORD<*c>" },
    /* strings, regular expressions, marked names */
    { LEX_FILTER, "\"a\\\"b\"", "STRING<a\\\"b>" },
    { LEX_FILTER, "\"a", "STRING<a>!1" },
    { LEX_FILTER, "\"a\nb\"", "STRING<a\nb>!2" },
    { LEX_FILTER, "\"\"\"a", "STRING<>!3 STRING<a>!1" },
    { LEX_FILTER, "/a\\/b[^/]/iF", "REGEX<a\\/b[^/]>iF" },
    { LEX_FILTER, "/a", "REGEX<a>!4" },
    { LEX_FILTER, "/a/x", "REGEX<a>x!5" },
    { LEX_FILTER, "?a-b ?\"c d\" ?{e", "PARAM<a-b> PARAM<c d> PARAM_OPEN<> WORD<e>" },
    { LEX_FILTER, "? a", "PARAM<>!7 WORD<a>" },
    { LEX_FILTER, "$a/b:c(", "SAVED<a/b:c> PAREN_OPEN" },
    { LEX_FILTER, "$\"a b\"(", "SAVED<a b> PAREN_OPEN" },
    { LEX_FILTER, "$a", "WORD<$a>" },
    /* blanks */
    { LEX_FILTER, "a// b\nc/* d */ e /* f */g",
      "WORD<a//>!6 WORD<b> WORD<c/*> WORD<d> "
      "WORD<*/> WORD<e> WORD<g>" },
    { LEX_FILTER, "a /* b", "WORD<a>!8" },
    { LEX_FILTER,
      "\xEF\xBB\xBF"
      "a\xC2\xA0"
      "b",
      "WORD<a> WORD<b>" },
    { LEX_FILTER, "\x01", "WORD<\x01>!9" },
};

static void tokens_are_as_documented(void **state UNUSED)
{
    for (size_t i = 0; i < countof(cases); i++) {
        struct buf out;

        buf_init(&out, 1 << 12);
        list_tokens(cases[i].text, cases[i].mode, &out);
        buf_add_char(&out, '\0');
        assert_string_equal(out.p, cases[i].tokens);
        buf_release(&out);
    }
}

static void numbers_are_decimal(void **state UNUSED)
{
    static const char *const good[] = { "0", "-1", "+1", "1.", ".5", "1.7E10", "1e-5" };
    static const char *const bad[] = {
        "", "-", ".", "1,000", "0x1", "1e", "1e+", "1 "
    };

    for (size_t i = 0; i < countof(good); i++)
        assert_true(lex_is_number(str_from_cstr(good[i])));
    for (size_t i = 0; i < countof(bad); i++)
        assert_false(lex_is_number(str_from_cstr(bad[i])));
}

static void names_need_quotes_for_odd_bytes(void **state UNUSED)
{
    static const char *const good[] = { "a", "#t", "@id", "a.b[12].c", "400", "größe" };
    static const char *const bad[] = { "", "host-name", "a:b", "a[x]", "[0]", "a b" };

    for (size_t i = 0; i < countof(good); i++)
        assert_true(lex_is_field_name(str_from_cstr(good[i])));
    for (size_t i = 0; i < countof(bad); i++)
        assert_false(lex_is_field_name(str_from_cstr(bad[i])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tokens_are_as_documented),
        cmocka_unit_test(numbers_are_decimal),
        cmocka_unit_test(names_need_quotes_for_odd_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
