/*
 * test_json - the pull reader: tokens, limits, and errors with their places.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/buf.h"
#include "text/json.h"

static const char *const marks[] = {
    [JSON_END] = ".",        [JSON_ERROR] = "!",       [JSON_OBJECT_BEGIN] = "{",
    [JSON_OBJECT_END] = "}", [JSON_ARRAY_BEGIN] = "[", [JSON_ARRAY_END] = "]",
    [JSON_KEY] = "k:",       [JSON_STRING] = "s:",     [JSON_NUMBER] = "n:",
    [JSON_TRUE] = "t",       [JSON_FALSE] = "f",       [JSON_NULL] = "0",
};

static void write_tokens(struct buf *out, struct str text)
{
    struct json_token t;
    struct json j;

    json_init(&j, text);
    do {
        t = json_next(&j);
        buf_add_cstr(out, marks[t.kind]);
        if (t.kind == JSON_KEY || t.kind == JSON_STRING || t.kind == JSON_NUMBER)
            buf_add(out, t.text);
    } while (t.kind != JSON_END && t.kind != JSON_ERROR);
    assert_int_equal(json_next(&j).kind, t.kind);
}

static void reads_documents(void **state UNUSED)
{
    static const struct {
        const char *text, *tokens;
    } cases[] = {
        { "{}", "{}." },
        { " [ ] ", "[]." },
        { "\xef\xbb\xbf"
          "1",
          "n:1." },
        { "\"a\\\"b\\u00e9\"", "s:a\\\"b\\u00e9." },
        { "{\"a\":{\"b\":[1,-2.5e+3,true,false,null,\"x\"]},\"c\":\"\"}",
          "{k:a{k:b[n:1n:-2.5e+3tf0s:x]}k:cs:}." },
        { "[[],[[]],{}]", "[[][[]]{}]." },
        { "0", "n:0." },
        { "-0.0E-0", "n:-0.0E-0." },
        { "\"\xff\"", "s:\xff." },
    };

    for (size_t i = 0; i < countof(cases); i++) {
        struct buf out;

        buf_init(&out, 1000);
        write_tokens(&out, str_from_cstr(cases[i].text));
        assert_true(str_eq(buf_str(&out), str_from_cstr(cases[i].tokens)));
        buf_release(&out);
    }
}

static void errors_name_the_place(void **state UNUSED)
{
    static const struct {
        const char *text;
        size_t offset;
    } cases[] = {
        { "", 0 },        { "  ", 2 },          { "{", 1 },       { "[", 1 },
        { "[1", 2 },      { "[1,", 3 },         { "[1,]", 3 },    { "[1 2]", 3 },
        { "{\"a\"}", 4 }, { "{\"a\":}", 5 },    { "{a:1}", 1 },   { "{\"a\":1,}", 7 },
        { "[1}", 2 },     { "{\"a\":1]", 6 },   { "1 2", 2 },     { "01", 0 },
        { "-", 0 },       { "1.", 0 },          { "1e", 0 },      { ".5", 0 },
        { "+1", 0 },      { "tru", 0 },         { "nul", 0 },     { "\"a", 0 },
        { "\"\\x\"", 1 }, { "\"\\u12g4\"", 1 }, { "\"\\u12", 1 }, { "\"a\nb\"", 2 },
        { "]", 0 },       { "}", 0 },           { "// x", 0 },    { "'a'", 0 },
    };

    for (size_t i = 0; i < countof(cases); i++) {
        struct json_token t;
        struct json j;

        json_init(&j, str_from_cstr(cases[i].text));
        while ((t = json_next(&j)).kind != JSON_ERROR)
            assert_int_not_equal(t.kind, JSON_END);
        if (j.error_offset != cases[i].offset)
            fail_msg("%s: %zu: %s", cases[i].text, j.error_offset, j.error);
    }
}

static void depth_limit_is_exact(void **state UNUSED)
{
    char text[2 * JSON_DEPTH_MAX + 2];
    struct json j;

    memset(text, '[', JSON_DEPTH_MAX + 1);
    memset(text + JSON_DEPTH_MAX + 1, ']', JSON_DEPTH_MAX + 1);
    json_init(&j, (struct str){ text + 1, 2 * JSON_DEPTH_MAX });
    for (size_t i = 0; i < 2 * JSON_DEPTH_MAX; i++)
        assert_int_not_equal(json_next(&j).kind, JSON_ERROR);
    assert_int_equal(json_next(&j).kind, JSON_END);
    json_init(&j, (struct str){ text, sizeof text });
    for (size_t i = 0; i < JSON_DEPTH_MAX; i++)
        assert_int_equal(json_next(&j).kind, JSON_ARRAY_BEGIN);
    assert_int_equal(json_next(&j).kind, JSON_ERROR);
    assert_int_equal(j.error_offset, JSON_DEPTH_MAX);
}

static void skips_a_value(void **state UNUSED)
{
    struct json j;

    json_init(&j, STR("[{\"a\":[1,{}]},2]"));
    (void)json_next(&j);
    assert_true(str_eq(json_skip(&j, json_next(&j)), STR("{\"a\":[1,{}]}")));
    assert_true(str_eq(json_skip(&j, json_next(&j)), STR("2")));
    assert_int_equal(json_next(&j).kind, JSON_ARRAY_END);
    json_init(&j, STR("[[1"));
    assert_int_equal(json_skip(&j, json_next(&j)).n, 0);
    assert_non_null(j.error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_documents),
        cmocka_unit_test(errors_name_the_place),
        cmocka_unit_test(depth_limit_is_exact),
        cmocka_unit_test(skips_a_value),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
