#include "base/base.h"

#include "event/value.h"
#include "input/evtx_value.h"
#include "text/civil.h"
#include "text/utf8.h"

bool evtx_value_is_null(const struct evtx_value *v)
{
    return v->type == EVTX_NULL ||
           (v->n == 0 && v->type != EVTX_UTF16 && v->type != EVTX_ANSI &&
            !(v->type & EVTX_ARRAY) && v->type != EVTX_BINARY);
}

static uint64_t number(const struct evtx_value *v)
{
    uint64_t n = 0;

    for (size_t i = 0; i < v->n; i++)
        n |= (uint64_t)v->p[i] << (8 * i);
    return n;
}

static void add_bytes(struct evtx_text *t, const struct evtx_value *v)
{
    char *to = evtx_text_room(t, 2 * (size_t)v->n);

    if (!to)
        return;
    for (size_t i = 0; i < v->n; i++) {
        *to++ = "0123456789ABCDEF"[v->p[i] >> 4];
        *to++ = "0123456789ABCDEF"[v->p[i] & 15];
    }
    t->at = to;
}

static void add_null(struct evtx_text *t UNUSED, const struct evtx_value *v UNUSED)
{
}

static void add_utf16(struct evtx_text *t, const struct evtx_value *v)
{
    evtx_text_utf16(t, v->p, v->n / 2);
}

/* In no known code page: UTF-8 if it is that, else Latin-1. */
static void add_ansi(struct evtx_text *t, const struct evtx_value *v)
{
    const char *nul = v->n ? memchr(v->p, 0, v->n) : NULL;
    struct str s = { (const char *)v->p, v->n };

    if (nul)
        s.n = (size_t)(nul - s.p);
    if (utf8_is_valid(s)) {
        evtx_text_add(t, s);
        return;
    }
    for (size_t i = 0; i < s.n; i++) {
        char c[UTF8_MAX];

        evtx_text_add(t, (struct str){ c, utf8_encode((unsigned char)s.p[i], c) });
    }
}

static void add_unsigned(struct evtx_text *t, const struct evtx_value *v)
{
    evtx_text_decimal(t, number(v));
}

static void add_signed(struct evtx_text *t, const struct evtx_value *v)
{
    uint64_t n = number(v), sign = UINT64_C(1) << (8 * v->n - 1);

    if (n & sign) {
        evtx_text_add(t, STR("-"));
        n = (sign << 1) - n; /* of 64 bits: the shift gives 0 */
    }
    evtx_text_decimal(t, n);
}

static void add_double(struct evtx_text *t, double d)
{
    struct str text = value_text(value_double(d), t->arena);

    evtx_text_add(t, text);
}

static void add_float32(struct evtx_text *t, const struct evtx_value *v)
{
    float f;

    memcpy(&f, v->p, sizeof f);
    add_double(t, (double)f);
}

static void add_float64(struct evtx_text *t, const struct evtx_value *v)
{
    double d;

    memcpy(&d, v->p, sizeof d);
    add_double(t, d);
}

static void add_bool(struct evtx_text *t, const struct evtx_value *v)
{
    evtx_text_add(t, number(v) ? STR("true") : STR("false"));
}

static void add_hex(struct evtx_text *t, const struct evtx_value *v)
{
    evtx_text_add(t, STR("0x"));
    evtx_text_hex(t, number(v), 1);
}

static void add_guid(struct evtx_text *t, const struct evtx_value *v)
{
    /* Places of the bytes in the order in which they are shown; 16: a hyphen. */
    static const uint8_t order[] = { 3,  2, 1, 0,  16, 5,  4,  16, 7,  6,
                                     16, 8, 9, 16, 10, 11, 12, 13, 14, 15 };
    char *to = evtx_text_room(t, 38);

    if (!to)
        return;
    *to++ = '{';
    for (size_t i = 0; i < sizeof order; i++) {
        if (order[i] == 16) {
            *to++ = '-';
            continue;
        }
        *to++ = "0123456789abcdef"[v->p[order[i]] >> 4];
        *to++ = "0123456789abcdef"[v->p[order[i]] & 15];
    }
    *to++ = '}';
    t->at = to;
}

/* Revision, authority of 48 bits with the highest byte first, numbers of 32 bits. */
static void add_sid(struct evtx_text *t, const struct evtx_value *v)
{
    uint64_t authority = 0;

    if (v->n < 8 || v->n != 8 + 4 * (size_t)v->p[1]) {
        add_bytes(t, v);
        return;
    }
    for (size_t i = 2; i < 8; i++)
        authority = authority << 8 | v->p[i];
    evtx_text_add(t, STR("S-"));
    evtx_text_decimal(t, v->p[0]);
    evtx_text_add(t, STR("-"));
    evtx_text_decimal(t, authority);
    for (size_t i = 8; i < v->n; i += 4) {
        evtx_text_add(t, STR("-"));
        evtx_text_decimal(t, evtx_get32(v->p + i));
    }
}

static char *put_digits(char *to, unsigned n, unsigned digits)
{
    for (unsigned i = digits; i-- > 0; n /= 10)
        to[i] = (char)('0' + n % 10);
    return to + digits;
}

/* `fraction` has `digits` digits. */
static void add_moment(struct evtx_text *t, const struct civil *c, unsigned fraction,
                       unsigned digits)
{
    char *to = evtx_text_room(t, 32);

    if (!to)
        return;
    to = put_digits(to, (unsigned)c->year, c->year > 9999 ? 5 : 4);
    *to++ = '-';
    to = put_digits(to, (unsigned)c->month, 2);
    *to++ = '-';
    to = put_digits(to, (unsigned)c->day, 2);
    *to++ = 'T';
    to = put_digits(to, (unsigned)c->hour, 2);
    *to++ = ':';
    to = put_digits(to, (unsigned)c->minute, 2);
    *to++ = ':';
    to = put_digits(to, (unsigned)c->second, 2);
    *to++ = '.';
    to = put_digits(to, fraction, digits);
    *to++ = 'Z';
    t->at = to;
}

/* Ticks of 100 ns since 1601-01-01. */
static void add_filetime(struct evtx_text *t, const struct evtx_value *v)
{
    enum { TICKS_PER_SECOND = 10000000 };
    const int64_t from_1601_to_1970 = INT64_C(11644473600);
    uint64_t ticks = number(v);
    int64_t seconds = (int64_t)(ticks / TICKS_PER_SECOND) - from_1601_to_1970;
    struct civil c;

    civil_from_ms(seconds * MS_PER_SECOND, &c);
    add_moment(t, &c, (unsigned)(ticks % TICKS_PER_SECOND), 7);
}

/* Year, month, day of the week, day, hour, minute, second, millisecond. */
static void add_systemtime(struct evtx_text *t, const struct evtx_value *v)
{
    const struct civil c = { .year = evtx_get16(v->p),
                             .month = evtx_get16(v->p + 2) % 100,
                             .day = evtx_get16(v->p + 6) % 100,
                             .hour = evtx_get16(v->p + 8) % 100,
                             .minute = evtx_get16(v->p + 10) % 100,
                             .second = evtx_get16(v->p + 12) % 100 };

    add_moment(t, &c, evtx_get16(v->p + 14) % 1000u, 3);
}

/* How a type is shown. Sizes: bit n is set when a value may have n bytes; 0: any. */
struct type {
    void (*add)(struct evtx_text *t, const struct evtx_value *v);
    uint32_t sizes;
};

#define SIZE(n) (UINT32_C(1) << (n))

static const struct type types[] = {
    [EVTX_NULL] = { add_null, 0 },
    [EVTX_UTF16] = { add_utf16, 0 },
    [EVTX_ANSI] = { add_ansi, 0 },
    [EVTX_INT8] = { add_signed, SIZE(1) },
    [4] = { add_unsigned, SIZE(1) },
    [5] = { add_signed, SIZE(2) },
    [EVTX_UINT16] = { add_unsigned, SIZE(2) },
    [7] = { add_signed, SIZE(4) },
    [8] = { add_unsigned, SIZE(4) },
    [9] = { add_signed, SIZE(8) },
    [EVTX_UINT64] = { add_unsigned, SIZE(8) },
    [EVTX_FLOAT] = { add_float32, SIZE(4) },
    [EVTX_DOUBLE] = { add_float64, SIZE(8) },
    [EVTX_BOOL] = { add_bool, SIZE(1) | SIZE(2) | SIZE(4) | SIZE(8) },
    [EVTX_BINARY] = { add_bytes, 0 },
    [EVTX_GUID] = { add_guid, SIZE(16) },
    [EVTX_SIZE] = { add_hex, SIZE(4) | SIZE(8) },
    [EVTX_FILETIME] = { add_filetime, SIZE(8) },
    [EVTX_SYSTEMTIME] = { add_systemtime, SIZE(16) },
    [EVTX_SID] = { add_sid, 0 },
    [EVTX_HEX32] = { add_hex, SIZE(4) },
    [EVTX_HEX64] = { add_hex, SIZE(8) },
};

static void add_single(struct evtx_text *t, const struct evtx_value *v)
{
    const struct type *type = v->type < countof(types) ? &types[v->type] : NULL;

    if (type && type->add && (!type->sizes || (v->n < 32 && type->sizes >> v->n & 1)))
        type->add(t, v);
    else
        add_bytes(t, v);
}

/* The length of the first of an array's items, `left` bytes from its end. */
static size_t item_size(uint8_t type, const uint8_t *p, size_t left)
{
    const struct type *known = type < countof(types) ? &types[type] : NULL;

    if (type == EVTX_SID)
        return left < 8 ? left : 8 + 4 * (size_t)p[1];
    if (type == EVTX_BOOL)
        return 4;
    if (type == EVTX_SIZE)
        return left % 8 ? 4 : 8;
    return known && known->sizes ? (size_t)__builtin_ctz(known->sizes) : left;
}

static bool is_nul(uint8_t type, const uint8_t *p)
{
    return p[0] == 0 && (type == EVTX_ANSI || p[1] == 0);
}

/* Texts of an array are separated, or ended, by NUL. */
static bool text_item(const struct evtx_value *v, size_t *at, struct evtx_value *item)
{
    size_t unit = item->type == EVTX_ANSI ? 1 : 2, end = *at;

    while (v->n - end >= unit && !is_nul(item->type, v->p + end))
        end += unit;
    item->p = v->p + *at;
    item->n = (uint16_t)(end - *at);
    *at = v->n - end >= unit ? end + unit : v->n;
    return true;
}

bool evtx_value_item(const struct evtx_value *v, size_t *at, struct evtx_value *item)
{
    size_t n;

    if (*at >= v->n && (*at > 0 || v->n > 0))
        return false;
    *item = *v;
    item->type = v->type & (uint8_t)~EVTX_ARRAY;
    if (item->type == v->type || v->n == 0) {
        *at = (size_t)v->n + 1;
        return true;
    }
    if (item->type == EVTX_UTF16 || item->type == EVTX_ANSI)
        return text_item(v, at, item);
    n = item_size(item->type, v->p + *at, v->n - *at);
    if (n > v->n - *at)
        n = v->n - *at;
    item->p = v->p + *at;
    item->n = (uint16_t)n;
    *at += n;
    return true;
}

void evtx_value_add(struct evtx_text *t, const struct evtx_value *v)
{
    struct evtx_value item;
    size_t at = 0;

    if (!(v->type & EVTX_ARRAY)) {
        add_single(t, v);
        return;
    }
    while (evtx_value_item(v, &at, &item)) {
        if (item.p != v->p)
            evtx_text_add(t, STR(","));
        add_single(t, &item);
    }
}
