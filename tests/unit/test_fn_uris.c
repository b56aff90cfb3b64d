/*
 * test_fn_uris - functions that take URIs apart.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "func_harness.h"

extern const struct func func_parseUri, func_parseUrl;

static void uris_need_a_host(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_parseUri,
          { "field=u" },
          { "u=https://eve:a:b@h.example:8443/v2/x?a=1&b=2#s" },
          { "u.scheme=https", "u.username=eve", "u.password=a:b",
            "u.hostname=h.example", "u.port=8443", "u.path=/v2/x", "u.query=a=1&b=2",
            "u.fragment=s", "#9" } },
        { &func_parseUri,
          { "field=u", "defaultBase=http://" },
          { "u=example.com:8080/foo" },
          { "u.scheme=http", "u.hostname=example.com", "u.port=8080", "u.path=/foo",
            "#5" } },
        { &func_parseUri,
          { "field=u", "defaultBase=http://" },
          { "u=ftp://example.com/path" },
          { "u.scheme=ftp", "u.hostname=example.com", "u.path=/path", "#4" } },
        { &func_parseUri,
          { "field=u", "defaultBase=//", "prefix=p" },
          { "u=example.com?q" },
          { "p.hostname=example.com", "p.query=q", "#3" } },
        { &func_parseUri,
          { "field=u", "defaultBase=x://" },
          { "u=//h/" },
          { "u.scheme=x", "u.hostname=h", "u.path=/", "#4" } },
        { &func_parseUri, { "field=u" }, { "u=example.com" }, { "#1" } },
        { &func_parseUri, { "field=u" }, { "u=mailto:a@b" }, { "#1" } },
        { &func_parseUri, { "field=u" }, { "u=" }, { "#1" } },
        { &func_parseUri, { "field=u" }, { "x=http://h" }, { "#1" } },
        { &func_parseUri, { "field=u" }, { "u=http:///path" }, { "#1" } },
        { &func_parseUri, { "field=u" }, { "u=http://h:65536/" }, { "#1" } },
        { &func_parseUri,
          { "field=u" },
          { "u=http://h:65535/" },
          { "u.port=65535", "#5" } },
        { &func_parseUri, { "field=u" }, { "u=http://h:x/" }, { "#1" } },
        { &func_parseUri,
          { "field=u" },
          { "u=http://[2001:db8::1]:80" },
          { "u.hostname=[2001:db8::1]", "u.port=80", "#4" } },
        { &func_parseUri, { "field=u" }, { "u=http://[::1" }, { "#1" } },
        { &func_parseUri, { "field=u", "prefix=" }, { "u=" }, { "?not be empty" } },
        { &func_parseUri, { "field=u", "defaultBase=http" }, { "u=" }, { "?base is" } },
        { &func_parseUri,
          { "field=u", "defaultBase=http://h//" },
          { "u=" },
          { "?base is" } },
    };

    func_check(cases, countof(cases));
}

static void urls_may_be_partial(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_parseUrl,
          { NULL },
          { "url=https://eve@h:1/p?q#f" },
          { "url.scheme=https", "url.username=eve", "url.password", "url.host=h",
            "url.port=1", "url.path=/p", "url.query=q", "url.fragment=f", "#8" } },
        { &func_parseUrl,
          { "field=u", "as=p" },
          { "u=/api?x=" },
          { "p.path=/api", "p.query=x=", "#3" } },
        { &func_parseUrl,
          { "field=u" },
          { "u=site.example.com:80/path" },
          { "u.scheme=site.example.com", "#2" } },
        { &func_parseUrl,
          { "field=u" },
          { "u=mailto:a?b#c" },
          { "u.scheme=mailto", "u.fragment=c", "#3" } },
        { &func_parseUrl, { "field=u" }, { "u=http://h/a b" }, { "#1" } },
        { &func_parseUrl, { "field=u" }, { "u=http://h/%2" }, { "#1" } },
        { &func_parseUrl, { "field=u" }, { "u=/ä%2f" }, { "u.path=/ä%2f" } },
        { &func_parseUrl, { "field=u" }, { "u=" }, { "#1" } },
        { &func_parseUrl, { "field=u" }, { "x=/" }, { "#1" } },
        { &func_parseUrl,
          { "field=u" },
          { "u=http://h?#" },
          { "u.host=h", "u.query=", "u.fragment=", "u.path", "#5" } },
    };

    func_check(cases, countof(cases));
}

static void descriptors_are_in_order(void **state UNUSED)
{
    func_check_descriptor(&func_parseUri);
    func_check_descriptor(&func_parseUrl);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(uris_need_a_host),
        cmocka_unit_test(urls_may_be_partial),
        cmocka_unit_test(descriptors_are_in_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
