/*
 * test_fn_writers - functions that write JSON and XML.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "func_harness.h"

extern const struct func func_json_prettyPrint, func_writeJson;
extern const struct func func_xml_prettyPrint;

static void fields_become_json(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_writeJson,
          { "field=a.b.c|a.b.e[0]|a.d|a.f.g" },
          { "a.b.c=v1", "a.b.e[0]=v2", "a.d=v3", "a.f.g=v4" },
          { "_json={\"a\":{\"b\":{\"c\":\"v1\",\"e\":[\"v2\"]},\"d\":\"v3\",\"f\":{"
            "\"g\":\"v4\"}}}" } },
        { &func_writeJson,
          { "field=a.b|a.c" },
          { "a.c=5" },
          { "_json={\"a\":{\"c\":5}}" } },
        { &func_writeJson, { "field=a" }, { "x=1" }, { "_json={}" } },
        { &func_writeJson, { "field=a" }, { "a=" }, { "_json={\"a\":\"\"}" } },
        { &func_writeJson,
          { "field=a[2]|a[0]" },
          { "a[2]=x", "a[0]=y" },
          { "_json={\"a\":[\"y\",null,\"x\"]}" } },
        { &func_writeJson,
          { "field=a[2]|a[1]" },
          { "a[2]=x" },
          { "_json={\"a\":[null,null,\"x\"]}" } },
        { &func_writeJson,
          { "field=a[1][0].b|a[1][0].c" },
          { "a[1][0].b=1", "a[1][0].c=2" },
          { "_json={\"a\":[null,[{\"b\":1,\"c\":2}]]}" } },
        { &func_writeJson,
          { "field=a[0]|a.b" },
          { "a[0]=1", "a.b=2" },
          { "_json={\"a\":{\"[0]\":1,\"b\":2}}" } },
        { &func_writeJson,
          { "field=a|a.b" },
          { "a=1", "a.b=2" },
          { "_json={\"a\":{\"b\":2}}" } },
        { &func_writeJson, { "field=a|a.b" }, { "a=1" }, { "_json={\"a\":1}" } },
        { &func_writeJson,
          { "field=a..b|.c|d.|e[x]|f[10000]|g[0]h" },
          { "a..b=1", ".c=2", "d.=3", "e[x]=4", "f[10000]=5", "g[0]h=6" },
          { "_json={\"a..b\":1,\".c\":2,\"d.\":3,\"e[x]\":4,\"f[10000]\":5,"
            "\"g[0]h\":6}" } },
        { &func_writeJson,
          { "field=n|m|o|p", "as=j" },
          { "n=007", "m=.5", "o=1e5", "p=12345678901234567890" },
          { "j={\"n\":7,\"m\":0.5,\"o\":1e5,\"p\":12345678901234567890}" } },
        { &func_writeJson,
          { "field=a" },
          { "a=say \"hi\"\\\n" },
          { "_json={\"a\":\"say \\\"hi\\\"\\\\\\n\"}" } },
        { &func_writeJson,
          { NULL },
          { "@rawstring=x" },
          { "_json={\"@rawstring\":\"x\"}" } },
    };

    func_check(cases, countof(cases));
}

/* A name of `n` parts, each of one letter, as the argument `field=`. */
static void check_depth(size_t n, const char *want_text)
{
    char name[2 * 80 + 8] = "field=";
    const char *arg[] = { name, NULL };
    const char *row[] = { "x=1", NULL };
    const char *want[] = { want_text, NULL };
    struct func_long_case c = { &func_writeJson, arg, row, want };
    size_t at = strlen(name);

    for (size_t i = 0; i < n; i++) {
        name[at++] = 'a';
        name[at++] = '.';
    }
    name[at - 1] = 0;
    func_check_long(&c, "depth");
}

static void depth_has_a_limit(void **state UNUSED)
{
    check_depth(64, "_json={}");
    check_depth(65, "?more than 64 parts");
}

static void json_is_indented(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_json_prettyPrint,
          { "field=j" },
          { "j={\"a\":[1,{\"b\":null}],\"c\":{},\"d\":[],\"e\":\"x\\ny\"}" },
          { "j={\n  \"a\": [\n    1,\n    {\n      \"b\": null\n    }\n  ],\n"
            "  \"c\": {},\n  \"d\": [],\n  \"e\": \"x\\ny\"\n}" } },
        { &func_json_prettyPrint,
          { "field=j", "as=p", "step=4" },
          { "j=[ true , 1.50 ]" },
          { "j=[ true , 1.50 ]", "p=[\n    true,\n    1.50\n]" } },
        { &func_json_prettyPrint, { "field=j", "as=p" }, { "j=\"x\"" }, { "p=\"x\"" } },
        { &func_json_prettyPrint, { "field=j", "as=p" }, { "j=[1" }, { "p=[1" } },
        { &func_json_prettyPrint,
          { "field=j", "as=p", "strict=true" },
          { "j=[1" },
          { "p" } },
        { &func_json_prettyPrint, { "field=j", "as=p" }, { "j=" }, { "p=" } },
        { &func_json_prettyPrint, { "field=j", "as=p" }, { "x=1" }, { "p", "#1" } },
        { &func_xml_prettyPrint,
          { "field=x", "as=p", "step=4", "width=20" },
          { "x=<a b='1'>x<c>y</c></a>" },
          { "p=<a b=\"1\">\n    x\n    <c>y</c>\n</a>", "#2" } },
        { &func_xml_prettyPrint, { "field=x", "as=p" }, { "x=<a>" }, { "p=<a>" } },
        { &func_xml_prettyPrint,
          { "field=x", "as=p", "strict=true" },
          { "x=<a>" },
          { "p" } },
        { &func_xml_prettyPrint, { "field=x", "as=p" }, { "x=" }, { "p=" } },
        { &func_xml_prettyPrint, { "field=x", "as=p" }, { "y=<a/>" }, { "p", "#1" } },
        { &func_xml_prettyPrint,
          { NULL },
          { "@rawstring=<a><b/></a>" },
          { "@rawstring=<a>\n  <b/>\n</a>" } },
        { &func_json_prettyPrint,
          { NULL },
          { "@rawstring=[1]" },
          { "@rawstring=[\n  1\n]" } },
    };

    func_check(cases, countof(cases));
}

static void descriptors_are_in_order(void **state UNUSED)
{
    func_check_descriptor(&func_writeJson);
    func_check_descriptor(&func_json_prettyPrint);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_become_json),
        cmocka_unit_test(depth_has_a_limit),
        cmocka_unit_test(json_is_indented),
        cmocka_unit_test(descriptors_are_in_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
