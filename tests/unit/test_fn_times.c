/*
 * test_fn_times - moments as text, out of text, and their parts.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "func_harness.h"

extern const struct func func_formatTime, func_parseTimestamp, func_findTimestamp;
extern const struct func func_time_year, func_time_monthName, func_time_dayOfWeek;
extern const struct func func_time_dayOfWeekName, func_time_hour, func_time_weekOfYear;

static void moments_become_text(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_formatTime,
          { "format=%Y-%m-%d %H:%M:%S", "as=t" },
          { "@timestamp=1700000000123" },
          { "t=2023-11-14 22:13:20" } },
        { &func_formatTime,
          { "format=%s", "as=t", "field=x" },
          { "x=1700000000" },
          { "t=1700000000" } },
        { &func_formatTime,
          { "format=%Y", "as=t", "field=x" },
          { "x=100000000000" },
          { "t=5138" } },
        { &func_formatTime,
          { "format=%Y", "as=t", "field=x" },
          { "x=100000000001" },
          { "t=1973" } },
        { &func_formatTime,
          { "format=%Y", "as=t", "field=x", "unit=milliseconds" },
          { "x=1000" },
          { "t=1970" } },
        { &func_formatTime,
          { "format=%Y", "as=t", "field=x", "unit=seconds" },
          { "x=200000000000" },
          { "t=8307" } },
        { &func_formatTime,
          { "format=%H:%M %z", "as=t", "field=x", "timezone=-03:30" },
          { "x=0" },
          { "t=20:30 -0330" } },
        { &func_formatTime, { "format=%Y", "as=t", "field=x" }, { "x=soon" }, { "t" } },
        { &func_formatTime, { "format=%Y", "as=t", "field=x" }, { "y=1" }, { "t" } },
        { &func_formatTime,
          { "format=%Y", "as=t", "timezone=No/Where" },
          { "y=1" },
          { "?No/Where" } },
    };

    func_check(cases, countof(cases));
}

static void parts_of_moments(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_time_year, { NULL }, { "@timestamp=0" }, { "_year=1970" } },
        { &func_time_year,
          { "timezone=-01:00" },
          { "@timestamp=0" },
          { "_year=1969" } },
        { &func_time_year,
          { NULL },
          { "@timestamp=0", "@timezone=-01:00" },
          { "_year=1969" } },
        { &func_time_year,
          { NULL },
          { "@timestamp=0", "@timezone=what" },
          { "_year=1970" } },
        { &func_time_year,
          { "timezoneField=z", "timezone=Z" },
          { "@timestamp=0", "z=-01:00" },
          { "_year=1970" } },
        { &func_time_year, { "field=x", "as=y" }, { "x=abc" }, { "y" } },
        { &func_time_year, { "field=x", "as=y" }, { "z=1" }, { "y" } },
        { &func_time_hour, { "field=x" }, { "x=-1" }, { "_hour=23" } },
        { &func_time_monthName, { "field=x" }, { "x=0" }, { "_monthName=January" } },
        { &func_time_dayOfWeek, { "field=x" }, { "x=0" }, { "_dayOfWeek=4" } },
        { &func_time_dayOfWeekName,
          { "field=x" },
          { "x=0" },
          { "_dayOfWeekName=Thursday" } },
        /* 2027-01-01 is a Friday of week 53 of 2026. */
        { &func_time_weekOfYear,
          { "field=x" },
          { "x=1798761600000" },
          { "_weekOfYear=53" } },
    };

    func_check(cases, countof(cases));
}

static void text_becomes_moments(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_parseTimestamp,
          { "field=t" },
          { "t=2018-09-08T19:51:04.999+02:00" },
          { "@timestamp=1536429064999", "@timezone=+02:00" } },
        { &func_parseTimestamp,
          { "field=t", "as=ms" },
          { "t=1970-01-01T00:00:01Z" },
          { "ms=1000", "@timezone=Z" } },
        { &func_parseTimestamp,
          { "field=t", "as=ms", "format=yyyy-MM-dd HH:mm", "timezone=+01:00",
            "timezoneAs=z" },
          { "t=1970-01-01 01:00" },
          { "ms=0", "z=+01:00", "@timezone" } },
        { &func_parseTimestamp,
          { "field=t", "as=ms", "format=yyyy-MM-dd HH:mm" },
          { "t=1970-01-01 01:00", "@timezone=+01:00" },
          { "ms=0", "@error" } },
        { &func_parseTimestamp,
          { "field=t", "as=ms", "format=yyyy-MM-dd HH:mm" },
          { "t=1970-01-01 01:00" },
          { "ms", "@error=true" } },
        { &func_parseTimestamp,
          { "field=t", "as=ms", "format=yyyy", "addErrors=false" },
          { "t=x" },
          { "ms", "@error", "@error_msg" } },
        { &func_parseTimestamp,
          { "field=t", "as=ms", "format=millis" },
          { "t=1700000000000" },
          { "ms=1700000000000" } },
        { &func_parseTimestamp,
          { "field=t", "as=ms" },
          { "t=1970-01-01T00:00:01Z and more" },
          { "ms", "@error=true" } },
        { &func_parseTimestamp,
          { "field=t", "as=ms" },
          { "u=1" },
          { "ms", "@error", "#1" } },
        { &func_parseTimestamp,
          { "field=t", "as=ms", "format=dd MMM yyyy HH:mm", "timezone=UTC",
            "caseSensitive=false" },
          { "t=01 jAN 1970 00:01" },
          { "ms=60000" } },
        { &func_parseTimestamp, { "field=t", "format=yyyy-'" }, { "t=1" }, { "?" } },
    };

    func_check(cases, countof(cases));
}

static void moments_are_found(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_findTimestamp,
          { "field=t", "as=ms", "timezone=UTC" },
          { "t=it was 2023-11-14 22:13:20 then" },
          { "ms=1700000000000", "@timezone=UTC" } },
        { &func_findTimestamp,
          { "field=t", "as=ms" },
          { "t=nothing here" },
          { "ms", "@error=true" } },
        { &func_findTimestamp,
          { NULL },
          { "@rawstring=x 1970-01-01T00:00:01Z" },
          { "@timestamp=1000" } },
    };

    func_check(cases, countof(cases));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moments_become_text),
        cmocka_unit_test(parts_of_moments),
        cmocka_unit_test(text_becomes_moments),
        cmocka_unit_test(moments_are_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
