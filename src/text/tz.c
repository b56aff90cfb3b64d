#include "base/base.h"

#include "base/arena.h"
#include "text/civil.h"
#include "text/tz.h"
#include "text/tz_rule.h"

struct tz_type {
    int32_t offset_s;
    struct str name;
};

struct tz {
    const int64_t *at_s; /* moments of transition, ascending */
    const uint8_t *to;   /* the type from there on */
    size_t n;
    const struct tz_type *type; /* type[0] holds before the first transition */
    bool has_rule;              /* holds from the last transition on */
    struct tz_rule rule;
};

const struct tz *tz_utc(void)
{
    static const struct tz_type type = { 0, { "UTC", 3 } };
    static const struct tz utc = { .type = &type };

    return &utc;
}

/* Two digits, or one at the end; -1 if there is none. */
static int take_pair(struct str *s)
{
    int v = 0;
    size_t i = 0;

    for (; i < 2 && i < s->n && s->p[i] >= '0' && s->p[i] <= '9'; i++)
        v = v * 10 + (s->p[i] - '0');
    *s = str_slice(*s, i, s->n);
    return i ? v : -1;
}

/* hh, hhmm, hh:mm, with seconds after minutes, in seconds; -1 if it is none. */
static int32_t parse_clock(struct str s)
{
    static const int most[3] = { 18, 59, 59 };
    int32_t v = 0, scale = 3600;

    for (size_t i = 0; i < countof(most) && (i == 0 || s.n); i++, scale /= 60) {
        int part;

        if (i && s.p[0] == ':')
            s = str_slice(s, 1, s.n);
        part = take_pair(&s);
        if (part < 0 || part > most[i])
            return -1;
        v += part * scale;
    }
    return s.n ? -1 : v;
}

bool tz_parse_offset(struct str s, int32_t *offset_s)
{
    int32_t v;

    if (str_eq_nocase(s, STR("Z"))) {
        *offset_s = 0;
        return true;
    }
    if (s.n < 2 || s.n > 9 || (s.p[0] != '+' && s.p[0] != '-'))
        return false;
    v = parse_clock(str_slice(s, 1, s.n));
    if (v < 0)
        return false;
    *offset_s = s.p[0] == '-' ? -v : v;
    return true;
}

static enum status fixed(const struct tz **out, struct arena *arena, struct str name,
                         int32_t offset_s, struct diag *diag)
{
    struct tz *tz = arena_new(arena, struct tz);
    struct tz_type *type = arena_new(arena, struct tz_type);
    struct str copy = str_dup(arena, name);

    if (!tz || !type || !copy.p)
        return diag_set(diag, ST_NOMEM, 0, "time zone: out of memory");
    *type = (struct tz_type){ offset_s, copy };
    tz->type = type;
    *out = tz;
    return ST_OK;
}

/* UTC, GMT, Z, +02:00, GMT+2. */
static bool is_built_in(struct str name, int32_t *offset_s)
{
    static const struct str roots[] = { { "UTC", 3 }, { "GMT", 3 }, { "UT", 2 } };

    for (size_t i = 0; i < countof(roots); i++) {
        if (!str_eq_nocase(str_slice(name, 0, roots[i].n), roots[i]))
            continue;
        name = str_slice(name, roots[i].n, name.n);
        break;
    }
    *offset_s = 0;
    return name.n == 0 || tz_parse_offset(name, offset_s);
}

static bool is_zone_name(struct str name)
{
    if (name.n == 0 || name.n > TZ_NAME_MAX || name.p[0] == '/')
        return false;
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        bool is_letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';

        if (!is_letter && !(c >= '0' && c <= '9') && (!c || !strchr("_+-/", c)))
            return false;
    }
    return true;
}

/* The counts in a TZif header; its blocks follow in the order of the struct. */
struct tz_counts {
    uint32_t isut, isstd, leap, time, type, chars;
};

/* A reader of big-endian numbers; sticky. */
struct tz_reader {
    struct str s;
    bool has_failed;
};

static struct str take(struct tz_reader *r, size_t n)
{
    struct str part = str_slice(r->s, 0, n);

    if (n > r->s.n)
        r->has_failed = true;
    r->s = str_slice(r->s, n, r->s.n);
    return r->has_failed ? (struct str){ NULL, 0 } : part;
}

static uint64_t number_be(const char *p, size_t n)
{
    uint64_t v = 0;

    for (size_t i = 0; i < n; i++)
        v = v << 8 | (unsigned char)p[i];
    return v;
}

static uint32_t take_u32(struct tz_reader *r)
{
    struct str part = take(r, 4);

    return part.p ? (uint32_t)number_be(part.p, 4) : 0;
}

/* Returns the version character, or 0. */
static char take_header(struct tz_reader *r, struct tz_counts *c)
{
    struct str magic = take(r, 20);

    c->isut = take_u32(r);
    c->isstd = take_u32(r);
    c->leap = take_u32(r);
    c->time = take_u32(r);
    c->type = take_u32(r);
    c->chars = take_u32(r);
    if (r->has_failed || !str_starts_with(magic, STR("TZif")))
        return 0;
    return magic.p[4] ? magic.p[4] : '1';
}

static bool counts_are_sane(const struct tz_counts *c)
{
    return c->type >= 1 && c->type <= 256 && c->time <= 10000 && c->chars <= 4096 &&
           c->leap <= 1000 && c->isut <= 256 && c->isstd <= 256;
}

static bool read_transitions(struct tz *tz, struct arena *arena, struct str times,
                             struct str to, size_t width, uint32_t types)
{
    size_t n = to.n;
    int64_t *at_s = arena_new_array(arena, int64_t, n + 1);
    uint8_t *type = arena_new_array(arena, uint8_t, n + 1);

    if (!at_s || !type)
        return false;
    for (size_t i = 0; i < n; i++) {
        uint64_t v = number_be(times.p + i * width, width);

        at_s[i] = width == 4 ? (int32_t)(uint32_t)v : (int64_t)v;
        type[i] = (uint8_t)to.p[i];
        if (type[i] >= types || (i && at_s[i] <= at_s[i - 1]))
            return false;
    }
    tz->at_s = at_s;
    tz->to = type;
    tz->n = n;
    return true;
}

static bool read_types(struct tz *tz, struct arena *arena, struct str types,
                       struct str chars)
{
    size_t n = types.n / 6;
    struct tz_type *type = arena_new_array(arena, struct tz_type, n);

    if (!type)
        return false;
    for (size_t i = 0; i < n; i++) {
        const char *p = types.p + i * 6;
        struct str rest = str_slice(chars, (unsigned char)p[5], chars.n);

        type[i].offset_s = (int32_t)(uint32_t)number_be(p, 4);
        type[i].name = str_cut(&rest, '\0');
        if (type[i].offset_s < -TZ_OFFSET_MAX_S || type[i].offset_s > TZ_OFFSET_MAX_S)
            return false;
    }
    tz->type = type;
    return true;
}

/* One data block with times of `width` bytes. */
static bool read_block(struct tz *tz, struct arena *arena, struct tz_reader *r,
                       const struct tz_counts *c, size_t width)
{
    struct str times = take(r, c->time * width);
    struct str to = take(r, c->time);
    struct str types = take(r, (size_t)c->type * 6);
    struct str chars = take(r, c->chars);

    (void)take(r, c->leap * (width + 4) + c->isstd + c->isut);
    return !r->has_failed && read_types(tz, arena, types, chars) &&
           read_transitions(tz, arena, times, to, width, c->type);
}

static bool read_file(struct tz *tz, struct arena *arena, struct str bytes)
{
    struct tz_reader r = { .s = bytes };
    struct tz_counts c;
    char version = take_header(&r, &c);
    struct str footer;

    if (!version || !counts_are_sane(&c))
        return false;
    if (version == '1')
        return read_block(tz, arena, &r, &c, 4);
    if (!read_block(tz, arena, &r, &c, 4) || !take_header(&r, &c) ||
        !counts_are_sane(&c) || !read_block(tz, arena, &r, &c, 8))
        return false;
    footer = r.s;
    if (footer.n < 2 || footer.p[0] != '\n')
        return false;
    footer = str_slice(footer, 1, footer.n);
    footer = str_cut(&footer, '\n');
    tz->has_rule = tz_rule_parse(footer, &tz->rule);
    return tz->has_rule || footer.n == 0;
}

enum status tz_find(const struct tz **out, struct arena *arena, struct str name,
                    const struct tz_source *source, struct diag *diag)
{
    struct str bytes = { NULL, 0 };
    int32_t offset_s;
    struct tz *tz;

    if (name.n && is_built_in(name, &offset_s))
        return fixed(out, arena, name, offset_s, diag);
    if (!is_zone_name(name) || !source || !source->read ||
        !source->read(source->context, name, arena, &bytes))
        return diag_set(diag, ST_TYPE, 0, "no time zone is called '%.*s'",
                        STR_ARG(str_slice(name, 0, TZ_NAME_MAX)));
    tz = arena_new(arena, struct tz);
    if (!tz)
        return diag_set(diag, ST_NOMEM, 0, "time zone: out of memory");
    if (bytes.n > TZ_FILE_MAX || !read_file(tz, arena, bytes))
        return diag_set(diag, ST_FORMAT, 0, "time zone '%.*s': not a TZif file",
                        STR_ARG(name));
    *out = tz;
    return ST_OK;
}

/* The number of transitions at or before a moment. */
static size_t count_before(const struct tz *tz, int64_t s)
{
    size_t low = 0, high = tz->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (tz->at_s[middle] <= s)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool tz_is_fixed(const struct tz *tz)
{
    return tz->n == 0 && !tz->has_rule;
}

int32_t tz_offset(const struct tz *tz, int64_t utc_ms, struct str *abbreviation)
{
    int64_t s = floor_div(utc_ms, 1000);
    size_t n = count_before(tz, s);
    const struct tz_type *type = &tz->type[n ? tz->to[n - 1] : 0];

    if (n == tz->n && tz->has_rule) {
        int i = tz_rule_is_summer(&tz->rule, s);

        if (abbreviation)
            *abbreviation = tz->rule.name[i];
        return tz->rule.offset_s[i];
    }
    if (abbreviation)
        *abbreviation = type->name;
    return type->offset_s;
}

int64_t tz_to_utc(const struct tz *tz, int64_t local_ms)
{
    int64_t limit = INT64_MAX - 4 * (int64_t)MS_PER_DAY;
    int64_t before, after;

    if (local_ms > limit || local_ms < -limit)
        return local_ms;
    before = (int64_t)tz_offset(tz, local_ms - 2 * (int64_t)MS_PER_DAY, NULL) * 1000;
    after = (int64_t)tz_offset(tz, local_ms + 2 * (int64_t)MS_PER_DAY, NULL) * 1000;
    if ((int64_t)tz_offset(tz, local_ms - before, NULL) * 1000 == before)
        return local_ms - before;
    if ((int64_t)tz_offset(tz, local_ms - after, NULL) * 1000 == after)
        return local_ms - after;
    return local_ms - before;
}
