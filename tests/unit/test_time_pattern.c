/*
 * test_time_pattern - moments read by a pattern, and found in text.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/arena.h"
#include "text/time_iso.h"
#include "text/time_pattern.h"
#include "text/tz.h"

static int64_t iso(const char *text)
{
    int64_t ms = 0;

    assert_true(time_parse_iso(str_from_cstr(text), tz_utc(), &ms));
    return ms;
}

static const struct tz *find_zone(void *arena, struct str name)
{
    const struct tz *tz = NULL;

    if (str_eq(name, STR("EST")))
        name = STR("-05:00");
    return tz_find(&tz, arena, name, NULL, NULL) == ST_OK ? tz : NULL;
}

static const struct {
    const char *pattern, *text, *moment; /* NULL: does not fit */
    const char *zone;
} reads[] = {
    { "yyyy-MM-dd'T'HH:mm:ss[.SSSSSSSSS]XXXXX", "2026-01-31T12:00:05.25+01:00",
      "2026-01-31T11:00:05.25", "+01:00" },
    { "yyyy-MM-dd'T'HH:mm:ss[.SSSSSSSSS]XXXXX", "2026-01-31T12:00:05Z",
      "2026-01-31T12:00:05", "Z" },
    { "yyyy-MM-dd'T'HH:mm:ss[.SSS]XX", "2026-01-31 12:00:05Z", NULL, "" },
    { "M/d/yy", "1/31/26", "2026-01-31", "" },
    { "MMM [ ]d yyyy HH:mm:ss", "Jan  5 2026 01:02:03", "2026-01-05T01:02:03", "" },
    { "MMM [ ]d yyyy HH:mm:ss", "jan 5 2026 01:02:03", NULL, "" },
    { "MM/dd/yyyy @ h:mma (z)", "11/16/2018 @ 8:29pm (UTC)", "2018-11-16T20:29",
      "UTC" },
    { "yyyyMMddHHmmss", "20260131120005", "2026-01-31T12:00:05", "" },
    { "EEEE, d MMMM yyyy", "Saturday, 31 January 2026", "2026-01-31", "" },
    { "h a", "12 AM", "2026-01-01T00:00", "" },
    { "yyyy-DDD", "2026-032", "2026-02-01", "" },
    { "yyyy-MM-dd HH:mm z", "2026-01-31 07:00 EST", "2026-01-31T12:00", "EST" },
    { "yyyy-MM-dd HH:mm O", "2026-01-31 07:00 GMT-5", "2026-01-31T12:00", "GMT-5" },
    { "yyyy-MM-dd", "2026-02-30", NULL, "" },
    { "HH 'o''clock' dd.MM.yyyy", "07 o'clock 31.01.2026", "2026-01-31T07:00", "" },
    { "yyyy[-MM[-dd]]", "2026-03", "2026-03-01", "" },
    { "MMM d HH:mm:ss", "Nov 23 06:55:40", "2026-11-23T06:55:40", "" },
    { "MMM d HH:mm:ss", "Nov 25 06:55:40", "2025-11-25T06:55:40", "" },
    { "seconds", "1782864000", "2026-07-01", "Z" },
    { "UnixTime", "1782864000.250", "2026-07-01T00:00:00.25", "Z" },
    { "unixtimeMillis", "1782864000250", "2026-07-01T00:00:00.25", "Z" },
    { "nanos", "1782864000250999999", "2026-07-01T00:00:00.25", "Z" },
    { "millis", "soon", NULL, "" },
};

static void reads_by_pattern(void **state UNUSED)
{
    struct arena a;
    struct time_context context = { tz_utc(), iso("2026-11-23T06:55:39"), find_zone,
                                    &a };

    arena_init(&a, 1 << 22);
    for (size_t i = 0; i < countof(reads); i++) {
        const struct time_pattern *p;
        struct time_found found;
        struct str text = str_from_cstr(reads[i].text);
        bool ok;

        assert_int_equal(
            time_pattern_new(&p, &a, str_from_cstr(reads[i].pattern), false, NULL),
            ST_OK);
        ok = time_pattern_read(p, &context, text, &found) && found.n == text.n;
        if (ok != (reads[i].moment != NULL) ||
            (ok && (found.ms != iso(reads[i].moment) ||
                    !str_eq(found.zone, str_from_cstr(reads[i].zone)))))
            fail_msg("%s on %s: %d %lld", reads[i].pattern, reads[i].text, ok,
                     ok ? (long long)found.ms : 0);
    }
    arena_release(&a);
}

static void a_zone_is_needed(void **state UNUSED)
{
    struct time_context context = { 0 };
    const struct time_pattern *p;
    struct time_found found;
    struct arena a;

    arena_init(&a, 1 << 20);
    assert_int_equal(time_pattern_new(&p, &a, STR("yyyy-MM-dd[X]"), false, NULL),
                     ST_OK);
    assert_false(time_pattern_read(p, &context, STR("2026-01-31"), &found));
    assert_true(time_pattern_read(p, &context, STR("2026-01-31Z"), &found));
    arena_release(&a);
}

static void case_may_be_ignored(void **state UNUSED)
{
    struct time_context context = { .tz = tz_utc() };
    const struct time_pattern *p;
    struct time_found found;
    struct arena a;

    arena_init(&a, 1 << 20);
    assert_int_equal(time_pattern_new(&p, &a, STR("dd LLL yyyy"), true, NULL), ST_OK);
    assert_true(time_pattern_read(p, &context, STR("05 feb 2026"), &found));
    assert_true(found.ms == iso("2026-02-05"));
    arena_release(&a);
}

static void refuses_bad_patterns(void **state UNUSED)
{
    static const struct {
        const char *pattern;
        size_t offset;
    } cases[] = {
        { "yyyy-QQ", 5 }, { "'open", 0 },     { "yyyy]", 4 },
        { "[yyyy", 5 },   { "[[[[[[[[[", 8 },
    };
    struct arena a;

    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < countof(cases); i++) {
        const struct time_pattern *p;
        struct diag diag;

        assert_int_equal(
            time_pattern_new(&p, &a, str_from_cstr(cases[i].pattern), false, &diag),
            ST_SYNTAX);
        assert_int_equal(diag.offset, cases[i].offset);
    }
    arena_release(&a);
}

static void finds_in_text(void **state UNUSED)
{
    static const struct {
        const char *text, *moment; /* NULL: there is none */
    } cases[] = {
        { "2026-01-31T12:00:05.25+01:00 started", "2026-01-31T11:00:05.25" },
        { "[2026-01-31 12:00:05,123] INFO x", "2026-01-31T12:00:05.123" },
        { "<34>Nov  3 22:14:15 host su: failed", "2026-11-03T22:14:15" },
        { "1.2.3.4 - - [31/Jan/2026:12:00:05 +0100] \"GET /\"", "2026-01-31T11:00:05" },
        { "Date: Sat, 31 Jan 2026 12:00:05 GMT", "2026-01-31T12:00:05" },
        { "at 2026/01/31 12:00:05 it broke", "2026-01-31T12:00:05" },
        { "id 1782864000 only", NULL },
        { "nothing here", NULL },
        { "", NULL },
    };
    struct time_context context = { .tz = tz_utc(),
                                    .now_ms = iso("2026-11-23T06:55:39") };
    const struct time_finder *finder;
    struct arena a;

    arena_init(&a, 1 << 22);
    finder = time_finder_new(&a);
    assert_non_null(finder);
    for (size_t i = 0; i < countof(cases); i++) {
        struct time_found found;
        bool ok = time_find(finder, &context, str_from_cstr(cases[i].text), &found);

        if (ok != (cases[i].moment != NULL) || (ok && found.ms != iso(cases[i].moment)))
            fail_msg("%s: %d %lld", cases[i].text, ok, ok ? (long long)found.ms : 0);
    }
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_by_pattern),    cmocka_unit_test(a_zone_is_needed),
        cmocka_unit_test(case_may_be_ignored), cmocka_unit_test(refuses_bad_patterns),
        cmocka_unit_test(finds_in_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
