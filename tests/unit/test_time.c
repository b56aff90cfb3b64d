/*
 * test_time - calendar, zones, spans, formats and patterns of moments.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "text/civil.h"
#include "text/time_format.h"
#include "text/time_iso.h"
#include "text/time_pattern.h"
#include "text/time_span.h"
#include "text/tz.h"

/* A TZif file with nothing but the rule of Central Europe. */
#define COUNTS(type, chars) "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0" type "\0\0\0" chars
#define HEADER "TZif2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0" COUNTS("\1", "\4")
#define TYPE           \
    "\0\0\x0e\x10\0\0" \
    "CET\0"
static const char berlin[] = HEADER TYPE HEADER TYPE "\nCET-1CEST,M3.5.0,M10.5.0/3\n";

static bool read_zone(void *context UNUSED, struct str name, struct arena *arena UNUSED,
                      struct str *bytes)
{
    if (str_eq(name, STR("Europe/Berlin")))
        *bytes = (struct str){ berlin, sizeof berlin - 1 };
    else if (str_eq(name, STR("Broken")))
        *bytes = (struct str){ berlin, sizeof berlin - 40 };
    else
        return false;
    return true;
}

static const struct tz_source source = { read_zone, NULL };

static const struct tz *zone(struct arena *a, const char *name)
{
    const struct tz *tz = NULL;

    assert_int_equal(tz_find(&tz, a, str_from_cstr(name), &source, NULL), ST_OK);
    return tz;
}

static int64_t iso(const char *text)
{
    int64_t ms = 0;

    assert_true(time_parse_iso(str_from_cstr(text), tz_utc(), &ms));
    return ms;
}

static void every_day_round_trips(void **state UNUSED)
{
    struct civil last = { .year = -5000, .month = 1, .day = 1 };
    int64_t ms = 0;

    assert_true(civil_to_ms(&last, &ms));
    for (; last.year < 10000; ms += MS_PER_DAY) {
        struct civil c;
        int64_t back = 0;

        civil_from_ms(ms, &c);
        assert_true(civil_to_ms(&c, &back));
        assert_true(back == ms);
        last = c;
    }
    assert_true(ms - MS_PER_DAY == INT64_C(253402300800000));
}

static void knows_weeks_and_days(void **state UNUSED)
{
    static const struct {
        const char *text;
        int weekday, day_of_year, week, iso_year;
    } cases[] = {
        { "1970-01-01", 4, 1, 1, 1970 },    { "2021-01-03", 7, 3, 53, 2020 },
        { "2024-12-30", 1, 365, 1, 2025 },  { "2020-12-31", 4, 366, 53, 2020 },
        { "2026-11-23", 1, 327, 48, 2026 },
    };

    for (size_t i = 0; i < countof(cases); i++) {
        struct civil c;
        int64_t year;

        civil_from_ms(iso(cases[i].text), &c);
        assert_int_equal(civil_weekday(&c), cases[i].weekday);
        assert_int_equal(civil_day_of_year(&c), cases[i].day_of_year);
        assert_int_equal(civil_iso_week(&c, &year), cases[i].week);
        assert_int_equal(year, cases[i].iso_year);
    }
}

static void ends_of_time_do_not_overflow(void **state UNUSED)
{
    static const int64_t ends[] = { INT64_MAX, INT64_MIN };

    for (size_t i = 0; i < countof(ends); i++) {
        char text[TIME_ISO_MAX];
        struct buf out;
        struct civil c;

        civil_from_ms(ends[i], &c);
        assert_in_range(c.month, 1, 12);
        assert_in_range(time_print_iso(ends[i], text), 24, TIME_ISO_MAX);
        buf_init(&out, 1000);
        time_format(&out, STR("%c %Q"), ends[i], tz_utc());
        assert_in_range(out.n, 20, 100);
        buf_release(&out);
    }
}

static void reads_iso(void **state UNUSED)
{
    static const char *const bad[] = {
        "",
        "2026",
        "2026-02-29",
        "2026-13-01",
        "2026-1-1",
        "2026-01-01T",
        "2026-01-01T24:00",
        "2026-01-01T00:60",
        "2026-01-01T00:00:60",
        "2026-01-01T00:00:00.",
        "2026-01-01T00:00+1:00x",
    };
    char text[TIME_ISO_MAX];

    assert_true(iso("1970-01-01") == 0);
    assert_true(iso("1970-01-01T00:00:01.5Z") == 1500);
    assert_true(iso("1970-01-01 01:00:00,25+01:00") == 250);
    assert_true(iso("1969-12-31T23:59:59.9999") == -1);
    assert_true(iso("2026-11-23T06:55 +0530") == iso("2026-11-23T01:25Z"));
    for (size_t i = 0; i < countof(bad); i++) {
        int64_t ms;

        assert_false(time_parse_iso(str_from_cstr(bad[i]), tz_utc(), &ms));
    }
    assert_int_equal(time_print_iso(iso("2026-11-23T06:55:01.007"), text), 24);
    assert_memory_equal(text, "2026-11-23T06:55:01.007Z", 24);
}

static void knows_zones(void **state UNUSED)
{
    struct arena a;
    const struct tz *tz;
    struct str name;

    arena_init(&a, 1 << 20);
    assert_int_equal(tz_offset(zone(&a, "UTC"), 0, &name), 0);
    assert_true(str_eq(name, STR("UTC")));
    assert_int_equal(tz_offset(zone(&a, "Z"), 0, NULL), 0);
    assert_int_equal(tz_offset(zone(&a, "+02:00"), 0, NULL), 7200);
    assert_int_equal(tz_offset(zone(&a, "GMT+2"), 0, NULL), 7200);
    assert_int_equal(tz_offset(zone(&a, "utc-0330"), 0, NULL), -12600);
    tz = zone(&a, "Europe/Berlin");
    assert_int_equal(tz_offset(tz, iso("2026-01-15"), &name), 3600);
    assert_true(str_eq(name, STR("CET")));
    assert_int_equal(tz_offset(tz, iso("2026-07-15"), &name), 7200);
    assert_true(str_eq(name, STR("CEST")));
    assert_int_equal(tz_offset(tz, iso("2026-03-29T00:59:59"), NULL), 3600);
    assert_int_equal(tz_offset(tz, iso("2026-03-29T01:00:00"), NULL), 7200);
    assert_int_equal(tz_offset(tz, iso("2026-10-25T00:59:59"), NULL), 7200);
    assert_int_equal(tz_offset(tz, iso("2026-10-25T01:00:00"), NULL), 3600);
    arena_release(&a);
}

static void local_time_may_be_missing_or_double(void **state UNUSED)
{
    struct arena a;
    const struct tz *tz;

    arena_init(&a, 1 << 20);
    tz = zone(&a, "Europe/Berlin");
    assert_true(tz_to_utc(tz, iso("2026-07-01T12:00")) == iso("2026-07-01T10:00"));
    assert_true(tz_to_utc(tz, iso("2026-03-29T02:30")) == iso("2026-03-29T01:30"));
    assert_true(tz_to_utc(tz, iso("2026-10-25T02:30")) == iso("2026-10-25T00:30"));
    arena_release(&a);
}

static void refuses_bad_zones(void **state UNUSED)
{
    static const struct {
        const char *name;
        enum status status;
    } cases[] = {
        { "", ST_TYPE },          { "Nowhere", ST_TYPE }, { "/etc/passwd", ST_TYPE },
        { "../Europe", ST_TYPE }, { "GMT+99", ST_TYPE },  { "+1:", ST_TYPE },
        { "Broken", ST_FORMAT },
    };
    struct arena a;

    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < countof(cases); i++) {
        const struct tz *tz;

        assert_int_equal(tz_find(&tz, &a, str_from_cstr(cases[i].name), &source, NULL),
                         cases[i].status);
    }
    arena_release(&a);
}

static void reads_spans(void **state UNUSED)
{
    static const struct {
        const char *text;
        int64_t ms; /* -1: refused */
    } cases[] = {
        { "15m", 900000 },
        { "1 h", 3600000 },
        { "2weeks", 1209600000 },
        { "1mon", 2592000000 },
        { "1q", 7776000000 },
        { "1y", 31536000000 },
        { "250ms", 250 },
        { "0s", 0 },
        { "calendar:1d", 86400000 },
        { "h", -1 },
        { "1", -1 },
        { "1  h", -1 },
        { "-1h", -1 },
        { "1 fortnight", -1 },
        { "", -1 },
        { "100000001d", -1 },
        { "1H", -1 },
    };

    for (size_t i = 0; i < countof(cases); i++) {
        struct time_span span;
        bool is_span = time_span_parse(str_from_cstr(cases[i].text), &span);

        assert_int_equal(is_span, cases[i].ms >= 0);
        if (is_span)
            assert_true(time_span_ms(&span) == cases[i].ms);
    }
}

static void reads_points(void **state UNUSED)
{
    static const struct {
        const char *text, *moment; /* NULL: refused */
    } cases[] = {
        { "now", "2026-11-23T06:55:39" },
        { "15m", "2026-11-23T06:40:39" },
        { "24h ago", "2026-11-22T06:55:39" },
        { "1d@d+12h", "2026-11-22T11:00:00" },
        { "now@w", "2026-11-22T23:00:00" },
        { "now@mon", "2026-10-31T23:00:00" },
        { "now@q", "2026-09-30T22:00:00" },
        { "now@y-1s", "2025-12-31T22:59:59" },
        { "now@h", "2026-11-23T06:00:00" },
        { "calendar:1month", "2026-10-23T05:55:39" },
        { "calendar:1y", "2025-11-23T06:55:39" },
        { "2026-07-01", "2026-06-30T22:00:00" },
        { "2026-07-01T00:00Z", "2026-07-01T00:00:00" },
        { "1782864000", "2026-07-01T00:00:00" },
        { "1782864000000", "2026-07-01T00:00:00" },
        { "1d@", NULL },
        { "1d@x", NULL },
        { "yesterday", NULL },
        { "", NULL },
    };
    struct arena a;
    const struct tz *tz;

    arena_init(&a, 1 << 20);
    tz = zone(&a, "Europe/Berlin");
    for (size_t i = 0; i < countof(cases); i++) {
        int64_t ms = 0;
        bool ok = time_point_parse(str_from_cstr(cases[i].text),
                                   iso("2026-11-23T06:55:39"), tz, &ms);

        if (ok != (cases[i].moment != NULL) || (ok && ms != iso(cases[i].moment)))
            fail_msg("%s: %lld", cases[i].text, (long long)ms);
    }
    arena_release(&a);
}

static void formats(void **state UNUSED)
{
    static const struct {
        const char *format, *text;
    } cases[] = {
        { "%Y-%m-%d %H:%M:%S.%L", "2026-07-05 14:03:09.042" },
        { "%F %T %R %D", "2026-07-05 14:03:09 14:03 07/05/26" },
        { "%e %k %l %I %p", "5 14 2 02 pm" },
        { "%a %A %b %B %h", "Sun Sunday Jul July Jul" },
        { "%j %y %C %u %w %U %V %G", "186 26 20 7 0 27 27 2026" },
        { "%z %Z", "+0200 CEST" },
        { "%s %Q %N", "1783252989 1783252989042 042000000" },
        { "%r", "02:03:09 PM" },
        { "%c", "Sun Jul 05 14:03:09 CEST 2026" },
        { "100%% %x %", "100% %x %" },
    };
    struct arena a;
    const struct tz *tz;

    arena_init(&a, 1 << 20);
    tz = zone(&a, "Europe/Berlin");
    for (size_t i = 0; i < countof(cases); i++) {
        struct buf out;

        buf_init(&out, 1000);
        time_format(&out, str_from_cstr(cases[i].format),
                    iso("2026-07-05T12:03:09.042"), tz);
        if (!str_eq(buf_str(&out), str_from_cstr(cases[i].text)))
            fail_msg("%s: %.*s", cases[i].format, STR_ARG(buf_str(&out)));
        buf_release(&out);
    }
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_round_trips),
        cmocka_unit_test(knows_weeks_and_days),
        cmocka_unit_test(ends_of_time_do_not_overflow),
        cmocka_unit_test(reads_iso),
        cmocka_unit_test(knows_zones),
        cmocka_unit_test(local_time_may_be_missing_or_double),
        cmocka_unit_test(refuses_bad_zones),
        cmocka_unit_test(reads_spans),
        cmocka_unit_test(reads_points),
        cmocka_unit_test(formats),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
