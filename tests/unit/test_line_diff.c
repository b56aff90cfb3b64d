/*
 * test_line_diff - the diff of two texts, checked by hand and by applying it.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "cli/line_diff.h"

static void diff(const char *a, const char *b, struct buf *out)
{
    struct diag diag = { 0 };

    buf_init(out, 1 << 20);
    assert_int_equal(
        line_diff(str_from_cstr(a), str_from_cstr(b), STR("q"), out, &diag), ST_OK);
    buf_add_char(out, '\0');
}

static void known_diffs(void **state UNUSED)
{
    static const struct {
        const char *a, *b, *diff;
    } cases[] = {
        { "a\n", "a\n", "" },
        { "", "", "" },
        { "a", "a\n",
          "--- q\n+++ q\n@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+a\n" },
        { "a\nb\nc\n", "a\nx\nc\n", "--- q\n+++ q\n@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n" },
        { "", "a\n", "--- q\n+++ q\n@@ -0,0 +1,1 @@\n+a\n" },
        { "a\n", "", "--- q\n+++ q\n@@ -1,1 +0,0 @@\n-a\n" },
        { "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nx\n5\n6\n7\n8\n9\n",
          "--- q\n+++ q\n@@ -2,6 +2,7 @@\n 2\n 3\n 4\n+x\n 5\n 6\n 7\n" },
        { "a\n1\n2\n3\n4\n5\n6\n7\nb\n", "A\n1\n2\n3\n4\n5\n6\n7\nB\n",
          "--- q\n+++ q\n@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n 3\n"
          "@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-b\n+B\n" },
    };

    for (size_t i = 0; i < countof(cases); i++) {
        struct buf out;

        diff(cases[i].a, cases[i].b, &out);
        assert_string_equal(out.p, cases[i].diff);
        buf_release(&out);
    }
}

/* Lines that begin with `sign` or a blank, behind the head, without that first byte. */
static void side_of(struct str text, char sign, struct buf *out)
{
    while (text.n) {
        struct str line = str_cut(&text, '\n');

        if (line.n && line.p[0] != '@' && (line.p[0] == sign || line.p[0] == ' ')) {
            buf_add(out, str_slice(line, 1, line.n));
            buf_add_char(out, '\n');
        }
    }
}

/* Texts without context between their changes: both sides stand in the diff. */
static void both_sides_are_there(void **state UNUSED)
{
    unsigned seed = 7;

    for (size_t round = 0; round < 200; round++) {
        char a[64];
        char b[64];
        size_t na = 0;
        size_t nb = 0;
        struct buf out;
        struct buf sides[2];

        for (size_t i = 0; i < 4; i++) {
            seed = seed * 1103515245U + 12345U;
            a[na++] = (char)('a' + (seed >> 16) % 3);
            a[na++] = '\n';
            b[nb++] = (char)('a' + (seed >> 20) % 3);
            b[nb++] = '\n';
        }
        a[na] = b[nb] = '\0';
        diff(a, b, &out);
        buf_init(&sides[0], 1000);
        buf_init(&sides[1], 1000);
        if (strcmp(a, b) != 0) {
            struct str body =
                str_slice((struct str){ out.p, out.n - 1 }, 12, out.n - 1);

            side_of(body, '-', &sides[0]);
            side_of(body, '+', &sides[1]);
            assert_true(str_eq(buf_str(&sides[0]), str_from_cstr(a)));
            assert_true(str_eq(buf_str(&sides[1]), str_from_cstr(b)));
        }
        buf_release(&sides[0]);
        buf_release(&sides[1]);
        buf_release(&out);
    }
}

/* Beyond the bound the changed part is replaced as a whole. */
static void large_texts_are_replaced(void **state UNUSED)
{
    struct buf a;
    struct buf b;
    struct buf out;

    buf_init(&a, 1 << 20);
    buf_init(&b, 1 << 20);
    for (size_t i = 0; i < 3000; i++) {
        buf_printf(&a, "a%zu\n", i);
        buf_printf(&b, "b%zu\n", i);
    }
    buf_add_char(&a, '\0');
    buf_add_char(&b, '\0');
    diff(a.p, b.p, &out);
    assert_non_null(strstr(out.p, "@@ -1,3000 +1,3000 @@\n-a0\n-a1\n"));
    assert_non_null(strstr(out.p, "-a2999\n+b0\n"));
    buf_release(&a);
    buf_release(&b);
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_diffs),
        cmocka_unit_test(both_sides_are_there),
        cmocka_unit_test(large_texts_are_replaced),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
