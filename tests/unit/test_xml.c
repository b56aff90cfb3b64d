/*
 * test_xml - values and their paths, limits, and what is refused.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/buf.h"
#include "text/xml.h"
#include "text/xml_print.h"

static bool write_value(void *context, const struct xml_value *v)
{
    struct buf *out = context;

    for (size_t i = 0; i < v->depth; i++) {
        buf_add_cstr(out, i ? "." : "");
        buf_add(out, v->path[i]);
    }
    if (v->attribute.n) {
        buf_add_char(out, '@');
        buf_add(out, v->attribute);
    }
    buf_add_char(out, '=');
    buf_add(out, v->text);
    buf_add_char(out, ';');
    return !str_eq(v->text, STR("stop"));
}

static void reads_values(void **state UNUSED)
{
    static const struct {
        const char *text, *values;
        enum status status;
    } cases[] = {
        { "<a>1</a>", "a=1;", ST_OK },
        { "<a/>", "a=;", ST_OK },
        { "<a> <b>x</b>\n<b c='1' d=\"&lt;\"> y </b> </a>",
          "a.b=x;a.b@c=1;a.b@d=<;a.b=y;", ST_OK },
        { "<a>x<b>y</b>z</a>", "a.b=y;a=xz;", ST_OK },
        { "<a><![CDATA[<&>]]></a>", "a=<&>;", ST_OK },
        { "<?xml version=\"1.0\" encoding=\"utf-16\"?><a>\xc3\xa9</a>", "a=\xc3\xa9;",
          ST_OK },
        { "<a><b>stop</b><c>no</c></a>", "a.b=stop;", ST_OK },
        { "<a b='stop' c='no'/>", "a@b=stop;", ST_OK },
        { "<n:a xmlns:n='u'>1</n:a>", "n:a@xmlns:n=u;n:a=1;", ST_OK },
        { "", "", ST_FORMAT },
        { "text", "", ST_FORMAT },
        { "<a><b>1</b></c>", "a.b=1;", ST_FORMAT },
        { "<a>&bomb;</a>", "", ST_FORMAT },
        { "<!DOCTYPE a [<!ENTITY b \"bb\">]><a>&b;</a>", "", ST_FORMAT },
        { "<a>\xff</a>", "", ST_FORMAT },
    };
    struct xml *xml = xml_new();

    for (size_t i = 0; i < countof(cases); i++) {
        struct buf out;
        enum status st;

        buf_init(&out, 1000);
        st = xml_read(xml, str_from_cstr(cases[i].text), write_value, &out, NULL);
        if (st != cases[i].status ||
            !str_eq(buf_str(&out), str_from_cstr(cases[i].values)))
            fail_msg("%s: %d %.*s", cases[i].text, (int)st, STR_ARG(buf_str(&out)));
        buf_release(&out);
    }
    xml_free(xml);
}

static bool ignore(void *context UNUSED, const struct xml_value *v)
{
    return v->depth > 0;
}

static void depth_limit_is_exact(void **state UNUSED)
{
    struct xml *xml = xml_new();
    struct buf text;

    for (size_t depth = XML_DEPTH_MAX; depth <= XML_DEPTH_MAX + 1; depth++) {
        buf_init(&text, 10000);
        for (size_t i = 0; i < depth; i++)
            buf_add_cstr(&text, "<a>");
        for (size_t i = 0; i < depth; i++)
            buf_add_cstr(&text, "</a>");
        assert_int_equal(xml_read(xml, buf_str(&text), ignore, NULL, NULL),
                         depth == XML_DEPTH_MAX ? ST_OK : ST_LIMIT);
        buf_release(&text);
    }
    xml_free(xml);
}

static void errors_name_the_place(void **state UNUSED)
{
    struct xml *xml = xml_new();
    struct diag diag;

    assert_int_equal(xml_read(xml, STR("<a><b></a>"), ignore, NULL, &diag), ST_FORMAT);
    assert_int_equal(diag.offset, 8);
    assert_string_equal(diag.text, "xml: mismatched tag");
    xml_free(xml);
}

static void documents_are_laid_out(void **state UNUSED)
{
    static const struct {
        const char *text;
        size_t step, width;
        const char *want; /* NULL: refused */
    } cases[] = {
        { "<a/>", 2, 80, "<a/>" },
        { "<a> </a>", 2, 80, "<a/>" },
        { "<a> x  y </a>", 2, 80, "<a>x  y</a>" },
        { "<a><b>1</b><c/></a>", 2, 80, "<a>\n  <b>1</b>\n  <c/>\n</a>" },
        { "<a>\n<b>\n1</b></a>", 4, 80, "<a>\n    <b>1</b>\n</a>" },
        { "<a>x<b/>y</a>", 1, 80, "<a>\n x\n <b/>\n y\n</a>" },
        { "<a>1234</a>", 2, 11, "<a>1234</a>" },
        { "<a>1234</a>", 2, 10, "<a>\n  1234\n</a>" },
        { "<a>aa bb cc</a>", 2, 7, "<a>\n  aa bb\n  cc\n</a>" },
        { "<a>line\nline</a>", 2, 80, "<a>line line</a>" },
        { "<a i='1' j='2'/>", 2, 16, "<a i=\"1\" j=\"2\"/>" },
        { "<a i='1' j='2'>x</a>", 2, 9, "<a\n  i=\"1\"\n  j=\"2\">\n  x\n</a>" },
        { "<a i='&lt;&quot;&#10;'>&amp;&lt;]]&gt;</a>", 2, 80,
          "<a i=\"&lt;&quot;&#10;\">&amp;&lt;]]&gt;</a>" },
        { "<a><![CDATA[<x>]]></a>", 2, 80, "<a>&lt;x&gt;</a>" },
        { "<?xml version='1.0' encoding='utf-8' standalone='yes'?><!--c--><a><?p q?></a>",
          2, 80,
          "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\n<!--c-->\n"
          "<a>\n  <?p q?>\n</a>" },
        { "<a>äöü</a>", 2, 10, "<a>äöü</a>" },
        { "<a>", 2, 80, NULL },
        { "", 2, 80, NULL },
        { "<!DOCTYPE a><a/>", 2, 80, NULL },
    };

    for (size_t i = 0; i < countof(cases); i++) {
        struct xml_layout layout = { cases[i].step, cases[i].width };
        enum status st;
        struct buf out;

        buf_init(&out, 1000);
        st = xml_print(str_from_cstr(cases[i].text), &layout, &out, NULL);
        buf_add_char(&out, '\0');
        assert_int_equal(st, cases[i].want ? ST_OK : ST_FORMAT);
        if (cases[i].want)
            assert_string_equal(out.p, cases[i].want);
        buf_release(&out);
    }
}

/* As deep as the reader goes and no deeper; and never more than there is room for. */
static void layout_has_limits(void **state UNUSED)
{
    static const struct xml_layout layout = { 2, 80 };
    struct buf text;
    struct buf out;

    for (size_t depth = XML_DEPTH_MAX; depth <= XML_DEPTH_MAX + 1; depth++) {
        buf_init(&text, 4096);
        buf_init(&out, 1 << 20);
        for (size_t i = 0; i < depth; i++)
            buf_add_cstr(&text, "<a>");
        for (size_t i = 0; i < depth; i++)
            buf_add_cstr(&text, "</a>");
        assert_int_equal(xml_print(buf_str(&text), &layout, &out, NULL),
                         depth == XML_DEPTH_MAX ? ST_OK : ST_LIMIT);
        buf_release(&text);
        buf_release(&out);
    }
    for (size_t max = 4; max <= 5; max++) {
        buf_init(&out, max);
        assert_int_equal(xml_print(STR("<ab/>"), &layout, &out, NULL),
                         max == 5 ? ST_OK : ST_LIMIT);
        buf_release(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_values),
        cmocka_unit_test(depth_limit_is_exact),
        cmocka_unit_test(errors_name_the_place),
        cmocka_unit_test(documents_are_laid_out),
        cmocka_unit_test(layout_has_limits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
