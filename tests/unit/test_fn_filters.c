/*
 * test_fn_filters - functions that keep or drop a row, and those that search and
 * replace by regular expression.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "func_harness.h"

extern const struct func func_in, func_wildcard, func_regex, func_array_regex;
extern const struct func func_replace, func_splitString;

static void in_takes_lists(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_in, { "field=a", "values=x|y" }, { "a=y" }, { "a=y" } },
        { &func_in, { "field=a", "values=x|y" }, { "a=Y" }, { "!" } },
        { &func_in, { "field=a", "values=x|y" }, { "a=xy" }, { "!" } },
        { &func_in, { "field=a", "values=x|y" }, { "b=x" }, { "!" } },
        { &func_in, { "field=a", "values=x*|*y*|z" }, { "a=ayb" }, { "a=ayb" } },
        { &func_in, { "field=a", "values=x*" }, { "a=yx" }, { "!" } },
        { &func_in, { "field=a", "values=*" }, { "a=" }, { "a=" } },
        { &func_in, { "field=a", "values=*" }, { "b=1" }, { "!" } },
        { &func_in, { "field=a", "values=" }, { "a=x" }, { "!" } },
        { &func_in,
          { "field=a", "values=Ä|B", "ignoreCase=true" },
          { "a=ä" },
          { "#1" } },
        { &func_in,
          { "field=a", "values=Ä|B", "ignoreCase=true" },
          { "a=b" },
          { "#1" } },
        { &func_in,
          { "field=a", "values=B*", "ignoreCase=true" },
          { "a=bC" },
          { "#1" } },
        { &func_in, { "field=a", "values=500" }, { "a=500.0" }, { "!" } },
    };

    func_check(cases, countof(cases));
}

static void wildcard_is_anchored_on_fields(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_wildcard, { "pattern=*b*", "field=a" }, { "a=abc" }, { "a=abc" } },
        { &func_wildcard, { "pattern=b", "field=a" }, { "a=abc" }, { "!" } },
        { &func_wildcard, { "pattern=ABC", "field=a" }, { "a=abc" }, { "!" } },
        { &func_wildcard,
          { "pattern=ABC", "field=a", "ignoreCase=true" },
          { "a=abc" },
          { "#1" } },
        { &func_wildcard, { "pattern=b", "field=a|c" }, { "c=b" }, { "#1" } },
        { &func_wildcard, { "pattern=*", "field=a" }, { "c=b" }, { "!" } },
        { &func_wildcard, { "pattern=*", "field=a" }, { "a=" }, { "#1" } },
        { &func_wildcard,
          { "pattern=*", "field=a", "includeEverythingOnAsterisk=true" },
          { "c=b" },
          { "#1" } },
        { &func_wildcard,
          { "pattern=x*", "field=a", "includeEverythingOnAsterisk=true" },
          { "c=b" },
          { "!" } },
    };

    func_check(cases, countof(cases));
}

static void wildcard_is_free_text_without(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_wildcard, { "pattern=b*d" }, { "x=1", "a=abcde" }, { "#2" } },
        { &func_wildcard, { "pattern=B" }, { "a=abc" }, { "!" } },
        { &func_wildcard, { "pattern=B", "ignoreCase=true" }, { "a=abc" }, { "#1" } },
        { &func_wildcard, { "pattern=abc" }, { "abc=1" }, { "!" } },
        { &func_wildcard, { "pattern=x" }, { "#tag=x", "@id=x" }, { "!" } },
        { &func_wildcard, { "pattern=7" }, { "@timestamp=7" }, { "!" } },
        { &func_wildcard, { "pattern=x" }, { "@rawstring=axb" }, { "#1" } },
    };

    func_check(cases, countof(cases));
}

static void regex_makes_fields(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_regex, { "regex=b(?<r>.*)", "field=a" }, { "a=abcd" }, { "r=cd" } },
        { &func_regex, { "regex=x", "field=a" }, { "a=abcd" }, { "!" } },
        { &func_regex, { "regex=x", "field=a" }, { "b=x" }, { "!" } },
        { &func_regex, { "regex=c$", "field=a" }, { "a=abc" }, { "#1" } },
        { &func_regex, { "regex=^b" }, { "@rawstring=a\nb" }, { "#1" } },
        { &func_regex, { "regex=^b", "flags=i" }, { "@rawstring=a\nb" }, { "!" } },
        { &func_regex, { "regex=B", "field=a", "flags=i" }, { "a=abc" }, { "#1" } },
        { &func_regex, { "regex=a.b", "field=a", "flags=d" }, { "a=a\nb" }, { "#1" } },
        { &func_regex,
          { "regex=x(?<r>.)?", "field=a", "strict=false" },
          { "a=y", "r=old" },
          { "r=old" } },
        { &func_regex, { "regex=x(?<r>.)?", "field=a" }, { "a=x", "r=1" }, { "r=1" } },
        { &func_regex, { "regex=x(?<r>.*)", "field=a" }, { "a=x" }, { "r=" } },
        { &func_regex,
          { "regex=(?<@timestamp>\\d+) (?<v.x>\\w)", "field=a" },
          { "a=12 y" },
          { "@timestamp=12", "v.x=y" } },
        { &func_regex,
          { "regex=b(?<r>.)", "field=a", "ask=" },
          { "a=abcd" },
          { "r", "#1" } },
        { &func_regex, { "regex=x", "field=a", "ask=" }, { "a=abcd" }, { "!" } },
        { &func_regex, { "regex=(", "field=a" }, { "a=1" }, { "?" } },
        { &func_regex, { "regex=a", "flags=q" }, { "a=1" }, { "?flags" } },
    };

    func_check(cases, countof(cases));
}

static void regex_repeats(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_regex,
          { "regex=(?<n>\\d)", "field=a", "repeat=true" },
          { "a=1x2", "b=z" },
          { "n=1", "a=1x2", "b=z", "--", "n=2", "b=z" } },
        { &func_regex,
          { "regex=(?<n>\\d)", "field=a", "repeat=true", "limit=1" },
          { "a=1x2" },
          { "n=1" } },
        { &func_regex,
          { "regex=(?<n>\\d*)", "field=a", "repeat=true" },
          { "a=1ä" },
          { "n=1", "--", "n=", "--", "n=" } },
        { &func_regex, { "regex=x", "field=a", "repeat=true" }, { "a=1" }, { "0" } },
        { &func_regex, { "regex=x", "field=a", "repeat=true" }, { "b=1" }, { "0" } },
        { &func_regex,
          { "regex=x", "field=a", "repeat=true", "strict=false" },
          { "a=1" },
          { "a=1" } },
        { &func_array_regex,
          { "array=a[]", "regex=^b" },
          { "a[0]=ab", "a[1]=b" },
          { "#2" } },
        { &func_array_regex,
          { "array=a[]", "regex=^b" },
          { "a[0]=ab", "a[2]=b" },
          { "!" } },
        { &func_array_regex,
          { "array=a[]", "regex=B", "flags=i" },
          { "a[0]=ab" },
          { "#1" } },
        { &func_array_regex, { "array=a[]", "regex=" }, { "b=1" }, { "!" } },
    };

    func_check(cases, countof(cases));
}

static void replace_knows_groups(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_replace,
          { "regex=b+", "with=X", "field=a" },
          { "a=abba b" },
          { "a=aXa X" } },
        { &func_replace, { "regex=b", "field=a" }, { "a=abc" }, { "a=ac" } },
        { &func_replace, { "regex=z", "with=X", "field=a" }, { "a=abc" }, { "a=abc" } },
        { &func_replace,
          { "regex=z", "with=X", "field=a", "as=n" },
          { "a=b" },
          { "n=b" } },
        { &func_replace,
          { "regex=z", "with=X", "field=a", "as=n" },
          { "b=z" },
          { "n" } },
        { &func_replace,
          { "regex=(\\w)(\\w)", "with=$2$1", "field=a" },
          { "a=abcd" },
          { "a=badc" } },
        { &func_replace,
          { "regex=(?<x>a)(b)", "with=${x}-$2-$1-$0", "field=a" },
          { "a=ab" },
          { "a=a-b-a-ab" } },
        { &func_replace,
          { "regex=(a)|(b)", "with=[$1$2]", "field=a" },
          { "a=ba" },
          { "a=[b][a]" } },
    };

    func_check(cases, countof(cases));
}

static void replace_reads_the_pattern(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_replace,
          { "regex=[(](a)\\(", "with=$1", "field=a" },
          { "a=(a(" },
          { "a=a" } },
        { &func_replace,
          { "regex=\\Q(\\E(x)(?:y)", "with=$1", "field=a" },
          { "a=(xy" },
          { "a=x" } },
        { &func_replace,
          { "regex=x", "with=\\$1 \\\\ $", "field=a" },
          { "a=x" },
          { "a=$1 \\ $" } },
        { &func_replace,
          { "regex=(x)", "with=$12", "field=a" },
          { "a=x" },
          { "a=x2" } },
        { &func_replace, { "regex=", "with=-", "field=a" }, { "a=äb" }, { "a=-ä-b-" } },
        { &func_replace, { "regex=x*", "with=-", "field=a" }, { "a=" }, { "a=-" } },
        { &func_replace,
          { "regex=B", "with=x", "field=a", "flags=i" },
          { "a=b" },
          { "a=x" } },
        { &func_replace,
          { "regex=b", "replacement=y", "field=a" },
          { "a=b" },
          { "a=y" } },
        { &func_replace,
          { "regex=b", "with=$1", "field=a" },
          { "a=b" },
          { "?no group $1" } },
        { &func_replace,
          { "regex=b", "with=${n}", "field=a" },
          { "a=b" },
          { "?no group" } },
        { &func_replace,
          { "regex=b", "with=1", "replacement=2" },
          { "a=b" },
          { "?same" } },
    };

    func_check(cases, countof(cases));
}

static void strings_are_split(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_splitString,
          { "field=a", "by=," },
          { "a=x,,z", "_splitstring[5]=old" },
          { "_splitstring[0]=x", "_splitstring[1]=", "_splitstring[2]=z", "#4" } },
        { &func_splitString,
          { "field=a", "by=,", "as=p" },
          { "a=," },
          { "p[0]=", "p[1]=" } },
        { &func_splitString,
          { "field=a", "by=,", "as=p" },
          { "a=" },
          { "p[0]=", "#2" } },
        { &func_splitString, { "field=a", "by=,", "as=p" }, { "b=x" }, { "#1" } },
        { &func_splitString,
          { "field=a", "by=\\s+", "index=1", "as=p" },
          { "a=x   y z" },
          { "p=y" } },
        { &func_splitString,
          { "field=a", "by=\\\\", "index=-1", "as=p" },
          { "a=C:\\x\\y" },
          { "p=y" } },
        { &func_splitString,
          { "field=a", "by=,", "index=-3", "as=p" },
          { "a=x,y,z" },
          { "p=x" } },
        { &func_splitString,
          { "field=a", "by=,", "index=-4", "as=p" },
          { "a=x,y,z" },
          { "p" } },
        { &func_splitString,
          { "field=a", "by=,", "index=3", "as=p" },
          { "a=x,y,z" },
          { "p" } },
        { &func_splitString,
          { "field=a", "by=x*", "as=p" },
          { "a=bxc" },
          { "p[0]=b", "p[1]=c" } },
        { &func_splitString,
          { "by=-", "index=0", "as=p" },
          { "@rawstring=x-y" },
          { "p=x" } },
        { &func_splitString, { "field=a", "by=(" }, { "a=x" }, { "?" } },
    };

    func_check(cases, countof(cases));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_takes_lists),
        cmocka_unit_test(wildcard_is_anchored_on_fields),
        cmocka_unit_test(wildcard_is_free_text_without),
        cmocka_unit_test(regex_makes_fields),
        cmocka_unit_test(regex_repeats),
        cmocka_unit_test(replace_knows_groups),
        cmocka_unit_test(replace_reads_the_pattern),
        cmocka_unit_test(strings_are_split),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
