/*
 * test_fn_format - format(), units and lengths of time.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "func_harness.h"

extern const struct func func_format, func_unit_convert, func_formatDuration;

#define FORMAT(f, x, want)                                    \
    {                                                         \
        &func_format, { "format=" f, "field=x" }, { "x=" x }, \
        {                                                     \
            "_format=" want                                   \
        }                                                     \
    }
#define NOTHING(f, x)                                         \
    {                                                         \
        &func_format, { "format=" f, "field=x" }, { "x=" x }, \
        {                                                     \
            "_format"                                         \
        }                                                     \
    }

static void texts_are_padded(void **state UNUSED)
{
    static const struct func_case cases[] = {
        FORMAT("[%s]", "äb", "[äb]"),
        FORMAT("[%5s]", "äb", "[   äb]"),
        FORMAT("[%-5s]", "äb", "[äb   ]"),
        FORMAT("[%.1s]", "äb", "[ä]"),
        FORMAT("[%.0s]", "äb", "[]"),
        FORMAT("%S", "äb", "ÄB"),
        FORMAT("%s%%%n", "a", "a%\n"),
        FORMAT("%b", "true", "true"),
        FORMAT("%B", "x", "TRUE"),
        FORMAT("%b", "false", "false"),
        FORMAT("%c", "65", "A"),
        FORMAT("%c", "xyz", "x"),
        NOTHING("%c", "55296"),
        FORMAT("%s", "", ""),
        { &func_format, { "format=<%s>", "field=x" }, { "y=1" }, { "_format=<>" } },
        { &func_format,
          { "format=<%b>", "field=x" },
          { "y=1" },
          { "_format=<false>" } },
        { &func_format,
          { "format=%2$s-%1$s-%s", "field=a|b" },
          { "a=1", "b=2" },
          { "_format=2-1-1" } },
        { &func_format, { "format=none", "field=", "as=z" }, { "y=1" }, { "z=none" } },
    };

    func_check(cases, countof(cases));
}

static void whole_numbers(void **state UNUSED)
{
    static const struct func_case cases[] = {
        FORMAT("%d", "42", "42"),
        FORMAT("%d", "-3.9", "-3"),
        FORMAT("%d", "0.9", "0"),
        FORMAT("%d", "-0.9", "0"),
        FORMAT("%d", "9223372036854775807", "9223372036854775807"),
        FORMAT("%d", "1e20", "100000000000000000000"),
        FORMAT("%,d", "1234567", "1,234,567"),
        FORMAT("%,d", "-123", "-123"),
        FORMAT("%08d", "-42", "-0000042"),
        FORMAT("%+d", "42", "+42"),
        FORMAT("% d", "42", " 42"),
        FORMAT("%(d", "-42", "(42)"),
        FORMAT("%-6d|", "42", "42    |"),
        FORMAT("%6d", "42", "    42"),
        NOTHING("%d", "x"),
        NOTHING("%d", ""),
        FORMAT("%x", "255", "ff"),
        FORMAT("%X", "255", "FF"),
        FORMAT("%#x", "255", "0xff"),
        FORMAT("%#010x", "255", "0x000000ff"),
        FORMAT("%08x", "255", "000000ff"),
        FORMAT("%x", "-1", "ffffffffffffffff"),
        FORMAT("%x", "0", "0"),
        FORMAT("%o", "8", "10"),
        FORMAT("%o", "-1", "1777777777777777777777"),
        NOTHING("%x", "1e30"),
        NOTHING("%x", "ff"),
        { &func_format, { "format=%d", "field=x" }, { "y=1" }, { "_format" } },
    };

    func_check(cases, countof(cases));
}

/* Halves go away from zero, and are halves of the decimal text. */
static void broken_numbers(void **state UNUSED)
{
    static const struct func_case cases[] = {
        FORMAT("%f", "1.5", "1.500000"),
        FORMAT("%.2f", "1.005", "1.01"),
        FORMAT("%.2f", "0.125", "0.13"),
        FORMAT("%.0f", "2.5", "3"),
        FORMAT("%.0f", "0.5", "1"),
        FORMAT("%.0f", "0.4", "0"),
        FORMAT("%.1f", "9.99", "10.0"),
        FORMAT("%.1f", "-9.99", "-10.0"),
        FORMAT("%.3f", "0.0004", "0.000"),
        FORMAT("%,.2f", "1234567.891", "1,234,567.89"),
        FORMAT("%010.2f", "-3.14159", "-000003.14"),
        FORMAT("%.2f", "1e20", "100000000000000000000.00"),
        FORMAT("%.2f", "0", "0.00"),
        FORMAT("%e", "12345.678", "1.234568e+04"),
        FORMAT("%.0e", "0.00095", "1e-03"),
        FORMAT("%.3E", "0", "0.000E+00"),
        FORMAT("%.2e", "9.999e99", "1.00e+100"),
        FORMAT("%g", "0.0001", "0.000100000"),
        FORMAT("%g", "0.00001", "1.00000e-05"),
        FORMAT("%.3g", "1234", "1.23e+03"),
        FORMAT("%.3g", "999.9", "1.00e+03"),
        FORMAT("%g", "0", "0.00000"),
        FORMAT("%.3g", "123", "123"),
        NOTHING("%f", "1,5"),
    };

    func_check(cases, countof(cases));
}

static void times_have_a_zone(void **state UNUSED)
{
    static const struct func_case cases[] = {
        FORMAT("%tY", "0", "1970"),
        { &func_format,
          { "format=%1$tF %1$tT", "field=x", "timezone=+01:00" },
          { "x=0" },
          { "_format=1970-01-01 01:00:00" } },
        FORMAT("%TB", "0", "JANUARY"),
        FORMAT("%6tY", "0", "  1970"),
        NOTHING("%tY", "x"),
        { &func_format,
          { "format=%tY", "field=x", "timezone=Mars/North" },
          { "x=0" },
          { "?Mars" } },
    };

    func_check(cases, countof(cases));
}

static void formats_of_other_languages(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_format, { "format=%.f", "field=x" }, { "x=2.6" }, { "_format=3" } },
        { &func_format, { "format=%i|", "field=x" }, { "x=12" }, { "_format=12|" } },
    };

    func_check(cases, countof(cases));
}

static void formats_that_are_none(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_format, { "format=%q", "field=x" }, { "x=1" }, { "?no conversion" } },
        { &func_format, { "format=%", "field=x" }, { "x=1" }, { "?no conversion" } },
        { &func_format, { "format=%5", "field=x" }, { "x=1" }, { "?no conversion" } },
        { &func_format, { "format=%t1", "field=x" }, { "x=1" }, { "?letter" } },
        { &func_format,
          { "format=%s%s", "field=x" },
          { "x=1" },
          { "?wants 2 fields" } },
        { &func_format,
          { "format=%3$s", "field=x" },
          { "x=1" },
          { "?wants 3 fields" } },
        { &func_format, { "format=%1000d", "field=x" }, { "y=1" }, { "_format" } },
        { &func_format,
          { "format=%1001d", "field=x" },
          { "x=1" },
          { "?at most 1000" } },
        { &func_format,
          { "format=%.1001f", "field=x" },
          { "x=1" },
          { "?at most 1000" } },
        { &func_format,
          { "format=%99999999999d", "field=x" },
          { "x=1" },
          { "?at most" } },
    };

    func_check(cases, countof(cases));
}

static void units_are_converted(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_unit_convert, { "field=x" }, { "x=514 ms" }, { "x=0.514" } },
        { &func_unit_convert, { "field=x" }, { "x=1.5kB" }, { "x=1500" } },
        { &func_unit_convert,
          { "field=x", "binary=true" },
          { "x=1.5kB" },
          { "x=1536" } },
        { &func_unit_convert, { "field=x" }, { "x=2 MiB" }, { "x=2097152" } },
        { &func_unit_convert, { "field=x" }, { "x=3EB" }, { "x=3000000000000000000" } },
        { &func_unit_convert, { "field=x" }, { "x=2e3 B" }, { "x=2000" } },
        { &func_unit_convert, { "field=x" }, { "x=7messages" }, { "x=7" } },
        { &func_unit_convert, { "field=x" }, { "x=2h" }, { "x=7200" } },
        { &func_unit_convert, { "field=x" }, { "x=150hits/min" }, { "x=2.5" } },
        { &func_unit_convert, { "field=x" }, { "x=6kB/min" }, { "x=100" } },
        { &func_unit_convert, { "field=x" }, { "x=6kB/mile" }, { "x=6kB/mile" } },
        { &func_unit_convert, { "field=x", "from=KiB" }, { "x=4" }, { "x=4096" } },
        { &func_unit_convert, { "field=x", "to=min" }, { "x=2h" }, { "x=120" } },
        { &func_unit_convert, { "field=x", "to=M" }, { "x=1500kB" }, { "x=1.5" } },
        { &func_unit_convert, { "field=x", "to=MB" }, { "x=2 h" }, { "x=2 h" } },
        { &func_unit_convert, { "field=x", "to=kB/s" }, { "x=2 kB" }, { "x=2 kB" } },
        { &func_unit_convert,
          { "field=x", "keepUnit=true" },
          { "x=514 ms" },
          { "x=0.514s" } },
        { &func_unit_convert,
          { "field=x", "keepUnit=true", "to=k" },
          { "x=6000hits/min" },
          { "x=0.1khits/s" } },
        { &func_unit_convert,
          { "field=x", "unit=Events", "as=y" },
          { "x=2kEvents" },
          { "y=2000", "x=2kEvents" } },
        { &func_unit_convert,
          { "field=x", "unit=Events" },
          { "x=2 Events" },
          { "x=2" } },
        { &func_unit_convert, { "field=x", "unit=B" }, { "x=2 s" }, { "x=2 s" } },
        { &func_unit_convert, { "field=x" }, { "x=5" }, { "x=5" } },
        { &func_unit_convert, { "field=x" }, { "x=fast" }, { "x=fast" } },
        { &func_unit_convert, { "field=x" }, { "x=" }, { "x=" } },
        { &func_unit_convert, { "field=x", "as=y" }, { "z=1" }, { "y" } },
    };

    func_check(cases, countof(cases));
}

static void durations_are_spelt(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_formatDuration,
          { "field=x" },
          { "x=23452553" },
          { "x=6h30m52s553ms" } },
        { &func_formatDuration,
          { "field=x", "precision=3" },
          { "x=23452553" },
          { "x=6h30m52s" } },
        { &func_formatDuration, { "field=x" }, { "x=0" }, { "x=0ms" } },
        { &func_formatDuration, { "field=x" }, { "x=-61000" }, { "x=-1m1s" } },
        { &func_formatDuration, { "field=x", "from=d" }, { "x=400" }, { "x=400d" } },
        { &func_formatDuration,
          { "field=x", "from=ns" },
          { "x=1000001" },
          { "x=1ms1ns" } },
        { &func_formatDuration,
          { "field=x", "from=d" },
          { "x=9223372036854775807" },
          { "x=9223372036854775807d" } },
        { &func_formatDuration,
          { "field=x", "from=ns", "as=y" },
          { "x=-9223372036854775808" },
          { "y=-106751d23h47m16s854ms775us808ns" } },
        { &func_formatDuration, { "field=x" }, { "x=1.5" }, { "x=1.5" } },
        { &func_formatDuration, { "field=x", "as=y" }, { "z=1" }, { "y" } },
    };

    func_check(cases, countof(cases));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_padded),
        cmocka_unit_test(whole_numbers),
        cmocka_unit_test(broken_numbers),
        cmocka_unit_test(times_have_a_zone),
        cmocka_unit_test(formats_of_other_languages),
        cmocka_unit_test(formats_that_are_none),
        cmocka_unit_test(units_are_converted),
        cmocka_unit_test(durations_are_spelt),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
