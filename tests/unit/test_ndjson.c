/*
 * test_ndjson - what lines of JSON become, and why bad ones are left out.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "decode_case.h"
#include "text/json_walk.h"

extern const struct input input_ndjson;

static void check(struct str bytes, const char *fields, const char *expected)
{
    struct decode_options options = { .fields = fields };
    struct buf out;

    buf_init(&out, SIZE_MAX);
    decode_print(input_ndjson.decoder, bytes, &options, &out);
    buf_add_char(&out, '\0');
    assert_string_equal(out.p, expected);
    buf_release(&out);
}

static void rows(void **state UNUSED)
{
    const struct {
        struct str in;
        const char *fields, *expected;
    } cases[] = {
        { STR("{}"), NULL, "0\n" },
        { STR("{\"a\":\"x\"}\n"), NULL, "0 a=x\n" },
        { STR("{\"a\": \"x\" , \"b\" :\"\"}\r\n"), NULL, "0 a=x b=\n" },
        { STR("\n  \n\r\n{\"a\":\"1\"}\n\n"), NULL, "6 a=1\n" },
        { STR("{\"a\":1.50,\"b\":true,\"c\":false,\"d\":-0e+5}"), NULL,
          "0 a=1.50 b=true c=false d=-0e+5\n" },
        /* null is no field; the first field that is there wins */
        { STR("{\"a\":null,\"b\":1,\"b\":2,\"a\":3}"), NULL, "0 b=1 a=3\n" },
        { STR("{\"a\":{\"b\":[1,{\"c\":\"x\"},[2]]},\"d\":[],\"e\":{}}"), NULL,
          "0 a.b[0]=1 a.b[1].c=x a.b[2][0]=2\n" },
        { STR("{\"a\":{\"b\":1},\"a.b\":2}"), NULL, "0 a.b=1\n" },
        { STR("{\"a\":{\"b\":1},\"a.b\":2}"), "a.b", "0 a.b=1\n" },
        { STR("{\"a\":{\"b\":1},\"b\":2}"), "b", "0 b=2\n" },
        { STR("{\"\\u0061\":\"\\u0049nvalid\\n\\/\",\"b\\\"\":{\"\\u0063\":1}}"), NULL,
          "0 a=Invalid\n/ b\".c=1\n" },
        { STR("{\"\\u0061\":\"x\"}"), "a", "0 a=x\n" },
        { STR("{\"a\":\"\\ud800\",\"b\":\"\\ud83d\\ude00\"}"), NULL,
          "0 a=\xef\xbf\xbd b=\xf0\x9f\x98\x80\n" },
        /* bytes that are no UTF-8 are kept */
        { STR("{\"a\":\"x\xff\xc3\",\"\xfe\":\"\"}"), NULL, "0 a=x\xff\xc3 \xfe=\n" },
        { STR("{\"\":\"x\"}"), NULL, "0 =x\n" },
        { STR("{\"b\":\"2\",\"a\":\"1\"}\n{\"a\":\"3\"}"), "a,b,c",
          "0 a=1 b=2\n18 a=3\n" },
    };

    for (size_t i = 0; i < countof(cases); i++)
        check(cases[i].in, cases[i].fields, cases[i].expected);
}

static void bad_records(void **state UNUSED)
{
    const struct {
        struct str in;
        const char *expected;
    } cases[] = {
        { STR("x"), "! 0 no JSON object\n" },
        { STR("[1]"), "! 0 no JSON object\n" },
        { STR("\"a\""), "! 0 no JSON object\n" },
        { STR("{\"a\":1}{\"a\":2}"), "! 7 text behind the JSON object\n" },
        { STR("{\"a\":1} x"), "! 8 text behind the JSON object\n" },
        { STR("{"), "! 1 record is cut off\n" },
        { STR("{\"a"), "! 3 string is cut off\n" },
        { STR("{\"a\\"), "! 3 string is cut off\n" },
        { STR("{\"a\\u00"), "! 3 string is cut off\n" },
        { STR("{\"a\""), "! 4 record is cut off\n" },
        { STR("{\"a\":"), "! 5 record is cut off\n" },
        { STR("{\"a\":\"b"), "! 7 string is cut off\n" },
        { STR("{\"a\":1"), "! 6 record is cut off\n" },
        { STR("{\"a\":1,"), "! 7 record is cut off\n" },
        { STR("{\"a\":1,}"), "! 7 a key in quotes is expected here\n" },
        { STR("{,}"), "! 1 a key in quotes is expected here\n" },
        { STR("{a:1}"), "! 1 a key in quotes is expected here\n" },
        { STR("{\"a\" 1}"), "! 5 a colon is expected here\n" },
        { STR("{\"a\":1 \"b\":2}"),
          "! 7 a comma or a closing bracket is expected here\n" },
        { STR("{\"a\":[1}"), "! 7 a comma or a closing bracket is expected here\n" },
        { STR("{\"a\":[1,]}"), "! 8 a value is expected here\n" },
        { STR("{\"a\":}"), "! 5 a value is expected here\n" },
        { STR("{\"a\":tru}"), "! 5 a value is expected here\n" },
        { STR("{\"a\":nul"), "! 5 a value is expected here\n" },
        { STR("{\"a\":01}"), "! 7 malformed number\n" },
        { STR("{\"a\":-}"), "! 6 malformed number\n" },
        { STR("{\"a\":1.}"), "! 7 malformed number\n" },
        { STR("{\"a\":1e}"), "! 7 malformed number\n" },
        { STR("{\"a\":+1}"), "! 5 a value is expected here\n" },
        { STR("{\"a\":\"\x01\"}"), "! 6 control character in a string\n" },
        { STR("{\"a\":\"0123456789\t\"}"), "! 16 control character in a string\n" },
        { STR("{\"a\":\"\0\"}"), "! 6 NUL byte in a string\n" },
        { STR("{\"a\":\"\\x\"}"), "! 8 unknown escape in a string\n" },
        { STR("{\"a\":\"\\u12g4\"}"), "! 6 \\u without four hexadecimal digits\n" },
    };

    for (size_t i = 0; i < countof(cases); i++) {
        check(cases[i].in, NULL, cases[i].expected);
        check(cases[i].in, "a", cases[i].expected);
    }
}

/* A bad line takes nothing with it: its neighbours are rows, its fields are gone. */
static void bad_lines_stand_alone(void **state UNUSED)
{
    check(STR("{\"a\":\"1\"}\n{\"a\":\"2\",\"b\":\"3\"\n{\"c\":\"4\"}\n"), "a,b,c",
          "! 26 record is cut off\n0 a=1\n27 c=4\n");
}

static void nest(struct buf *b, size_t depth)
{
    for (size_t i = 0; i < depth - 1; i++)
        buf_add_cstr(b, i % 2 ? "{\"a\":" : "{\"b\":");
    buf_add_cstr(b, "{}");
    buf_pad(b, depth - 1, '}');
}

static void depth_is_limited(void **state UNUSED)
{
    struct buf b;

    buf_init(&b, SIZE_MAX);
    nest(&b, JSON_DEPTH_MAX);
    check(buf_str(&b), NULL, "0\n");
    buf_reset(&b);
    nest(&b, JSON_DEPTH_MAX + 1);
    check(buf_str(&b), NULL, "! 1280 nested too deeply\n");
    buf_release(&b);
}

/* A record with more than one batch may hold is left out; its neighbours are not. */
static void memory_is_limited(void **state UNUSED)
{
    struct feed_stats stats = { 0 };
    struct decode_options options = { .batch_bytes = 100000, .stats = &stats };
    struct buf in, out;

    buf_init(&in, SIZE_MAX);
    buf_init(&out, SIZE_MAX);
    for (int i = 0; i < 100; i++)
        buf_add_cstr(&in, "{\"a\":\"1\"}\n");
    buf_add_char(&in, '{');
    for (int i = 0; i < 10000; i++)
        buf_printf(&in, "\"f%d\":1,", i);
    buf_add_cstr(&in, "\"x\":1}\n{\"a\":\"1\"}\n");
    decode_print(input_ndjson.decoder, buf_str(&in), &options, &out);
    assert_int_equal(stats.events, 101);
    assert_int_equal(stats.skipped, 1);
    assert_int_equal(stats.bytes, in.n);
    buf_release(&in);
    buf_release(&out);
}

static void raw_is_the_line(void **state UNUSED)
{
    struct decode_options options = { .fields = "a", .raw = true };
    struct buf out;

    buf_init(&out, SIZE_MAX);
    decode_print(input_ndjson.decoder, STR("{\"a\": 1} \r\n {}\n"), &options, &out);
    buf_add_char(&out, '\0');
    assert_string_equal(out.p, "0 a=1 <{\"a\": 1} >\n11 < {}>\n");
    buf_release(&out);
}

static void format_is_recognised(void **state UNUSED)
{
    assert_int_equal(input_ndjson.bid(STR("")), 1);
    assert_int_equal(input_ndjson.bid(STR(" \n")), 1);
    assert_int_equal(input_ndjson.bid(STR("[{}]")), 0);
    assert_int_equal(input_ndjson.bid(STR("Date,User\n")), 0);
    assert_true(input_ndjson.bid(STR("\n{\"a\":1}\r\n{")) > 16);
    assert_true(input_ndjson.bid(STR("{\n \"a\":1")) < 16);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows),
        cmocka_unit_test(bad_records),
        cmocka_unit_test(bad_lines_stand_alone),
        cmocka_unit_test(depth_is_limited),
        cmocka_unit_test(memory_is_limited),
        cmocka_unit_test(raw_is_the_line),
        cmocka_unit_test(format_is_recognised),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
