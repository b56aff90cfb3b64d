/*
 * test_json_text - the escapes of JSON strings, both ways.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "text/json_text.h"
#include "text/utf8.h"

static void undoes_escapes(void **state UNUSED)
{
    static const struct {
        const char *in, *out;
    } cases[] = {
        { "", "" },
        { "plain", "plain" },
        { "a\\nb", "a\nb" },
        { "\\\"\\\\\\/\\b\\f\\n\\r\\t", "\"\\/\b\f\n\r\t" },
        { "\\u0049nvalid", "Invalid" },
        { "\\u00e9\\u20AC", "\xc3\xa9\xe2\x82\xac" },
        { "\\ud83d\\ude00!", "\xf0\x9f\x98\x80!" },
        { "\\ud83dx", "\xef\xbf\xbdx" },
        { "\\ude00", "\xef\xbf\xbd" },
        { "\\ud83d\\u0041", "\xef\xbf\xbd"
                            "A" },
        { "\\ud83d\\ud83d\\ude00", "\xef\xbf\xbd\xf0\x9f\x98\x80" },
        { "C:\\x\\y", "C:\\x\\y" },
        { "\\u12", "\\u12" },
        { "\\u12g4", "\\u12g4" },
        { "end\\", "end\\" },
        { "\xff\\n\xfe", "\xff\n\xfe" },
    };

    for (size_t i = 0; i < countof(cases); i++) {
        struct str in = str_from_cstr(cases[i].in);
        char out[64], same[64];
        size_t n = json_unescape(in, out);

        assert_in_range(n, 0, in.n);
        assert_int_equal(n, strlen(cases[i].out));
        assert_memory_equal(out, cases[i].out, n);
        memcpy(same, in.p, in.n);
        assert_int_equal(json_unescape((struct str){ same, in.n }, same), n);
        assert_memory_equal(same, out, n);
    }
}

static void zero_is_a_character(void **state UNUSED)
{
    char out[8];

    assert_int_equal(json_unescape(STR("a\\u0000b"), out), 3);
    assert_memory_equal(out, "a\0b", 3);
}

static void writes_strings(void **state UNUSED)
{
    static const struct {
        struct str in;
        const char *out;
    } cases[] = {
        { { "", 0 }, "\"\"" },
        { { "plain", 5 }, "\"plain\"" },
        { { "a\"b\\c/", 6 }, "\"a\\\"b\\\\c/\"" },
        { { "\b\t\n\v\f\r", 6 }, "\"\\b\\t\\n\\u000b\\f\\r\"" },
        { { "\0\x1f\x7f", 3 }, "\"\\u0000\\u001f\x7f\"" },
        { { "\xc3\xa9\xff\xc3", 4 }, "\"\xc3\xa9\xef\xbf\xbd\xef\xbf\xbd\"" },
        { { "\xed\xa0\x80", 3 }, "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"" },
    };

    for (size_t i = 0; i < countof(cases); i++) {
        struct buf out;

        buf_init(&out, 100);
        json_add_string(&out, cases[i].in);
        assert_true(str_eq(buf_str(&out), str_from_cstr(cases[i].out)));
        buf_release(&out);
    }
}

static void written_text_reads_back(void **state UNUSED)
{
    char all[0x80], back[0x80 * 6];
    struct buf out;
    size_t n;

    for (size_t i = 0; i < sizeof all; i++)
        all[i] = (char)i;
    buf_init(&out, 4096);
    json_add_escaped(&out, (struct str){ all, sizeof all });
    assert_in_range(out.n, 0, sizeof back);
    n = json_unescape(buf_str(&out), back);
    assert_int_equal(n, sizeof all);
    assert_memory_equal(back, all, sizeof all);
    buf_release(&out);
}

/* Plain text is taken eight bytes at a time: no byte may slip through at any place. */
static void every_byte_at_every_place(void **state UNUSED)
{
    struct buf out;
    struct buf one;

    buf_init(&out, 4096);
    buf_init(&one, 4096);
    for (unsigned c = 0; c < 0x100; c++) {
        char byte = (char)c;

        buf_reset(&one);
        json_add_escaped(&one, (struct str){ &byte, 1 });
        for (size_t at = 0; at < 20; at++) {
            char text[20];

            memset(text, 'x', sizeof text);
            text[at] = byte;
            buf_reset(&out);
            json_add_string(&out, (struct str){ text, sizeof text });
            assert_int_equal(out.n, sizeof text - 1 + one.n + 2);
            assert_memory_equal(out.p + 1 + at, one.p, one.n);
        }
    }
    buf_release(&one);
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(undoes_escapes),
        cmocka_unit_test(zero_is_a_character),
        cmocka_unit_test(writes_strings),
        cmocka_unit_test(written_text_reads_back),
        cmocka_unit_test(every_byte_at_every_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
