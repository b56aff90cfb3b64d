/*
 * test_encodings - base64, percent-encoding and character sets.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "text/base64.h"
#include "text/charset.h"
#include "text/url.h"

static void base64_both_ways(void **state UNUSED)
{
    static const struct {
        const char *plain, *coded;
    } cases[] = {
        { "", "" },
        { "f", "Zg==" },
        { "fo", "Zm8=" },
        { "foo", "Zm9v" },
        { "foob", "Zm9vYg==" },
        { "fooba", "Zm9vYmE=" },
        { "\xff\xfb", "//s=" },
    };

    for (size_t i = 0; i < countof(cases); i++) {
        struct str plain = str_from_cstr(cases[i].plain);
        struct buf out;
        char back[32];
        size_t n;

        buf_init(&out, 100);
        base64_add(&out, plain);
        assert_true(str_eq(buf_str(&out), str_from_cstr(cases[i].coded)));
        assert_true(base64_decode(buf_str(&out), back, &n));
        assert_true(str_eq((struct str){ back, n }, plain));
        buf_release(&out);
    }
}

static void base64_is_lenient_within_limits(void **state UNUSED)
{
    static const struct {
        const char *coded, *plain; /* NULL: refused */
    } cases[] = {
        { "Zg", "f" },        { "Zm8", "fo" },  { "__s", "\xff\xfb" },
        { "Zm\n9v ", "foo" }, { "Z", NULL },    { "Zm9vY", NULL },
        { "Zg==Zg==", NULL }, { "Zm9*", NULL }, { "Zm\xff", NULL },
    };

    for (size_t i = 0; i < countof(cases); i++) {
        char back[32];
        size_t n;
        bool ok = base64_decode(str_from_cstr(cases[i].coded), back, &n);

        assert_int_equal(ok, cases[i].plain != NULL);
        if (ok)
            assert_true(str_eq((struct str){ back, n }, str_from_cstr(cases[i].plain)));
    }
}

static void urls(void **state UNUSED)
{
    static const struct {
        const char *coded, *plain;
        bool plus_is_blank;
    } cases[] = {
        { "a%20b%2Fc", "a b/c", false }, { "a+b", "a+b", false },
        { "a+b", "a b", true },          { "100%", "100%", false },
        { "%4", "%4", false },           { "%zz%41", "%zzA", false },
        { "%c3%A9", "\xc3\xa9", false }, { "", "", false },
    };
    struct buf out;

    for (size_t i = 0; i < countof(cases); i++) {
        char back[32];
        size_t n =
            url_decode(str_from_cstr(cases[i].coded), cases[i].plus_is_blank, back);

        assert_true(str_eq((struct str){ back, n }, str_from_cstr(cases[i].plain)));
    }
    buf_init(&out, 100);
    url_add_encoded(&out, STR("a-b._~ /\xc3\xa9+"));
    assert_true(str_eq(buf_str(&out), STR("a-b._~%20%2F%C3%A9%2B")));
    buf_release(&out);
}

static void charsets(void **state UNUSED)
{
    static const struct {
        const char *name;
        struct str in;
        const char *out;
    } cases[] = {
        { "utf-8",
          { "\xef\xbb\xbf"
            "a\xff",
            5 },
          "a\xef\xbf\xbd" },
        { "ISO-8859-1", { "\xe9", 1 }, "\xc3\xa9" },
        { "US-ASCII", { "a\xe9", 2 }, "a\xef\xbf\xbd" },
        { "UTF-16LE", { "I\0E\0X\0", 6 }, "IEX" },
        { "UTF-16LE", { "\x3d\xd8\x00\xde", 4 }, "\xf0\x9f\x98\x80" },
        { "UTF-16LE",
          { "\x3d\xd8"
            "a\0b",
            5 },
          "\xef\xbf\xbd"
          "a\xef\xbf\xbd" },
        { "UTF-16BE", { "\0a", 2 }, "a" },
        { "UTF-16",
          { "\xff\xfe"
            "a\0",
            4 },
          "a" },
        { "UTF-16", { "\xfe\xff\0a", 4 }, "a" },
        { "UTF-16", { "\0a", 2 }, "a" },
    };
    struct buf out;

    for (size_t i = 0; i < countof(cases); i++) {
        buf_init(&out, 100);
        assert_true(charset_add(&out, cases[i].in, str_from_cstr(cases[i].name)));
        assert_true(str_eq(buf_str(&out), str_from_cstr(cases[i].out)));
        buf_release(&out);
    }
    buf_init(&out, 100);
    assert_false(charset_add(&out, STR("x"), STR("EBCDIC")));
    assert_int_equal(out.n, 0);
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(base64_both_ways),
        cmocka_unit_test(base64_is_lenient_within_limits),
        cmocka_unit_test(urls),
        cmocka_unit_test(charsets),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
