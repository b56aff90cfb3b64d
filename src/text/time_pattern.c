#include "base/base.h"

#include "base/arena.h"
#include "text/civil.h"
#include "text/number.h"
#include "text/time_names.h"
#include "text/time_pattern.h"
#include "text/tz.h"

enum item_kind { ITEM_LITERAL, ITEM_FIELD, ITEM_OPTION, ITEM_OPTION_END };

struct item {
    enum item_kind kind;
    char letter;      /* of a field */
    size_t count;     /* how often the letter stands */
    bool is_adjacent; /* the next field is a number, too: take `count` digits */
    struct str literal;
    size_t end; /* of an option: the item behind it */
};

struct time_pattern {
    struct item item[TIME_PATTERN_ITEMS_MAX];
    size_t n;
    bool ignore_case;
    int64_t per_ms; /* of a name such as `seconds`: units a millisecond, or negative */
};

static const char numeric_letters[] = "yuMLdDHkhKmsSn";

/* ---- compiling ---- */

struct compiler {
    struct time_pattern *p;
    struct str in;
    size_t pos;
    size_t open[TIME_PATTERN_DEPTH_MAX];
    size_t depth;
};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* `'text'`, and `''` for a quote (also within the text, where it splits the literal).
 */
static struct str take_quoted(struct compiler *c)
{
    struct str rest = str_slice(c->in, c->pos + 1, c->in.n);
    size_t n = str_find(rest, STR("'"));

    if (n == SIZE_MAX)
        return (struct str){ NULL, 0 };
    c->pos += n + 2;
    if (n == 0)
        return str_slice(c->in, c->pos - 1, c->pos);
    /* Behind a doubled quote the text goes on: its rest is the next item. */
    return str_slice(rest, 0, n + (c->pos < c->in.n && c->in.p[c->pos] == '\''));
}

static struct item take_field(struct compiler *c)
{
    char letter = c->in.p[c->pos];
    size_t first = c->pos;

    while (c->pos < c->in.n && c->in.p[c->pos] == letter)
        c->pos++;
    return (
        struct item){ .kind = ITEM_FIELD, .letter = letter, .count = c->pos - first };
}

/* Take the next item; false with the reason in *error. */
static bool take_item(struct compiler *c, struct item *item, const char **error)
{
    char ch = c->in.p[c->pos];

    *item = (struct item){ .kind = ITEM_LITERAL };
    if (ch == '\'') {
        item->literal = take_quoted(c);
        *error = "a quote without its end";
        return item->literal.p != NULL;
    }
    if (ch == '[' || ch == ']') {
        item->kind = ch == '[' ? ITEM_OPTION : ITEM_OPTION_END;
        *error = ch == '[' ? "options nested too deeply" : "a ] without [";
        c->pos++;
        return ch == '[' ? c->depth < TIME_PATTERN_DEPTH_MAX : c->depth > 0;
    }
    if (is_letter(ch)) {
        *item = take_field(c);
        *error = "a letter that names nothing";
        return strchr("yuMLdDHkhKmsSnEaXxZOzV", ch) != NULL;
    }
    item->literal = str_slice(c->in, c->pos, c->pos + 1);
    c->pos++;
    return true;
}

static void add_item(struct compiler *c, struct item item)
{
    struct time_pattern *p = c->p;
    struct item *last = p->n ? &p->item[p->n - 1] : NULL;

    if (item.kind == ITEM_OPTION)
        c->open[c->depth++] = p->n;
    if (item.kind == ITEM_OPTION_END)
        p->item[c->open[--c->depth]].end = p->n + 1;
    if (last && last->kind == ITEM_FIELD && item.kind == ITEM_FIELD)
        last->is_adjacent = strchr(numeric_letters, item.letter) != NULL;
    p->item[p->n++] = item;
}

static enum status compile(struct compiler *c, struct diag *diag)
{
    while (c->pos < c->in.n) {
        size_t at = c->pos;
        const char *error = "";
        struct item item;

        if (!take_item(c, &item, &error))
            return diag_set(diag, ST_SYNTAX, at, "time format: %s", error);
        if (c->p->n == TIME_PATTERN_ITEMS_MAX)
            return diag_set(diag, ST_LIMIT, at, "time format: more than %d parts",
                            TIME_PATTERN_ITEMS_MAX);
        add_item(c, item);
    }
    if (c->depth)
        return diag_set(diag, ST_SYNTAX, c->in.n, "time format: a [ without ]");
    return ST_OK;
}

/* Units a millisecond of an epoch's name; -1000 for seconds, 0 when it is none. */
static int64_t epoch_unit(struct str name)
{
    static const struct {
        const char *name;
        int64_t per_ms;
    } names[] = {
        { "millis", 1 },      { "milliseconds", 1 },        { "unixtimemillis", 1 },
        { "seconds", -1000 }, { "unixtimeseconds", -1000 }, { "unixtime", -1000 },
        { "nanos", 1000000 },
    };

    for (size_t i = 0; i < countof(names); i++)
        if (str_eq_nocase(name, str_from_cstr(names[i].name)))
            return names[i].per_ms;
    return 0;
}

enum status time_pattern_new(const struct time_pattern **out, struct arena *arena,
                             struct str pattern, bool ignore_case, struct diag *diag)
{
    struct time_pattern *p = arena_new(arena, struct time_pattern);
    struct compiler c = { .p = p, .in = str_dup(arena, pattern) };

    if (!p || !c.in.p)
        return diag_set(diag, ST_NOMEM, 0, "time format: out of memory");
    p->ignore_case = ignore_case;
    p->per_ms = epoch_unit(pattern);
    if (!p->per_ms)
        TRY(compile(&c, diag));
    *out = p;
    return ST_OK;
}

/* ---- reading ---- */

/* What was read so far; -1 where a part is missing. */
struct parts {
    int64_t year;
    int month, day, day_of_year, hour, hour_12, minute, second;
    int64_t nanosecond;
    int half; /* of the day: 0 AM, 1 PM */
    bool has_year, has_zone;
    int32_t offset_s;
    const struct tz *tz;
    struct str zone;
};

struct reader {
    const struct time_pattern *p;
    const struct time_context *context;
    struct str s;
    size_t pos;
    struct parts parts;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Between `least` and `most` digits. */
static bool take_digits(struct reader *r, size_t least, size_t most, int64_t *out)
{
    size_t n = 0;
    int64_t v = 0;

    for (; n < most && r->pos + n < r->s.n && is_digit(r->s.p[r->pos + n]); n++)
        v = v * 10 + (r->s.p[r->pos + n] - '0');
    if (n < least)
        return false;
    r->pos += n;
    *out = v;
    return true;
}

static bool take_text(struct reader *r, struct str text, bool ignore_case)
{
    struct str here = str_slice(r->s, r->pos, r->pos + text.n);

    if (!(ignore_case ? str_eq_nocase(here, text) : str_eq(here, text)))
        return false;
    r->pos += text.n;
    return true;
}

/* One of `n` names, in full or its first letters; its number from 1, or 0. */
static int take_name(struct reader *r, struct str (*name)(int), int n, bool is_long)
{
    for (int i = 1; i <= n; i++) {
        struct str text = name(i);

        if (take_text(r, is_long ? text : str_slice(text, 0, SHORT_NAME),
                      r->p->ignore_case))
            return i;
    }
    return 0;
}

static bool take_fraction(struct reader *r, size_t most)
{
    size_t first = r->pos;
    int64_t v = 0;

    if (!take_digits(r, 1, most < 9 ? most : 9, &v))
        return false;
    for (size_t n = r->pos - first; n < 9; n++)
        v *= 10;
    r->parts.nanosecond = v;
    return true;
}

static bool take_year(struct reader *r, const struct item *item)
{
    size_t least = item->count, most = item->count;
    int64_t v;

    if (item->count == 1 && !item->is_adjacent)
        most = 6;
    if (!take_digits(r, least, most, &v))
        return false;
    r->parts.year = item->count == 2 ? 2000 + v : v;
    r->parts.has_year = true;
    return true;
}

static bool take_month(struct reader *r, const struct item *item)
{
    int64_t v = 0;

    if (item->count > 2)
        r->parts.month = take_name(r, month_name, 12, item->count > 3);
    else if (take_digits(r, item->count, 2, &v))
        r->parts.month = (int)v;
    else
        return false;
    return r->parts.month > 0;
}

/* The end of an offset such as +01:00 at the position. */
static size_t offset_end(const struct reader *r)
{
    size_t end = r->pos + 1;

    if (r->pos < r->s.n && is_letter(r->s.p[r->pos]))
        return end;
    while (end < r->s.n && end - r->pos < 9 &&
           (is_digit(r->s.p[end]) ||
            (r->s.p[end] == ':' && end + 1 < r->s.n && is_digit(r->s.p[end + 1]))))
        end++;
    return end;
}

static bool take_offset(struct reader *r)
{
    size_t first = r->pos, end;

    (void)(take_text(r, STR("GMT"), true) || take_text(r, STR("UTC"), true));
    end = offset_end(r);
    if (r->pos < r->s.n &&
        tz_parse_offset(str_slice(r->s, r->pos, end), &r->parts.offset_s))
        r->pos = end;
    else if (r->pos == first)
        return false;
    else
        r->parts.offset_s = 0;
    r->parts.zone = str_slice(r->s, first, r->pos);
    r->parts.has_zone = true;
    return true;
}

/* An offset, or a name for the caller to look up. */
static bool take_zone(struct reader *r)
{
    const struct time_context *context = r->context;
    size_t end = r->pos;
    struct str name;

    while (end < r->s.n && (is_letter(r->s.p[end]) || is_digit(r->s.p[end]) ||
                            (r->s.p[end] && strchr("_/+-", r->s.p[end]))))
        end++;
    name = str_slice(r->s, r->pos, end);
    r->parts.tz = name.n > 1 && context->find_zone
                      ? context->find_zone(context->context, name)
                      : NULL;
    if (!r->parts.tz)
        return take_offset(r);
    r->parts.zone = name;
    r->parts.has_zone = true;
    r->pos = end;
    return true;
}

static bool take_half(struct reader *r)
{
    static const struct str halves[] = { { "AM", 2 }, { "PM", 2 } };

    for (int i = 0; i < 2; i++) {
        if (take_text(r, halves[i], true)) {
            r->parts.half = i;
            return true;
        }
    }
    return false;
}

/* A number of one or two digits goes to one of the parts. */
static int *small_part(struct parts *parts, char letter)
{
    switch (letter) {
    case 'd':
        return &parts->day;
    case 'D':
        return &parts->day_of_year;
    case 'H':
    case 'k':
        return &parts->hour;
    case 'h':
    case 'K':
        return &parts->hour_12;
    case 'm':
        return &parts->minute;
    default:
        return &parts->second;
    }
}

static bool take_small(struct reader *r, const struct item *item)
{
    size_t most = item->letter == 'D' ? 3 : 2;
    int64_t v;

    if (item->count > most || !take_digits(r, item->count, most, &v))
        return false;
    /* `k` and `h` count from 1: 24 and 12 are midnight. */
    if ((item->letter == 'k' && v == 24) || (item->letter == 'h' && v == 12))
        v = 0;
    *small_part(&r->parts, item->letter) = (int)v;
    return true;
}

static bool take_part(struct reader *r, const struct item *item)
{
    switch (item->letter) {
    case 'y':
    case 'u':
        return take_year(r, item);
    case 'M':
    case 'L':
        return take_month(r, item);
    case 'S':
        return take_fraction(r, item->count);
    case 'n':
        return take_digits(r, item->count, 9, &r->parts.nanosecond);
    case 'E':
        return take_name(r, weekday_name, 7, item->count > 3) > 0;
    case 'a':
        return take_half(r);
    case 'X':
    case 'x':
    case 'Z':
    case 'O':
        return take_offset(r);
    case 'z':
    case 'V':
        return take_zone(r);
    default:
        return take_small(r, item);
    }
}

static bool take_one(struct reader *r, const struct item *item)
{
    if (item->kind == ITEM_FIELD)
        return take_part(r, item);
    return item->kind != ITEM_LITERAL || take_text(r, item->literal, r->p->ignore_case);
}

/* Where to go on when an option does not fit. */
struct retreat {
    size_t item, pos;
    struct parts parts;
};

/* Read all items. An option that does not fit is left out, with all it holds. */
static bool take_items(struct reader *r)
{
    struct retreat retreat[TIME_PATTERN_DEPTH_MAX];
    size_t depth = 0, i = 0;

    while (i < r->p->n) {
        const struct item *item = &r->p->item[i];

        if (item->kind == ITEM_OPTION)
            retreat[depth++] = (struct retreat){ item->end, r->pos, r->parts };
        if (item->kind == ITEM_OPTION_END)
            depth--;
        if (take_one(r, item)) {
            i++;
            continue;
        }
        if (depth == 0)
            return false;
        depth--;
        i = retreat[depth].item;
        r->pos = retreat[depth].pos;
        r->parts = retreat[depth].parts;
    }
    return true;
}

static bool join(const struct parts *parts, int64_t year, int64_t *local_ms)
{
    struct civil c = { .year = year, .month = 1, .day = 1 };

    c.month = parts->month > 0 ? parts->month : 1;
    c.day = parts->day >= 0 ? parts->day : 1;
    if (parts->hour >= 0)
        c.hour = parts->hour;
    else if (parts->hour_12 >= 0)
        c.hour = parts->hour_12 + (parts->half == 1 ? 12 : 0);
    c.minute = parts->minute >= 0 ? parts->minute : 0;
    c.second = parts->second >= 0 ? parts->second : 0;
    c.millisecond = (int)(parts->nanosecond / 1000000);
    if (!civil_to_ms(&c, local_ms))
        return false;
    if (parts->day_of_year > 0)
        *local_ms += (int64_t)(parts->day_of_year - 1) * MS_PER_DAY;
    return true;
}

static int64_t to_utc(const struct reader *r, int64_t local_ms)
{
    if (r->parts.tz)
        return tz_to_utc(r->parts.tz, local_ms);
    if (r->parts.has_zone)
        return local_ms - (int64_t)r->parts.offset_s * 1000;
    return tz_to_utc(r->context->tz, local_ms);
}

/* Without a year: that of now, or the one before when that is more than a day ahead. */
static bool resolve(const struct reader *r, int64_t *out)
{
    int64_t local;
    struct civil now;

    if (!r->parts.has_zone && !r->context->tz)
        return false;
    if (r->parts.has_year) {
        if (!join(&r->parts, r->parts.year, &local))
            return false;
        *out = to_utc(r, local);
        return true;
    }
    civil_from_ms(r->context->now_ms, &now);
    for (int64_t year = now.year; year > now.year - 8; year--) {
        if (!join(&r->parts, year, &local))
            continue;
        *out = to_utc(r, local);
        if (*out - MS_PER_DAY <= r->context->now_ms)
            return true;
    }
    return false;
}

/* A number since 1970: digits, and for seconds a fraction. */
static bool read_epoch(int64_t per_ms, struct str s, struct time_found *out)
{
    double v;
    int64_t whole;

    *out = (struct time_found){ .zone = { "Z", 1 }, .n = s.n };
    if (number_parse_int64(s, &whole)) {
        if (per_ms > 0)
            out->ms = floor_div(whole, per_ms);
        else if (whole < INT64_MAX / 1000 && whole > INT64_MIN / 1000)
            out->ms = whole * -per_ms;
        else
            return false;
        return true;
    }
    if (!number_parse(s, &v) || v > 1e18 || v < -1e18)
        return false;
    v = per_ms < 0 ? v * (double)-per_ms : v / (double)per_ms;
    if (v > 9e18 || v < -9e18)
        return false;
    out->ms = (int64_t)(v < 0 ? v - 0.5 : v + 0.5);
    return true;
}

bool time_pattern_read(const struct time_pattern *p, const struct time_context *context,
                       struct str s, struct time_found *out)
{
    struct reader r = { .p = p, .context = context, .s = s };

    if (p->per_ms)
        return read_epoch(p->per_ms, s, out);
    r.parts = (struct parts){ .month = -1, .day = -1, .day_of_year = -1, .hour = -1 };
    r.parts.hour_12 = r.parts.minute = r.parts.second = r.parts.half = -1;
    if (!take_items(&r) || !resolve(&r, &out->ms))
        return false;
    out->zone = r.parts.zone;
    out->n = r.pos;
    return true;
}
