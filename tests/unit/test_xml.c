/*
 * test_xml - values and their paths, limits, and what is refused.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/buf.h"
#include "text/xml.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_values),
        cmocka_unit_test(depth_limit_is_exact),
        cmocka_unit_test(errors_name_the_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
