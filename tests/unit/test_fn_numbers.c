/*
 * test_fn_numbers - functions that read or make numbers.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "func_harness.h"

extern const struct func func_round, func_parseInt, func_now, func_start, func_end;
extern const struct func func_bitfield_extractFlags;
extern const struct func func_bitfield_extractFlagsAsString;
extern const struct func func_bitfield_extractFlagsAsArray;

static void round_goes_up_at_halves(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_round, { "field=x" }, { "x=2.5" }, { "x=3" } },
        { &func_round, { "field=x" }, { "x=-2.5" }, { "x=-2" } },
        { &func_round, { "field=x" }, { "x=2.4999" }, { "x=2" } },
        { &func_round, { "field=x" }, { "x=0.49999999999999994" }, { "x=0" } },
        { &func_round, { "field=x" }, { "x=-0.2" }, { "x=0" } },
        { &func_round,
          { "field=x" },
          { "x=9007199254740993" },
          { "x=9007199254740993" } },
        { &func_round, { "field=x" }, { "x=1e30" }, { "x=1E30" } },
        { &func_round, { "field=x", "how=ceil" }, { "x=1.1" }, { "x=2" } },
        { &func_round, { "field=x", "how=floor" }, { "x=-1.1" }, { "x=-2" } },
        { &func_round, { "field=x", "as=y" }, { "x=1.6" }, { "x=1.6", "y=2" } },
        { &func_round, { "field=x" }, { "x=1,5" }, { "x=1,5" } },
        { &func_round, { "field=x" }, { "x=" }, { "x=" } },
        { &func_round, { "field=x", "as=y" }, { "z=1" }, { "y" } },
    };

    func_check(cases, countof(cases));
}

static void integers_of_any_base(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_parseInt, { "field=x" }, { "x=ff" }, { "x=255" } },
        { &func_parseInt, { "field=x" }, { "x=FF" }, { "x=255" } },
        { &func_parseInt, { "field=x" }, { "x=0x10" }, { "x=16" } },
        { &func_parseInt, { "field=x" }, { "x=-f" }, { "x=-15" } },
        { &func_parseInt, { "field=x" }, { "x=0x" }, { "x=0x" } },
        { &func_parseInt, { "field=x" }, { "x=" }, { "x=" } },
        { &func_parseInt, { "field=x" }, { "x=g" }, { "x=g" } },
        { &func_parseInt, { "field=x", "as=y" }, { "z=1" }, { "y" } },
        { &func_parseInt,
          { "field=x" },
          { "x=7fffffffffffffff" },
          { "x=9223372036854775807" } },
        { &func_parseInt,
          { "field=x" },
          { "x=8000000000000000" },
          { "x=9223372036854776000" } },
        { &func_parseInt,
          { "field=x" },
          { "x=10000000000000000" },
          { "x=10000000000000000" } },
        { &func_parseInt, { "field=x", "endian=little" }, { "x=ff00" }, { "x=255" } },
        { &func_parseInt, { "field=x", "endian=little" }, { "x=0x0100" }, { "x=1" } },
        { &func_parseInt, { "field=x", "endian=little" }, { "x=f" }, { "x=f" } },
        { &func_parseInt, { "field=x", "radix=8" }, { "x=17" }, { "x=15" } },
        { &func_parseInt, { "field=x", "radix=36" }, { "x=z" }, { "x=35" } },
        { &func_parseInt, { "field=x", "radix=2" }, { "x=102" }, { "x=102" } },
        { &func_parseInt, { "field=x", "radix=10" }, { "x=0x1" }, { "x=0x1" } },
        { &func_parseInt,
          { "field=x", "radix=8", "endian=little" },
          { "x=1" },
          { "?16" } },
    };

    func_check(cases, countof(cases));
}

static void flags_become_fields(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_bitfield_extractFlags,
          { "field=f", "output=0|a|1|b" },
          { "f=1" },
          { "a=true", "b=false" } },
        { &func_bitfield_extractFlags,
          { "field=f", "output=0|a|1|b", "onlyTrue=true" },
          { "f=2" },
          { "a", "b=true" } },
        { &func_bitfield_extractFlags,
          { "field=f", "output=0|a|63|b" },
          { "f=9223372036854775808" },
          { "a=false", "b=true" } },
        /* 2^64 + 1: the lowest 64 bits are 1. */
        { &func_bitfield_extractFlags,
          { "field=f", "output=0|a|1|b" },
          { "f=18446744073709551617" },
          { "a=true", "b=false" } },
        { &func_bitfield_extractFlags,
          { "field=f", "output=0|a|63|b" },
          { "f=-1" },
          { "a", "b", "#1" } },
        { &func_bitfield_extractFlags,
          { "field=f", "output=0|a" },
          { "f=1.5" },
          { "a", "#1" } },
        { &func_bitfield_extractFlags,
          { "field=f", "output=0|a" },
          { "f=" },
          { "a", "#1" } },
        { &func_bitfield_extractFlags,
          { "field=f", "output=0|a" },
          { "g=1" },
          { "a", "#1" } },
        { &func_bitfield_extractFlags,
          { "field=f", "output=64|a" },
          { "f=1" },
          { "?0 to 63" } },
        { &func_bitfield_extractFlags,
          { "field=f", "output=-1|a" },
          { "f=1" },
          { "?0 to 63" } },
        { &func_bitfield_extractFlags,
          { "field=f", "output=x|a" },
          { "f=1" },
          { "?no bit" } },
    };

    func_check(cases, countof(cases));
}

static void flags_become_names(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_bitfield_extractFlagsAsString,
          { "field=f", "flagNames=0|a|1|b|2|c" },
          { "f=5" },
          { "_flags=a c" } },
        { &func_bitfield_extractFlagsAsString,
          { "field=f", "flagNames=2|c|0|a", "separator=,", "as=x" },
          { "f=5" },
          { "x=c,a" } },
        { &func_bitfield_extractFlagsAsString,
          { "field=f", "flagNames=0|a" },
          { "f=0" },
          { "_flags=" } },
        { &func_bitfield_extractFlagsAsString,
          { "field=f", "flagNames=0|a" },
          { "f=no" },
          { "_flags" } },
        { &func_bitfield_extractFlagsAsArray,
          { "field=f", "flagNames=0|a|1|b|2|c" },
          { "f=6", "_flags[5]=old" },
          { "_flags[0]=b", "_flags[1]=c", "_flags[2]", "_flags[5]" } },
        { &func_bitfield_extractFlagsAsArray,
          { "field=f", "flagNames=0|a", "asArray=x[]" },
          { "f=1" },
          { "x[0]=a", "#2" } },
    };

    func_check(cases, countof(cases));
}

static void clocks_stand_still(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_now, { NULL }, { "a=1" }, { "_now=1700000000000" } },
        { &func_now, { "as=t" }, { "a=1" }, { "t=1700000000000" } },
        { &func_start, { NULL }, { "a=1" }, { "_start=0" } },
        { &func_end, { NULL }, { "a=1" }, { "_end=1700000000000" } },
    };

    func_check(cases, countof(cases));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(round_goes_up_at_halves),
        cmocka_unit_test(integers_of_any_base),
        cmocka_unit_test(flags_become_fields),
        cmocka_unit_test(flags_become_names),
        cmocka_unit_test(clocks_stand_still),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
