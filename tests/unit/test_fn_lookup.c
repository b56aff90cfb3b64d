/*
 * test_fn_lookup - tables, networks, and texts in other encodings.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "func/ip_set.h"
#include "func_harness.h"

extern const struct func func_match, func_matchAsArray, func_cidr;
extern const struct func func_base64Decode, func_base64Encode, func_parseHexString;
extern const struct func func_urlDecode, func_urlEncode;

#define CSV "file:t.csv=k,v,w\na,1,x\nb, 2,\"y,\"\"\"\na,3,z\n"

static void rows_of_csv_are_found(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_match,
          { "file=t.csv", "field=k", CSV },
          { "k=a" },
          { "v=3", "w=z", "#3" } },
        { &func_match,
          { "file=t.csv", "field=k", CSV },
          { "k=b" },
          { "v= 2", "w=y,\"" } },
        { &func_match, { "file=t.csv", "field=k", CSV }, { "k=A" }, { "!" } },
        { &func_match, { "file=t.csv", "field=k", CSV }, { "x=a" }, { "!" } },
        { &func_match,
          { "file=t.csv", "field=k", "ignoreCase=true", CSV },
          { "k=A" },
          { "v=3" } },
        { &func_match,
          { "file=t.csv", "field=k", "strict=false", CSV },
          { "k=q", "v=0" },
          { "v=0" } },
        { &func_match,
          { "file=t.csv", "field=f", "column=v", CSV },
          { "f=1", "k=q" },
          { "k=a" } },
        { &func_match,
          { "file=t.csv", "field=f", "column=v", CSV },
          { "f=2" },
          { "!" } },
        { &func_match,
          { "file=t.csv", "field=k", "include=w", CSV },
          { "k=a" },
          { "w=z", "v" } },
        { &func_match,
          { "file=t.csv", "field=k", "include=*", CSV },
          { "k=a" },
          { "w=z", "v=3" } },
        { &func_match,
          { "file=t.csv", "field=k|v", CSV },
          { "k=a", "v=1" },
          { "w=x" } },
        { &func_match, { "file=t.csv", "field=k|v", CSV }, { "k=a", "v=9" }, { "!" } },
        { &func_match, { "file=t.csv", "field=k|v", CSV }, { "k=a" }, { "!" } },
        { &func_match,
          { "file=t.csv", "field=k", "nrows=500", CSV },
          { "k=a", "x=0" },
          { "v=3", "x=0", "--", "v=1", "x=0" } },
        { &func_match,
          { "file=t.csv", "field=k", "nrows=2", CSV },
          { "k=q" },
          { "0" } },
        { &func_match,
          { "file=t.csv", "field=k", "nrows=2", "strict=false", CSV },
          { "k=q" },
          { "k=q", "#1" } },
        { &func_match, { "file=t.csv", "field=k", "ask=", CSV }, { "k=a" }, { "#1" } },
    };

    func_check(cases, countof(cases));
}

static void rows_become_objects(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_matchAsArray,
          { "file=t.csv", "field=k", "nrows=1", CSV },
          { "k=a" },
          { "_match[0].v=3", "_match[0].w=z", "#3" } },
        { &func_matchAsArray,
          { "file=t.csv", "field=k", "nrows=500", "include=w", "asArray=m[]", CSV },
          { "k=a", "m[0].old=1", "m[7]=2" },
          { "m[0].w=z", "m[1].w=x", "#3" } },
        { &func_matchAsArray,
          { "file=t.csv", "field=k", "nrows=2", CSV },
          { "k=q" },
          { "!" } },
        { &func_matchAsArray,
          { "file=t.csv", "field=k", "nrows=2", "strict=false", "asArray=m", CSV },
          { "k=q", "m[0]=kept" },
          { "m[0]=kept", "#2" } },
        { &func_matchAsArray,
          { "file=t.csv", "field=f", "column=k", "nrows=2", "ignoreCase=true", CSV },
          { "f=B" },
          { "_match[0].v= 2", "_match[0].w=y,\"", "#3" } },
        { &func_matchAsArray,
          { "file=t.csv", "field=k", "nrows=2", "ask=", CSV },
          { "k=a" },
          { "#1" } },
        { &func_matchAsArray,
          { "file=t.csv", "field=k", "include=nope", "nrows=2", CSV },
          { "k=a" },
          { "?has no column 'nope'" } },
        { &func_matchAsArray,
          { "file=t.csv", "field=k|v", "column=k", "nrows=2", CSV },
          { "k=a" },
          { "?as many columns" } },
    };

    func_check(cases, countof(cases));
}

static void other_tables_are_found(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_match,
          { "table=m", "field=k", "table:m=k,v\na,1\n,2\nb,\n" },
          { "k=a" },
          { "v=1" } },
        { &func_match,
          { "file=m", "field=k", "table:m=k,v\na,1\nb,\n" },
          { "k=b", "v=0" },
          { "v=0" } },
        { &func_match,
          { "file=t.json", "field=k",
            "file:t.json=[{\"k\":\"a\",\"o\":{\"x\":[1,\"\\u00e4\"]}}]" },
          { "k=a" },
          { "o.x[0]=1", "o.x[1]=ä" } },
        { &func_match,
          { "file=t.json", "field=f", "column=key",
            "file:t.json={\"a\":{\"n\":1},\"b\":{\"n\":null}}" },
          { "f=a" },
          { "n=1", "#2" } },
        { &func_match,
          { "file=t.csv", "field=p", "mode=glob",
            "file:t.csv=p,n\n*,any\na*,A\n*b,B\n" },
          { "p=ab" },
          { "n=B", "p=ab" } },
        { &func_match,
          { "file=t.csv", "field=p", "mode=glob", "nrows=5",
            "file:t.csv=p,n\n*,any\na*,A\n" },
          { "p=ax" },
          { "n=A", "--", "n=any" } },
        { &func_match,
          { "file=t.csv", "field=p", "glob=true", "ignoreCase=true",
            "file:t.csv=p,n\nA*,A\n" },
          { "p=ax" },
          { "n=A" } },
        { &func_match,
          { "file=t.csv", "field=ip", "mode=cidr",
            "file:t.csv=ip,n\n10.0.0.0/8,big\n10.1.0.0/16,small\nbad,x\n" },
          { "ip=10.1.2.3" },
          { "n=small" } },
        { &func_match,
          { "file=t.csv", "field=ip", "mode=cidr",
            "file:t.csv=ip,n\n10.0.0.0/8,big\n" },
          { "ip=10.x" },
          { "!" } },
    };

    func_check(cases, countof(cases));
}

static void tables_that_are_none(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_match, { "file=no.csv", "field=k" }, { "k=a" }, { "?no file" } },
        { &func_match, { "field=k" }, { "k=a" }, { "?either file or table" } },
        { &func_match,
          { "file=t.csv", "table=t", "field=k", CSV },
          { "k=a" },
          { "?either" } },
        { &func_match,
          { "file=t.csv", "field=q", CSV },
          { "k=a" },
          { "?no column 'q'" } },
        { &func_match,
          { "file=t.csv", "field=k", "include=q", CSV },
          { "k=a" },
          { "?no column 'q'" } },
        { &func_match,
          { "file=t.csv", "field=k", "column=k|v", CSV },
          { "k=a" },
          { "?as many" } },
        { &func_match,
          { "file=t.csv", "field=k|v", "mode=cidr", CSV },
          { "k=a" },
          { "?single" } },
        { &func_match,
          { "file=t.csv", "field=k", "file:t.csv=" },
          { "k=a" },
          { "?no column" } },
        { &func_match,
          { "file=t.csv", "field=k", "file:t.csv=k\n\"a" },
          { "k=a" },
          { "?line" } },
        { &func_match,
          { "file=t.json", "field=k", "file:t.json=[1]" },
          { "k=a" },
          { "?array of objects" } },
        { &func_match,
          { "file=t.json", "field=k", "file:t.json=[[1]]" },
          { "k=a" },
          { "?row is an object" } },
        { &func_match,
          { "file=t.json", "field=k", "file:t.json=[{\"k\":1}" },
          { "k=a" },
          { "?t.json" } },
        { &func_match,
          { "file=t.json", "field=k", "file:t.json={\"a\":7}" },
          { "k=a" },
          { "?array of objects" } },
    };

    func_check(cases, countof(cases));
}

static void networks_hold_addresses(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_cidr,
          { "field=a", "subnet=10.0.0.0/8|192.168.1.0/24" },
          { "a=192.168.1.255" },
          { "#1" } },
        { &func_cidr, { "field=a", "subnet=10.0.0.0/8" }, { "a=11.0.0.0" }, { "!" } },
        { &func_cidr,
          { "field=a", "subnet=10.1.2.3/8" },
          { "a=10.255.0.1" },
          { "#1" } },
        { &func_cidr, { "field=a", "subnet=1.2.3.4" }, { "a=1.2.3.4" }, { "#1" } },
        { &func_cidr, { "field=a", "subnet=1.2.3.4" }, { "a=1.2.3.5" }, { "!" } },
        { &func_cidr,
          { "field=a", "subnet=0.0.0.0/0" },
          { "a=255.255.255.255" },
          { "#1" } },
        { &func_cidr, { "field=a", "subnet=0.0.0.0/0" }, { "a=::1" }, { "!" } },
        { &func_cidr, { "field=a", "subnet=::/0" }, { "a=1.2.3.4" }, { "!" } },
        { &func_cidr, { "field=a", "subnet=::/0" }, { "a=2001:db8::1" }, { "#1" } },
        { &func_cidr, { "field=a", "subnet=fe80::/10" }, { "a=febf::1" }, { "#1" } },
        { &func_cidr, { "field=a", "subnet=fe80::/10" }, { "a=fec0::1" }, { "!" } },
        { &func_cidr,
          { "field=a", "subnet=10.0.0.0/8" },
          { "a=::ffff:10.1.1.1" },
          { "#1" } },
        { &func_cidr,
          { "field=a", "subnet=10.0.0.0/8" },
          { "a=10.1.1.1:80" },
          { "!" } },
        { &func_cidr, { "field=a", "subnet=10.0.0.0/8" }, { "a=" }, { "!" } },
        { &func_cidr, { "field=a", "subnet=10.0.0.0/8" }, { "b=1" }, { "!" } },
        { &func_cidr,
          { "field=a", "subnet=10.0.0.0/8", "negate=true" },
          { "a=11.1.1.1" },
          { "#1" } },
        { &func_cidr,
          { "field=a", "subnet=10.0.0.0/8", "negate=true" },
          { "a=10.1.1.1" },
          { "!" } },
    };

    func_check(cases, countof(cases));
}

static void networks_are_read(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_cidr,
          { "field=a", "file=n.csv", "column=net",
            "file:n.csv=x,net\n1, 10.0.0.0/8\n2,no\n" },
          { "a=10.1.1.1" },
          { "#1" } },
        { &func_cidr,
          { "field=a", "subnet=10.0.0.0/33" },
          { "a=1" },
          { "?no network" } },
        { &func_cidr, { "field=a", "subnet=10.0.0/8" }, { "a=1" }, { "?no network" } },
        { &func_cidr, { "field=a", "subnet=::/129" }, { "a=1" }, { "?no network" } },
        { &func_cidr, { "field=a", "subnet=::/-1" }, { "a=1" }, { "?no network" } },
        { &func_cidr, { "field=a" }, { "a=1" }, { "?give subnet" } },
        { &func_cidr, { "field=a", "file=n.csv" }, { "a=1" }, { "?go together" } },
        { &func_cidr,
          { "field=a", "file=n.csv", "column=q", "file:n.csv=x\n" },
          { "a=1" },
          { "?no column" } },
    };

    func_check(cases, countof(cases));
}

static void codes_are_decoded(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_base64Decode,
          { "field=a" },
          { "a=aGVsbG8=" },
          { "_base64Decode=hello" } },
        { &func_base64Decode,
          { "field=a" },
          { "a=aGVsbG8" },
          { "_base64Decode=hello" } },
        { &func_base64Decode, { "field=a" }, { "a=" }, { "_base64Decode=" } },
        { &func_base64Decode, { "field=a" }, { "a=a*b" }, { "_base64Decode" } },
        { &func_base64Decode, { "field=a" }, { "b=1" }, { "_base64Decode" } },
        { &func_base64Decode,
          { "field=a", "charset=UTF-16LE" },
          { "a=ZABpAHIA" },
          { "_base64Decode=dir" } },
        { &func_base64Decode,
          { "field=a" },
          { "a=/w==" },
          { "_base64Decode=\xef\xbf\xbd" } },
        { &func_base64Decode,
          { "field=a", "charset=klingon" },
          { "a=" },
          { "?unknown charset" } },
        { &func_base64Encode, { "field=a", "as=e" }, { "a=ä" }, { "e=w6Q=" } },
        { &func_urlDecode,
          { "field=a" },
          { "a=%C3%a4+%zz%4" },
          { "_urldecode=ä %zz%4" } },
        { &func_urlDecode, { "field=a" }, { "b=1" }, { "_urldecode" } },
        { &func_urlEncode,
          { "field=a" },
          { "a=a-_.~ /ä" },
          { "_urlencode=a-_.~%20%2F%C3%A4" } },
        { &func_parseHexString,
          { "field=a" },
          { "a=0x68 65:6C" },
          { "_parsehexstring=hel" } },
        { &func_parseHexString, { "field=a" }, { "a=686" }, { "_parsehexstring" } },
        { &func_parseHexString, { "field=a" }, { "a=6 8" }, { "_parsehexstring" } },
        { &func_parseHexString, { "field=a" }, { "a=zz" }, { "_parsehexstring" } },
        { &func_parseHexString,
          { "field=a", "charset=UTF-16BE" },
          { "a=00640069" },
          { "_parsehexstring=di" } },
    };

    func_check(cases, countof(cases));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_of_csv_are_found),
        cmocka_unit_test(rows_become_objects),
        cmocka_unit_test(other_tables_are_found),
        cmocka_unit_test(tables_that_are_none),
        cmocka_unit_test(networks_hold_addresses),
        cmocka_unit_test(networks_are_read),
        cmocka_unit_test(codes_are_decoded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
