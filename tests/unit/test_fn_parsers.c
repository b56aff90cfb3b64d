/*
 * test_fn_parsers - functions that make fields of a text.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "func_harness.h"

extern const struct func func_kvParse, func_parseJson;

static void pairs_are_found_in_prose(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_kvParse,
          { "field=t" },
          { "t=[main] user id=123, name='john doe' email=john@doe" },
          { "id=123", "name=john doe", "email=john@doe", "#4" } },
        { &func_kvParse, { "field=t" }, { "t=a=1,b=2;c=3" }, { "a=1", "b=2", "c=3" } },
        { &func_kvParse,
          { "field=t" },
          { "t=list=1,2,3 x=y" },
          { "list=1,2,3", "x=y" } },
        { &func_kvParse, { "field=t" }, { "t=a = 1 b= \"x y\"" }, { "a=1", "b=x y" } },
        { &func_kvParse,
          { "field=t" },
          { "t=url=http://h/?q=1&r=2" },
          { "url=http://h/?q=1&r=2", "#2" } },
        { &func_kvParse, { "field=t" }, { "t=\"a b\"=\"c d\"" }, { "a b=c d" } },
        { &func_kvParse, { "field=t" }, { "t=a=\"x\\\"y\" b=1" }, { "a=x\"y", "b=1" } },
        { &func_kvParse, { "field=t" }, { "t=p=\"C:\\dir\\x\"" }, { "p=C:\\dir\\x" } },
        { &func_kvParse, { "field=t" }, { "t=a=\"open b=2" }, { "a=\"open", "b=2" } },
        { &func_kvParse, { "field=t" }, { "t=(k=v)" }, { "k=v)" } },
        { &func_kvParse, { "field=t" }, { "t=ä.ö=ü" }, { "ä.ö=ü" } },
        { &func_kvParse, { "field=t" }, { "t=a==b" }, { "a==b" } },
        { &func_kvParse, { "field=t" }, { "t== x" }, { "#1" } },
        { &func_kvParse, { "field=t" }, { "t=nothing" }, { "#1" } },
        { &func_kvParse, { "field=t" }, { "t=" }, { "#1" } },
        { &func_kvParse, { "field=t" }, { "x=a=1" }, { "#1" } },
        { &func_kvParse, { NULL }, { "@rawstring=a=1" }, { "a=1" } },
    };

    func_check(cases, countof(cases));
}

static void padding_decides_what_is_empty(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_kvParse,
          { "field=t", "separatorPadding=yes" },
          { "t=first = John middle = last = Doe" },
          { "first=John", "middle=", "last=Doe" } },
        { &func_kvParse,
          { "field=t", "separatorPadding=no" },
          { "t=a= b=2 c=" },
          { "a=", "b=2", "c=" } },
        { &func_kvParse,
          { "field=t", "separatorPadding=no" },
          { "t=a = 1 b=2" },
          { "a", "b=2" } },
        { &func_kvParse, { "field=t" }, { "t=a= b=2 c=" }, { "a", "b=2", "c", "#2" } },
        { &func_kvParse, { "field=t" }, { "t=a=\"\" b=2" }, { "a=", "b=2" } },
        { &func_kvParse,
          { "field=t", "excludeEmpty=true" },
          { "t=a=\"\" b=2" },
          { "a", "b=2" } },
    };

    func_check(cases, countof(cases));
}

static void fields_of_the_event_stay(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_kvParse, { "field=t" }, { "t=a=1", "a=0" }, { "a=0" } },
        { &func_kvParse, { "field=t" }, { "t=a=1 a=2", "a=" }, { "a=" } },
        { &func_kvParse,
          { "field=t", "override=true" },
          { "t=a=1", "a=0" },
          { "a=1" } },
        { &func_kvParse, { "field=t" }, { "t=a=1 a=2 a=3" }, { "a=3" } },
        { &func_kvParse,
          { "field=t", "onDuplicate=keepFirst" },
          { "t=a=1 a=2" },
          { "a=1" } },
        { &func_kvParse, { "field=t|u" }, { "t=a=1", "u=a=2 b=3" }, { "a=2", "b=3" } },
        { &func_kvParse,
          { "field=t", "as=p." },
          { "t=a=1", "a=0" },
          { "p.a=1", "a=0" } },
        { &func_kvParse, { "field=t", "prefix=p." }, { "t=a=1" }, { "p.a=1", "a" } },
        { &func_kvParse,
          { "field=t", "separator=:" },
          { "t=a:1 b=2" },
          { "a=1", "b" } },
        { &func_kvParse, { "field=t", "separator=::" }, { "t=a" }, { "?single" } },
        { &func_kvParse, { "field=t", "as=x", "prefix=y" }, { "t=a" }, { "?same" } },
    };

    func_check(cases, countof(cases));
}

static void json_becomes_fields(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_parseJson,
          { "field=j" },
          { "j={\"a\":{\"b\":[1,{\"c\":true}]},\"d\":\"x\\ny\"}" },
          { "a.b[0]=1", "a.b[1].c=true", "d=x\ny", "#4" } },
        { &func_parseJson,
          { "field=j" },
          { "j={\"a\":[[1,2],[3]],\"b\":4}" },
          { "a[0][0]=1", "a[0][1]=2", "a[1][0]=3", "b=4" } },
        { &func_parseJson,
          { "field=j" },
          { "j=[1,{\"a\":2}]" },
          { "[0]=1", "[1].a=2" } },
        { &func_parseJson, { "field=j", "prefix=p" }, { "j=[1]" }, { "p[0]=1" } },
        { &func_parseJson, { "field=j" }, { "j={\"a\":{},\"b\":[]}" }, { "#1" } },
        { &func_parseJson, { "field=j" }, { "j={\"a\":1,\"a\":2}" }, { "a=2", "#2" } },
        { &func_parseJson,
          { "field=j" },
          { "j={\"k\\u00e4\":\"\\ud83d\\ude00\"}" },
          { "kä=😀" } },
        { &func_parseJson, { "field=j" }, { "j={\"a\":1", "x=1" }, { "a", "#2" } },
        { &func_parseJson, { "field=j" }, { "j={\"a\":1} x" }, { "a", "#1" } },
        { &func_parseJson, { "field=j" }, { "j=\"text\"" }, { "#1" } },
        { &func_parseJson, { "field=j" }, { "j=" }, { "#1" } },
        { &func_parseJson, { "field=j" }, { "x={}" }, { "#1" } },
        { &func_parseJson, { "field=j" }, { "j={\"a\":1}", "a=0" }, { "a=1" } },
        { &func_parseJson, { NULL }, { "@rawstring={\"a\":1e5}" }, { "a=1e5" } },
    };

    func_check(cases, countof(cases));
}

static void json_is_chosen_from(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_parseJson, { "field=j" }, { "j={\"a\":null}" }, { "a=null" } },
        { &func_parseJson,
          { "field=j", "handleNull=empty" },
          { "j={\"a\":null}" },
          { "a=" } },
        { &func_parseJson,
          { "field=j", "handleNull=discard" },
          { "j={\"a\":[null,1]}" },
          { "a[0]", "a[1]=1" } },
        { &func_parseJson,
          { "field=j", "excludeEmpty=true" },
          { "j={\"a\":\"\",\"b\":1}" },
          { "a", "b=1" } },
        { &func_parseJson,
          { "field=j", "exclude=a" },
          { "j={\"a\":{\"x\":1},\"ab\":2}" },
          { "a.x", "ab=2" } },
        { &func_parseJson,
          { "field=j", "exclude=a", "include=a.x" },
          { "j={\"a\":{\"x\":1,\"y\":2},\"b\":3}" },
          { "a.x=1", "a.y", "b=3" } },
        { &func_parseJson,
          { "field=j", "include=a.x|b" },
          { "j={\"a\":{\"x\":1,\"y\":2},\"b\":[3],\"c\":4}" },
          { "a.x=1", "a.y", "b[0]=3", "c" } },
        { &func_parseJson,
          { "field=j", "removePrefixes=a.|a.b.", "prefix=p." },
          { "j={\"a\":{\"b\":{\"c\":1},\"d\":2}}" },
          { "p.c=1", "p.d=2" } },
        { &func_parseJson,
          { "field=j", "removePrefixes=a" },
          { "j={\"a\":1}" },
          { "a=1" } },
    };

    func_check(cases, countof(cases));
}

/* Deep and long documents end, and leave nothing half done. */
static void hostile_json_ends(void **state UNUSED)
{
    static char text[300000];
    const char *arg[] = { "field=j", NULL };
    const char *row[] = { text, NULL };
    const char *want[] = { "#1", NULL };
    struct func_long_case c = { &func_parseJson, arg, row, want };

    memset(text, '[', sizeof text - 1);
    memcpy(text, "j=", 2);
    func_check_long(&c, "deep");
    memset(text, 'k', sizeof text - 1);
    memcpy(text, "j={\"", 4);
    memcpy(text + 200000, "\":1}", 5);
    func_check_long(&c, "long key");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_are_found_in_prose),
        cmocka_unit_test(padding_decides_what_is_empty),
        cmocka_unit_test(fields_of_the_event_stay),
        cmocka_unit_test(json_becomes_fields),
        cmocka_unit_test(json_is_chosen_from),
        cmocka_unit_test(hostile_json_ends),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
