/*
 * test_fn_parsers - functions that make fields of a text.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "func_harness.h"

extern const struct func func_kvParse, func_parseJson, func_parseCEF, func_parseLEEF;

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

static void cef_becomes_fields(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_parseCEF,
          { "field=t" },
          { "t=Sep 19 08:26:10 host CEF:0 | security| wall| 1.0| 100| a \\\\ in packet| "
            "10| src=10.0.0.1 act=blocked a \\\\ dst=1.1.1.1" },
          { "cef.version=0", "cef.device.vendor=security", "cef.device.product=wall",
            "cef.device.version=1.0", "cef.event_class_id=100",
            "cef.name=a \\ in packet", "cef.severity=10", "cef.ext.src=10.0.0.1",
            "cef.ext.act=blocked a \\", "cef.ext.dst=1.1.1.1", "#11" } },
        { &func_parseCEF,
          { "field=t", "headerprefix=h.", "labelprefix=l.", "prefix=e." },
          { "t=CEF:0|A|B|1|1|x \\| y|3|cs2=true cs2Label=Java Script start=1" },
          { "h.name=x | y", "l.Java Script=true", "e.start=1", "e.cs2",
            "e.cs2Label" } },
        { &func_parseCEF,
          { "field=t", "keeplabels=true" },
          { "t=CEF:0|A|B|1|1|x|3|cs2=true cs2Label=JS" },
          { "cef.label.JS=true", "cef.ext.cs2=true", "cef.ext.cs2Label=JS" } },
        { &func_parseCEF,
          { "field=t" },
          { "t=CEF:0|A|B|1|1|x|3|cs3Label=lone msg=a\\=b\\nc\\qd u=http://h/?q=1&r=2" },
          { "cef.ext.cs3Label=lone", "cef.ext.msg=a=b\nc\\qd",
            "cef.ext.u=http://h/?q=1&r=2" } },
        { &func_parseCEF,
          { "field=t" },
          { "t=CEF:0|A|B|1|1|x|3|a=1\tb= c=2 a=3" },
          { "cef.ext.a=3", "cef.ext.b=", "cef.ext.c=2" } },
        { &func_parseCEF,
          { "field=t" },
          { "t=CEF:0|A|B|1|1|x|3" },
          { "cef.severity=3", "#8" } },
        { &func_parseCEF, { "field=t" }, { "t=CEF:0|A|B|1|1|x" }, { "#1" } },
        { &func_parseCEF, { "field=t" }, { "t=CEF:1|A|B|1|1|x|3|a=1" }, { "#1" } },
        { &func_parseCEF, { "field=t" }, { "t=" }, { "#1" } },
        { &func_parseCEF, { "field=t" }, { "u=CEF:0|A|B|1|1|x|3|a=1" }, { "#1" } },
        { &func_parseCEF,
          { NULL },
          { "@rawstring=CEF:0|A|B|1|1|x|3|a=1" },
          { "cef.ext.a=1" } },
    };

    func_check(cases, countof(cases));
}

static void leef_becomes_fields(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_parseLEEF,
          { "field=t" },
          { "t=<13>1 x LEEF:2.0|Lancope|Watch|1.0|41|^|src=10.0.0.1^act=an X^dst=" },
          { "leef.version=2.0", "leef.device.vendor=Lancope",
            "leef.device.product=Watch", "leef.device.version=1.0", "leef.event_id=41",
            "leef.ext.src=10.0.0.1", "leef.ext.act=an X", "leef.ext.dst=", "#9" } },
        { &func_parseLEEF,
          { "field=t", "headerprefix=h.", "prefix=e." },
          { "t=LEEF:2.0|Palo Alto|LF|2.0|THREAT| |SN=12 cat= Version=9.1" },
          { "h.event_id=THREAT", "e.SN=12", "e.cat=", "e.Version=9.1" } },
        { &func_parseLEEF,
          { "field=t" },
          { "t=LEEF:2.0|A|B|1|2|0x5E|a=1^b=2" },
          { "leef.ext.a=1", "leef.ext.b=2" } },
        { &func_parseLEEF,
          { "field=t" },
          { "t=LEEF:2.0|A|B|1|2||a=1\tb=2 3" },
          { "leef.ext.a=1", "leef.ext.b=2 3" } },
        { &func_parseLEEF,
          { "field=t" },
          { "t=LEEF:2.0|A|B|1|2|a=1\tb=x|y" },
          { "leef.ext.a=1", "leef.ext.b=x|y" } },
        { &func_parseLEEF,
          { "field=t", "delimiter=;" },
          { "t=LEEF:1.0|A|B|1|2|a=1;junk;b=2=3;cs1=v;cs1Label=n" },
          { "leef.ext.a=1", "leef.ext.b=2=3", "leef.labeln=v", "leef.ext.cs1" } },
        { &func_parseLEEF,
          { "field=t", "keeplabels=true", "labelprefix=l." },
          { "t=LEEF:1.0|A|B|1|2|a=b c cs1=v cs1Label=n" },
          { "leef.ext.a=b c", "l.n=v", "leef.ext.cs1=v" } },
        { &func_parseLEEF,
          { "field=t" },
          { "t=LEEF:0|A|B|1|2|a=b\\=c d=e" },
          { "leef.version=0", "leef.ext.a=b=c", "leef.ext.d=e" } },
        { &func_parseLEEF, { "field=t" }, { "t=LEEF:3.0|A|B|1|2|a=b" }, { "#1" } },
        { &func_parseLEEF, { "field=t" }, { "t=LEEF:1.0|A|B|1" }, { "#1" } },
        { &func_parseLEEF, { "delimiter=ab" }, { "t=x" }, { "?a single character" } },
    };

    func_check(cases, countof(cases));
}

#define LEEF_TIME(pairs, want)                                           \
    {                                                                    \
        &func_parseLEEF, { "field=t" }, { "t=LEEF:1.0|A|B|1|2|" pairs }, \
        {                                                                \
            want                                                         \
        }                                                                \
    }

static void leef_names_the_time(void **state UNUSED)
{
    static const struct func_case cases[] = {
        LEEF_TIME("devTime=1700000000", "@timestamp=1700000000000"),
        LEEF_TIME("devTime=1700000000123", "@timestamp=1700000000123"),
        LEEF_TIME("devTime=2023-11-14T22:13:20+01:00\tx=1", "@timestamp=1699996400000"),
        LEEF_TIME("devTime=2023-11-14 22:13\tdevTimeFormat=yyyy-MM-dd HH:mm",
                  "@timestamp=1699999980000"),
        LEEF_TIME("devTime=then", "@timestamp"),
        LEEF_TIME("devTime=1\tdevTimeFormat={{", "@timestamp"),
        LEEF_TIME("devTime=99999999999999999999", "@timestamp"),
        { &func_parseLEEF,
          { "field=t", "timezone=+02:00" },
          { "t=LEEF:1.0|A|B|1|2|devTime=Nov 14 2023 22:13:20\tx=1" },
          { "@timestamp=1699992800000" } },
        { &func_parseLEEF,
          { "field=t", "parsetime=false" },
          { "t=LEEF:1.0|A|B|1|2|devTime=1700000000" },
          { "@timestamp" } },
    };

    func_check(cases, countof(cases));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cef_becomes_fields),
        cmocka_unit_test(leef_becomes_fields),
        cmocka_unit_test(leef_names_the_time),
        cmocka_unit_test(pairs_are_found_in_prose),
        cmocka_unit_test(padding_decides_what_is_empty),
        cmocka_unit_test(fields_of_the_event_stay),
        cmocka_unit_test(json_becomes_fields),
        cmocka_unit_test(json_is_chosen_from),
        cmocka_unit_test(hostile_json_ends),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
