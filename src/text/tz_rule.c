#include "base/base.h"

#include "text/civil.h"
#include "text/tz_rule.h"

/* A reader of the rule's text; sticky. */
struct rule_reader {
    struct str s;
    size_t at;
    bool has_failed;
};

static char peek(const struct rule_reader *r)
{
    return r->at < r->s.n ? r->s.p[r->at] : '\0';
}

static bool take(struct rule_reader *r, char c)
{
    if (peek(r) != c)
        return false;
    r->at++;
    return true;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int take_number(struct rule_reader *r, int low, int high)
{
    int v = 0;
    size_t first = r->at;

    for (; is_digit(peek(r)) && r->at - first < 4; r->at++)
        v = v * 10 + (peek(r) - '0');
    if (r->at == first || v < low || v > high)
        r->has_failed = true;
    return v;
}

/* `<+03>` or letters. */
static struct str take_name(struct rule_reader *r)
{
    bool is_quoted = take(r, '<');
    size_t first = r->at, end;

    while (r->at < r->s.n &&
           (is_quoted ? peek(r) != '>'
                      : (peek(r) | 0x20) >= 'a' && (peek(r) | 0x20) <= 'z'))
        r->at++;
    end = r->at;
    if (end == first || (is_quoted && !take(r, '>')))
        r->has_failed = true;
    return str_slice(r->s, first, end);
}

/* [+-]hh[:mm[:ss]] in seconds. */
static int32_t take_time(struct rule_reader *r)
{
    bool is_negative = take(r, '-');
    int32_t v;

    if (!is_negative)
        (void)take(r, '+');
    v = take_number(r, 0, 167) * 3600;
    if (take(r, ':'))
        v += take_number(r, 0, 59) * 60;
    if (take(r, ':'))
        v += take_number(r, 0, 59);
    return is_negative ? -v : v;
}

static struct tz_date take_date(struct rule_reader *r)
{
    struct tz_date d = { .kind = 'N', .time_s = 2 * 3600 };

    if (take(r, 'M')) {
        d.kind = 'M';
        d.month = take_number(r, 1, 12);
        r->has_failed |= !take(r, '.');
        d.week = take_number(r, 1, 5);
        r->has_failed |= !take(r, '.');
        d.day = take_number(r, 0, 6);
    } else if (take(r, 'J')) {
        d.kind = 'J';
        d.day = take_number(r, 1, 365);
    } else {
        d.day = take_number(r, 0, 365);
    }
    if (take(r, '/'))
        d.time_s = take_time(r);
    return d;
}

bool tz_rule_parse(struct str text, struct tz_rule *out)
{
    struct rule_reader r = { .s = text };
    struct tz_rule rule = { .has_summer = false };

    rule.name[0] = take_name(&r);
    rule.offset_s[0] = -take_time(&r);
    rule.has_summer = !r.has_failed && r.at < text.n;
    if (rule.has_summer) {
        rule.name[1] = take_name(&r);
        rule.offset_s[1] = rule.offset_s[0] + 3600;
        if (peek(&r) != ',')
            rule.offset_s[1] = -take_time(&r);
        r.has_failed |= !take(&r, ',');
        rule.start = take_date(&r);
        r.has_failed |= !take(&r, ',');
        rule.end = take_date(&r);
    }
    if (r.has_failed || r.at != text.n)
        return false;
    *out = rule;
    return true;
}

/* Local seconds since 1970 of the change in `year`. */
static int64_t moment_of(const struct tz_date *d, int64_t year)
{
    struct civil c = { .year = year, .month = 1, .day = 1 };
    int64_t ms = 0, days = d->day;
    bool is_leap = civil_days_in_month(year, 2) == 29;

    if (d->kind == 'J')
        days += (is_leap && d->day >= 60) - 1;
    if (d->kind == 'M') {
        int weekday, last;

        c.month = d->month;
        weekday = civil_weekday(&c) % 7;
        last = civil_days_in_month(year, d->month);
        days = (d->day - weekday + 7) % 7 + (d->week - 1) * 7;
        days -= days >= last ? 7 : 0;
    }
    if (!civil_to_ms(&c, &ms))
        return 0;
    return ms / 1000 + days * 86400 + d->time_s;
}

bool tz_rule_is_summer(const struct tz_rule *rule, int64_t utc_s)
{
    struct civil c;
    int64_t start, end;

    if (!rule->has_summer || utc_s > INT64_MAX / 2000 || utc_s < INT64_MIN / 2000)
        return false;
    civil_from_ms((utc_s + rule->offset_s[0]) * 1000, &c);
    if (c.year < -CIVIL_YEAR_MAX || c.year > CIVIL_YEAR_MAX)
        return false;
    start = moment_of(&rule->start, c.year) - rule->offset_s[0];
    end = moment_of(&rule->end, c.year) - rule->offset_s[1];
    /* South of the equator summer spans the new year. */
    return start < end ? utc_s >= start && utc_s < end : utc_s >= start || utc_s < end;
}
