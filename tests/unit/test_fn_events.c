/*
 * test_fn_events - functions about whole events, and parsers of XML and CSV.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "func_harness.h"

extern const struct func func_dropEvent, func_eventFieldCount, func_eventSize;
extern const struct func func_sample, func_subnet, func_duration, func_parseCsv;
extern const struct func func_ipLocation, func_asn, func_reverseDns, func_ioc_lookup;
extern const struct func func_communityId, func_stripAnsiCodes, func_lowercase;
extern const struct func func_parseXml, func_text_editDistance;
extern const struct func func_text_editDistanceAsArray;
extern const struct func func_parseFixedWidth;

static void whole_events(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_dropEvent, { NULL }, { "a=1" }, { "!" } },
        { &func_eventFieldCount, { NULL }, { "a=1", "b=" }, { "_eventFieldCount=2" } },
        { &func_eventSize, { NULL }, { "a=123", "bc=" }, { "_eventSize=6" } },
        { &func_sample, { "percentage=100", "field=a" }, { "a=1" }, { "#1" } },
        { &func_sample, { "percentage=100", "field=a" }, { "b=1" }, { "!" } },
        { &func_sample, { "percentage=0", "field=a" }, { "a=1" }, { "!" } },
        { &func_sample, { "percentage=101" }, { "a=1" }, { "?between 0 and 100" } },
        { &func_subnet,
          { "field=a", "bits=23" },
          { "a=10.0.15.200" },
          { "_subnet=10.0.14.0/23" } },
        { &func_subnet,
          { "field=a", "bits=0" },
          { "a=10.0.15.200" },
          { "_subnet=0.0.0.0/0" } },
        { &func_subnet,
          { "field=a", "bits=32" },
          { "a=1.2.3.4" },
          { "_subnet=1.2.3.4/32" } },
        { &func_subnet, { "field=a", "bits=33" }, { "a=1.2.3.4" }, { "_subnet" } },
        { &func_subnet,
          { "field=a", "bits=33" },
          { "a=2001:db8:ffff::1" },
          { "_subnet=2001:db8:8000::/33" } },
        { &func_subnet, { "field=a", "bits=8" }, { "a=x" }, { "_subnet" } },
        { &func_duration, { "duration=900000", "as=d" }, { "a=1" }, { "d=900000" } },
    };

    func_check(cases, countof(cases));
}

static void columns_have_a_width(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_parseFixedWidth,
          { "field=r", "columns=a|b|c", "widths=2|3|2" },
          { "r=12 x 34" },
          { "a=12", "b=x", "c=34" } },
        { &func_parseFixedWidth,
          { "field=r", "columns=a|b|c", "widths=2|3|2", "trim=false" },
          { "r=12 x ", "c=0" },
          { "a=12", "b= x ", "c=0" } },
        { &func_parseFixedWidth,
          { "field=r", "columns=a|b", "widths=2|5" },
          { "r=äöü" },
          { "a=äö", "b=ü" } },
        { &func_parseFixedWidth,
          { "field=r", "columns=a|b", "widths=1|1" },
          { "r=  " },
          { "a=", "b=", "#3" } },
        { &func_parseFixedWidth,
          { "field=r", "columns=a", "widths=1" },
          { "r=" },
          { "a", "#1" } },
        { &func_parseFixedWidth,
          { "field=r", "columns=a", "widths=1" },
          { "x=1" },
          { "a", "#1" } },
        { &func_parseFixedWidth,
          { "field=r", "columns=a|b", "widths=1" },
          { "r=1" },
          { "?as many widths" } },
        { &func_parseFixedWidth,
          { "field=r", "columns=a", "widths=0" },
          { "r=1" },
          { "?from 1 to 1048576" } },
        { &func_parseFixedWidth,
          { "field=r", "columns=a", "widths=1048577" },
          { "r=1" },
          { "?from 1 to 1048576" } },
        { &func_parseFixedWidth,
          { "field=r", "columns=a", "widths=1048576" },
          { "r=1" },
          { "a=1" } },
    };

    func_check(cases, countof(cases));
}

static void records_are_cut(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_parseCsv,
          { "field=r", "columns=a|b|c|d" },
          { "r=1,\"x, \"\"y\"\"\",", "d=0" },
          { "a=1", "b=x, \"y\"", "c=", "d=0" } },
        { &func_parseCsv, { "field=r", "columns=a" }, { "r=1,2" }, { "a=1", "#2" } },
        { &func_parseCsv,
          { "field=r", "columns=a|b", "delimiter=;" },
          { "r=1,5;2" },
          { "a=1,5", "b=2" } },
        { &func_parseCsv,
          { "field=r", "columns=a|b", "trim=true" },
          { "r= 1 ,2 " },
          { "a=1", "b=2" } },
        { &func_parseCsv,
          { "field=r", "columns=a|b", "excludeEmpty=true" },
          { "r=,2" },
          { "a", "b=2" } },
        { &func_parseCsv,
          { "field=r", "columns=a|b" },
          { "r=1\n2,3" },
          { "a=1", "b" } },
        { &func_parseCsv, { "field=r", "columns=a" }, { "r=" }, { "#1" } },
        { &func_parseCsv, { "field=r", "columns=a" }, { "s=1" }, { "#1" } },
        { &func_parseCsv,
          { "field=r", "columns=a", "delimiter=::" },
          { "s=1" },
          { "?single" } },
    };

    func_check(cases, countof(cases));
}

static void elements_become_fields(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_parseXml,
          { "field=x" },
          { "x=<o><i>1</i><i>2</i><i>3</i></o>" },
          { "o.i=1", "o.i[0]=1", "o.i[1]=2", "o.i[2]=3", "#5" } },
        { &func_parseXml,
          { "field=x", "prefix=p." },
          { "x=<a k=\"v\"><b>&lt;&#228;</b></a>" },
          { "p.a.k=v", "p.a.b=<ä" } },
        { &func_parseXml,
          { "field=x" },
          { "x=<a><b>1</b>" },
          { "a.b", "@error=true" } },
        { &func_parseXml,
          { "field=x", "strict=true" },
          { "x=<a>" },
          { "!", "@error" } },
        { &func_parseXml, { "field=x", "strict=true" }, { "y=<a>" }, { "#1" } },
        { &func_parseXml, { "field=x" }, { "x=" }, { "@error=true" } },
        { &func_parseXml, { NULL }, { "@rawstring=<a>1</a>" }, { "a=1" } },
        { &func_parseXml,
          { "field=x" },
          { "x=<!DOCTYPE a [<!ENTITY e \"boom\">]><a>&e;</a>" },
          { "a", "@error=true" } },
    };

    func_check(cases, countof(cases));
}

#define EDIT(reference_, target_, max, want)                                  \
    {                                                                         \
        &func_text_editDistance,                                              \
            { "reference='" reference_ "'", "target=t", "maxDistance=" max }, \
            { "t=" target_ },                                                 \
        {                                                                     \
            want                                                              \
        }                                                                     \
    }

static void edits_are_counted(void **state UNUSED)
{
    static const struct func_case cases[] = {
        EDIT("svchost", "svchost", "1", "_distance=0"),
        EDIT("svchost", "scvhost", "1", "_distance=1"),
        EDIT("svchost", "lsass", "1", "_distance=1"),
        EDIT("kitten", "sitting", "3", "_distance=3"),
        EDIT("kitten", "sitting", "2", "_distance=2"),
        EDIT("kitten", "sitting", "100", "_distance=3"),
        EDIT("", "abc", "3", "_distance=3"),
        EDIT("", "abc", "2", "_distance=2"),
        EDIT("abc", "", "5", "_distance=3"),
        EDIT("äb", "ab", "1", "_distance=1"),
        EDIT("abcdef", "bcdefg", "2", "_distance=2"),
        { &func_text_editDistance,
          { "reference='ab'", "target=t", "maxDistance=2",
            "allowTranspositions=false" },
          { "t=ba" },
          { "_distance=2" } },
        { &func_text_editDistance,
          { "reference='ÄB'", "target=t", "maxDistance=2", "ignoreCase=true" },
          { "t=äb" },
          { "_distance=0" } },
        { &func_text_editDistance,
          { "reference='a'", "target=t", "maxDistance=2" },
          { "u=a" },
          { "_distance" } },
        { &func_text_editDistanceAsArray,
          { "references=ab|abcdef|", "target=t", "maxDistance=3" },
          { "t=ba" },
          { "_distance[0].distance=1", "_distance[0].reference=ab",
            "_distance[1].distance=3", "_distance[1].reference=abcdef",
            "_distance[2].distance=2", "_distance[2].reference=", "#7" } },
        { &func_text_editDistanceAsArray,
          { "references=AB", "target=t", "maxDistance=3", "allowTranspositions=false",
            "ignoreCase=true", "asArray=d[]" },
          { "t=ba", "d[0].distance=0", "d[1].distance=1" },
          { "d[0].distance=2", "d[0].reference=AB", "#3" } },
        { &func_text_editDistanceAsArray,
          { "references=a", "target=t", "maxDistance=3" },
          { "u=a" },
          { "u=a", "#1" } },
    };

    func_check(cases, countof(cases));
}

/* 1 and 100 references are taken, 101 are not. */
static void references_are_limited(void **state UNUSED)
{
    char list[400] = "references=a";
    const char *arg[] = { list, "target=t", "maxDistance=1", NULL };
    const char *row[] = { "t=b", NULL };
    const char *want[] = { "_distance[99].distance=1", "#201", NULL };
    const char *refused[] = { "?1 to 100 references", NULL };
    struct func_long_case c = { &func_text_editDistanceAsArray, arg, row, want };

    for (size_t i = 1; i < 100; i++)
        memcpy(list + strlen(list), "|a", 3);
    func_check_long(&c, "100 references");
    memcpy(list + strlen(list), "|a", 3);
    c.want = refused;
    func_check_long(&c, "101 references");
}

static void without_outside_data(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_ipLocation, { "field=a" }, { "a=8.8.8.8" }, { "a=8.8.8.8", "#1" } },
        { &func_asn, { NULL }, { "ip=8.8.8.8" }, { "#1" } },
        { &func_reverseDns, { "field=a" }, { "a=8.8.8.8" }, { "#1" } },
        { &func_ioc_lookup, { "field=a", "type=url" }, { "a=x" }, { "#1" } },
        { &func_ioc_lookup,
          { "field=a", "type=url", "strict=true" },
          { "a=x" },
          { "!" } },
        { &func_ioc_lookup, { "field=a", "type=url", "ask=" }, { "a=x" }, { "!" } },
    };

    func_check(cases, countof(cases));
}

static void fields_become_plainer(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_stripAnsiCodes,
          { "field=a" },
          { "a=\x1b[1;31mred\x1b[0m!" },
          { "a=red!" } },
        { &func_stripAnsiCodes,
          { "field=a", "as=b" },
          { "a=x\x1b[2Jy\x1bM" },
          { "b=xy" } },
        { &func_stripAnsiCodes, { "field=a" }, { "a=\x1b[31" }, { "a=\x1b[31" } },
        { &func_stripAnsiCodes, { "field=a" }, { "a=\x1b" }, { "a=\x1b" } },
        { &func_stripAnsiCodes, { "field=a" }, { "b=1" }, { "a" } },
        { &func_lowercase, { "field=A|B" }, { "A=ÄX" }, { "A=äx", "a", "B", "#1" } },
        { &func_lowercase,
          { "field=A", "include=fields" },
          { "A=X" },
          { "a=X", "A=X" } },
        { &func_lowercase, { "field=A", "include=both" }, { "A=X" }, { "a=x", "A=X" } },
    };

    func_check(cases, countof(cases));
}

#define FLOW_ARGS                                                                      \
    "sourceip=s", "destinationip=d", "proto=p", "sourceport=sp", "destinationport=dp", \
        "icmptype=t", "icmpcode=c"

/* The identifiers are those of the specification's reference. */
static void flows_have_one_name(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_communityId,
          { FLOW_ARGS },
          { "s=128.232.110.120", "d=66.35.250.204", "p=6", "sp=34855", "dp=80" },
          { "_community_id=1:LQU9qZlK+B5F3KDmev6m5PMibrg=" } },
        { &func_communityId,
          { FLOW_ARGS },
          { "d=128.232.110.120", "s=66.35.250.204", "p=TCP", "dp=34855", "sp=80" },
          { "_community_id=1:LQU9qZlK+B5F3KDmev6m5PMibrg=" } },
        { &func_communityId,
          { FLOW_ARGS },
          { "s=1.2.3.4", "d=1.2.3.5", "p=tcp", "sp=1" },
          { "_community_id" } },
        { &func_communityId,
          { FLOW_ARGS },
          { "s=1.2.3.4", "d=1.2.3.5", "p=tcp", "sp=1", "dp=65536" },
          { "_community_id" } },
        { &func_communityId,
          { FLOW_ARGS },
          { "s=1.2.3.4", "d=::1", "p=47" },
          { "_community_id" } },
        { &func_communityId,
          { FLOW_ARGS },
          { "s=1.2.3.4", "d=x", "p=47" },
          { "_community_id" } },
        { &func_communityId,
          { FLOW_ARGS },
          { "s=1.2.3.4", "d=1.2.3.5", "p=what" },
          { "_community_id" } },
    };

    func_check(cases, countof(cases));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_events),
        cmocka_unit_test(columns_have_a_width),
        cmocka_unit_test(records_are_cut),
        cmocka_unit_test(elements_become_fields),
        cmocka_unit_test(edits_are_counted),
        cmocka_unit_test(references_are_limited),
        cmocka_unit_test(without_outside_data),
        cmocka_unit_test(fields_become_plainer),
        cmocka_unit_test(flows_have_one_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
