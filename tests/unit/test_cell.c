/*
 * test_cell - widths, cutting and harmlessness of what a terminal is given.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/arena.h"
#include "output/cell.h"

static void assert_str(struct str got, const char *want)
{
    assert_int_equal(got.n, strlen(want));
    assert_memory_equal(got.p, want, got.n);
}

static void widths(void **state UNUSED)
{
    assert_int_equal(text_width(STR("")), 0);
    assert_int_equal(text_width(STR("abc")), 3);
    assert_int_equal(text_width(STR("größe")), 5);
    assert_int_equal(text_width(STR("北京")), 4);
    assert_int_equal(text_width(STR("e\xcc\x81")), 1); /* e and a combining acute */
    assert_int_equal(text_width(STR("…")), 1);
}

static void harmful_text_is_spelled(void **state UNUSED)
{
    static const struct {
        const char *text, *clean;
    } cases[] = {
        { "plain", "plain" },
        { "two\nlines", "two\nlines" },
        { "\033[2J\033]0;title\a", "\\x1b[2J\\x1b]0;title\\x07" },
        { "a\tb\rc", "a\\tb\\rc" },
        { "exe.\xe2\x80\xaegpj", "exe.\\u202egpj" }, /* right-to-left override */
        { "\xc2\x9b"
          "31m",
          "\\u009b31m" }, /* the one-character CSI */
        { "bad\xff\xfe", "bad\\xff\\xfe" },
        { "\x7f", "\\x7f" },
        { "größe 北京", "größe 北京" },
    };
    struct arena arena;

    arena_init(&arena, 1 << 16);
    for (size_t i = 0; i < countof(cases); i++)
        assert_str(text_clean(str_from_cstr(cases[i].text), &arena), cases[i].clean);
    assert_str(text_clean((struct str){ "a\0b", 3 }, &arena), "a\\x00b");
    arena_release(&arena);
}

static void cutting(void **state UNUSED)
{
    static const struct {
        const char *text;
        size_t width;
        const char *cut;
    } cases[] = {
        { "abcdef", 6, "abcdef" },
        { "abcdef", 5, "abcd…" },
        { "abcdef", 1, "…" },
        { "北京北京", 5, "北京…" },
        { "北京北京", 4, "北…" },
        { "\\Device\\HarddiskVolume3\\Temp\\x.exe", 16, "\\De…3\\Temp\\x.exe" },
        { "C:\\a\\bcd.exe", 8, "C…cd.exe" },
        { "a/b/c/d/e/f", 6, "a/b/c…" }, /* no path from the root: the start says most */
    };
    struct buf out;

    buf_init(&out, 1 << 16);
    for (size_t i = 0; i < countof(cases); i++) {
        buf_reset(&out);
        text_add_cut(&out, str_from_cstr(cases[i].text), cases[i].width);
        assert_str(buf_str(&out), cases[i].cut);
        assert_true(text_width(buf_str(&out)) <= cases[i].width);
    }
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(widths),
        cmocka_unit_test(harmful_text_is_spelled),
        cmocka_unit_test(cutting),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
