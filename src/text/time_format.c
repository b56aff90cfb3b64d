#include "base/base.h"

#include "text/civil.h"
#include "text/time_format.h"
#include "text/time_names.h"
#include "text/tz.h"

/* The moment, taken apart once. */
struct moment {
    int64_t utc_ms;
    struct civil local;
    int32_t offset_s;
    struct str zone;
};

static void number(struct buf *out, int64_t v, int width)
{
    buf_printf(out, "%0*lld", width, (long long)v);
}

static int hour_12(const struct moment *m)
{
    return (m->local.hour + 11) % 12 + 1;
}

static void zone_offset(struct buf *out, const struct moment *m)
{
    int32_t minutes = (m->offset_s < 0 ? -m->offset_s : m->offset_s) / 60;

    buf_printf(out, "%c%02d%02d", m->offset_s < 0 ? '-' : '+', minutes / 60,
               minutes % 60);
}

/* Week of the year; the first begins with the first Sunday. */
static int sunday_week(const struct moment *m)
{
    return (civil_day_of_year(&m->local) + 6 - civil_weekday(&m->local) % 7) / 7;
}

static bool add_date(struct buf *out, char c, const struct moment *m)
{
    const struct civil *t = &m->local;
    int weekday = civil_weekday(t);
    int64_t iso_year;

    switch (c) {
    case 'Y':
        return number(out, t->year, 4), true;
    case 'C':
        return number(out, floor_div(t->year, 100), 2), true;
    case 'y':
        return number(out, floor_mod(t->year, 100), 2), true;
    case 'm':
        return number(out, t->month, 2), true;
    case 'd':
        return number(out, t->day, 2), true;
    case 'e':
        return number(out, t->day, 1), true;
    case 'j':
        return number(out, civil_day_of_year(t), 3), true;
    case 'u':
        return number(out, weekday, 1), true;
    case 'w':
        return number(out, weekday % 7, 1), true;
    case 'U':
        return number(out, sunday_week(m), 2), true;
    case 'V':
        return number(out, civil_iso_week(t, NULL), 2), true;
    case 'G':
        (void)civil_iso_week(t, &iso_year);
        return number(out, iso_year, 4), true;
    default:
        return false;
    }
}

static bool add_clock(struct buf *out, char c, const struct moment *m)
{
    const struct civil *t = &m->local;

    switch (c) {
    case 'H':
        return number(out, t->hour, 2), true;
    case 'k':
        return number(out, t->hour, 1), true;
    case 'I':
        return number(out, hour_12(m), 2), true;
    case 'l':
        return number(out, hour_12(m), 1), true;
    case 'M':
        return number(out, t->minute, 2), true;
    case 'S':
        return number(out, t->second, 2), true;
    case 'L':
        return number(out, t->millisecond, 3), true;
    case 'N':
        return number(out, t->millisecond * INT64_C(1000000), 9), true;
    case 's':
        return number(out, floor_div(m->utc_ms, 1000), 1), true;
    case 'Q':
        return number(out, m->utc_ms, 1), true;
    default:
        return false;
    }
}

static bool add_text(struct buf *out, char c, const struct moment *m)
{
    struct str month = month_name(m->local.month);
    struct str weekday = weekday_name(civil_weekday(&m->local));

    switch (c) {
    case 'B':
        return buf_add(out, month), true;
    case 'b':
    case 'h':
        return buf_add(out, str_slice(month, 0, SHORT_NAME)), true;
    case 'A':
        return buf_add(out, weekday), true;
    case 'a':
        return buf_add(out, str_slice(weekday, 0, SHORT_NAME)), true;
    case 'p':
        return buf_add_cstr(out, m->local.hour < 12 ? "am" : "pm"), true;
    case 'Z':
        return buf_add(out, m->zone), true;
    case 'z':
        return zone_offset(out, m), true;
    case 'n':
        return buf_add_char(out, '\n'), true;
    case 't':
        return buf_add_char(out, '\t'), true;
    case '%':
        return buf_add_char(out, '%'), true;
    default:
        return false;
    }
}

/* What a conversion is short for; "" if for nothing. */
static const char *expansion(char c)
{
    switch (c) {
    case 'F':
        return "%Y-%m-%d";
    case 'T':
        return "%H:%M:%S";
    case 'R':
        return "%H:%M";
    case 'D':
        return "%m/%d/%y";
    case 'c':
        return "%a %b %d %T %Z %Y";
    default:
        return "";
    }
}

static bool add_one(struct buf *out, char c, const struct moment *m)
{
    return add_date(out, c, m) || add_clock(out, c, m) || add_text(out, c, m);
}

/* Conversions are short for others no more than twice deep (%c holds %T). */
static void add_all(struct buf *out, struct str format, const struct moment *m,
                    int depth)
{
    for (size_t i = 0; i < format.n; i++) {
        char c = i + 1 < format.n ? format.p[i + 1] : '\0';
        struct str longer = str_from_cstr(expansion(c));

        if (format.p[i] != '%') {
            buf_add_char(out, format.p[i]);
            continue;
        }
        if (longer.n && depth < 2) {
            add_all(out, longer, m, depth + 1);
        } else if (c == 'r') {
            add_all(out, STR("%I:%M:%S "), m, depth + 1);
            buf_add_cstr(out, m->local.hour < 12 ? "AM" : "PM");
        } else if (!add_one(out, c, m)) {
            buf_add_char(out, '%');
            continue;
        }
        i++;
    }
}

void time_format(struct buf *out, struct str format, int64_t utc_ms,
                 const struct tz *tz)
{
    int64_t limit = INT64_MAX / 2;
    struct moment m = { .utc_ms = utc_ms };

    m.offset_s = tz_offset(tz, utc_ms, &m.zone);
    /* At the ends of what an int64_t holds there are no zones. */
    if (utc_ms > limit || utc_ms < -limit)
        m.offset_s = 0;
    civil_from_ms(utc_ms + (int64_t)m.offset_s * 1000, &m.local);
    add_all(out, format, &m, 0);
}
