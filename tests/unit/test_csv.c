/*
 * test_csv - records and fields, errors with their places, and writing.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "text/csv.h"

/* Fields as <text>, records ended by a semicolon, an error as an exclamation mark. */
static void write_all(struct buf *out, struct str text, char separator)
{
    struct csv_field f;
    struct csv csv;

    csv_init(&csv, text, separator);
    while (csv_next(&csv, &f)) {
        char *plain = buf_reserve(out, f.text.n + 1);

        assert_non_null(plain);
        plain[0] = '<';
        out->n += 1 + csv_unquote(f.text, plain + 1);
        if (!f.has_quote)
            assert_memory_equal(plain + 1, f.text.p, f.text.n);
        buf_add_cstr(out, f.is_last ? ">;" : ">");
    }
    buf_add_cstr(out, csv.error ? "!" : "");
    assert_false(csv_next(&csv, &f));
}

static void reads_records(void **state UNUSED)
{
    static const struct {
        const char *text, *fields;
        char separator;
    } cases[] = {
        { "", "", ',' },
        { "a", "<a>;", ',' },
        { "a,b\nc,d\n", "<a><b>;<c><d>;", ',' },
        { "a,b\r\nc,d\r\n", "<a><b>;<c><d>;", ',' },
        { "a,\n,b", "<a><>;<><b>;", ',' },
        { "a,", "<a><>;", ',' },
        { "\n\r\n a \n\n", "< a >;", ',' },
        { "\"a,b\",\"c\nd\",\"e\"\"f\"", "<a,b><c\nd><e\"f>;", ',' },
        { "\"\"", "<>;", ',' },
        { "a\"b,c", "<a\"b><c>;", ',' },
        { "\xef\xbb\xbf"
          "a;b",
          "<a><b>;", ';' },
        { "a\rb,c", "<a\rb><c>;", ',' },
        { "\"open", "!", ',' },
        { "x\n\"a\"b", "<x>;!", ',' },
    };

    for (size_t i = 0; i < countof(cases); i++) {
        struct buf out;

        buf_init(&out, 1000);
        write_all(&out, str_from_cstr(cases[i].text), cases[i].separator);
        if (!str_eq(buf_str(&out), str_from_cstr(cases[i].fields)))
            fail_msg("%s: %.*s", cases[i].text, STR_ARG(buf_str(&out)));
        buf_release(&out);
    }
}

static void knows_lines_and_offsets(void **state UNUSED)
{
    struct csv_field f;
    struct csv csv;

    csv_init(&csv, STR("a\n\n\"b\nb\",c\n\"d\"x"), ',');
    assert_true(csv_next(&csv, &f));
    assert_int_equal(f.line, 1);
    assert_true(csv_next(&csv, &f));
    assert_int_equal(f.line, 3);
    assert_true(csv_next(&csv, &f));
    assert_int_equal(f.line, 4);
    assert_false(csv_next(&csv, &f));
    assert_int_equal(csv.error_offset, 14);
    csv_init(&csv, STR("ab,\"c"), ',');
    assert_true(csv_next(&csv, &f));
    assert_false(csv_next(&csv, &f));
    assert_int_equal(csv.error_offset, 3);
}

static void writes_fields(void **state UNUSED)
{
    static const struct {
        const char *text, *field;
    } cases[] = {
        { "", "" },           { "a b", "a b" },       { "a,b", "\"a,b\"" },
        { "\"", "\"\"\"\"" }, { "a\nb", "\"a\nb\"" }, { "a\"b\"", "\"a\"\"b\"\"\"" },
        { "a\r", "\"a\r\"" },
    };

    for (size_t i = 0; i < countof(cases); i++) {
        struct buf out;

        buf_init(&out, 1000);
        csv_add_field(&out, str_from_cstr(cases[i].text), ',');
        assert_true(str_eq(buf_str(&out), str_from_cstr(cases[i].field)));
        buf_release(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_records),
        cmocka_unit_test(knows_lines_and_offsets),
        cmocka_unit_test(writes_fields),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
