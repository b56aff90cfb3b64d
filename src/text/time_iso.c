#include "base/base.h"

#include <stdio.h>

#include "text/civil.h"
#include "text/time_iso.h"
#include "text/tz.h"

/* A reader of the parts; sticky. */
struct iso_reader {
    struct str s;
    bool has_failed;
};

static bool take(struct iso_reader *r, const char *set)
{
    if (r->s.n == 0 || !r->s.p[0] || !strchr(set, r->s.p[0]))
        return false;
    r->s = str_slice(r->s, 1, r->s.n);
    return true;
}

static int digits(struct iso_reader *r, size_t n)
{
    int v = 0;

    if (r->s.n < n)
        r->has_failed = true;
    for (size_t i = 0; i < n && !r->has_failed; i++) {
        char c = r->s.p[i];

        if (c < '0' || c > '9')
            r->has_failed = true;
        v = v * 10 + (c - '0');
    }
    r->s = str_slice(r->s, n, r->s.n);
    return v;
}

static void expect(struct iso_reader *r, const char *set)
{
    if (!take(r, set))
        r->has_failed = true;
}

static int milliseconds(struct iso_reader *r)
{
    int v = 0, scale = 100;

    if (r->s.n == 0 || r->s.p[0] < '0' || r->s.p[0] > '9')
        r->has_failed = true;
    while (!r->has_failed && r->s.n && r->s.p[0] >= '0' && r->s.p[0] <= '9') {
        v += digits(r, 1) * scale;
        scale /= 10;
    }
    return v;
}

static void clock_time(struct iso_reader *r, struct civil *c)
{
    c->hour = digits(r, 2);
    expect(r, ":");
    c->minute = digits(r, 2);
    if (take(r, ":"))
        c->second = digits(r, 2);
    if (take(r, ".,"))
        c->millisecond = milliseconds(r);
}

bool time_parse_iso(struct str s, const struct tz *tz, int64_t *out)
{
    struct iso_reader r = { .s = s };
    struct civil c = { 0 };
    int32_t offset_s = 0;
    int64_t local;
    bool has_zone;

    c.year = digits(&r, 4);
    expect(&r, "-");
    c.month = digits(&r, 2);
    expect(&r, "-");
    c.day = digits(&r, 2);
    if (take(&r, "Tt "))
        clock_time(&r, &c);
    if (r.s.n > 1)
        (void)take(&r, " ");
    has_zone = r.s.n > 0;
    if (r.has_failed || (has_zone && !tz_parse_offset(r.s, &offset_s)) ||
        !civil_to_ms(&c, &local))
        return false;
    *out = has_zone ? local - (int64_t)offset_s * 1000 : tz_to_utc(tz, local);
    return true;
}

size_t time_print_iso(int64_t ms, char out[static TIME_ISO_MAX])
{
    struct civil c;
    int n;

    civil_from_ms(ms, &c);
    n = snprintf(out, TIME_ISO_MAX, c.year > 9999 ? "+%lld" : "%04lld",
                 (long long)c.year);
    n += snprintf(out + n, TIME_ISO_MAX - (size_t)n, "-%02d-%02dT%02d:%02d:%02d.%03dZ",
                  c.month, c.day, c.hour, c.minute, c.second, c.millisecond);
    return (size_t)n;
}
