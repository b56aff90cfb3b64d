#include "base/base.h"

#include "asn1/der.h"

struct der der_init(struct der_error *error, struct str bytes)
{
    *error = (struct der_error){ .base = bytes.p };
    return (struct der){ .rest = bytes, .error = error };
}

struct der der_within(const struct der *parent, struct str bytes)
{
    return (struct der){ .rest = bytes,
                         .error = parent->error,
                         .depth = parent->depth + 1 };
}

bool der_failed(const struct der *d)
{
    return d->error->problem != DER_PROBLEM_NONE;
}

bool der_at_end(const struct der *d)
{
    return d->rest.n == 0 || der_failed(d);
}

void der_fail(struct der *d, enum der_problem problem)
{
    if (der_failed(d))
        return;
    d->error->problem = problem;
    d->error->offset =
        d->rest.p && d->error->base ? (size_t)(d->rest.p - d->error->base) : 0;
}

uint8_t der_peek(const struct der *d)
{
    return der_at_end(d) ? 0 : (uint8_t)d->rest.p[0];
}

/*
 * Read the length octets at `*at` of the rest:
 *
 *     0xxxxxxx                    short form
 *     1000 0001 .. 1000 0100      that many octets follow, big endian
 *     1000 0000                   indefinite
 */
static size_t read_length(struct der *d, size_t *at)
{
    uint8_t first = (uint8_t)d->rest.p[(*at)++];
    size_t octets = first & 0x7F;
    size_t length = 0;

    if (first < 0x80)
        return first;
    if (octets == 0) {
        der_fail(d, DER_PROBLEM_INDEFINITE);
        return 0;
    }
    if (octets > 4) {
        der_fail(d, DER_PROBLEM_LENGTH);
        return 0;
    }
    if (octets > d->rest.n - *at) {
        der_fail(d, DER_PROBLEM_TRUNCATED);
        return 0;
    }
    for (size_t i = 0; i < octets; i++)
        length = length << 8 | (uint8_t)d->rest.p[(*at)++];
    if (length < 0x80 || length >> (8 * (octets - 1)) == 0)
        d->error->relaxed = true;
    return length;
}

struct der_item der_next(struct der *d)
{
    struct der_item item = { 0 };
    size_t at = 1, length;

    if (der_at_end(d))
        return item;
    if (((uint8_t)d->rest.p[0] & 0x1F) == 0x1F) {
        der_fail(d, DER_PROBLEM_HIGH_TAG);
        return item;
    }
    if (d->rest.n < 2) {
        der_fail(d, DER_PROBLEM_TRUNCATED);
        return item;
    }
    length = read_length(d, &at);
    if (!der_failed(d) && length > d->rest.n - at)
        der_fail(d, DER_PROBLEM_TRUNCATED);
    if (der_failed(d))
        return item;
    item.tag = (uint8_t)d->rest.p[0];
    item.value = str_slice(d->rest, at, at + length);
    item.whole = str_slice(d->rest, 0, at + length);
    d->rest = str_slice(d->rest, at + length, d->rest.n);
    return item;
}

struct der_item der_expect(struct der *d, uint8_t tag)
{
    if (der_failed(d))
        return (struct der_item){ 0 };
    if (d->rest.n == 0)
        der_fail(d, DER_PROBLEM_TRUNCATED);
    else if (der_peek(d) != tag)
        der_fail(d, DER_PROBLEM_TAG);
    return der_next(d);
}

struct der_item der_optional(struct der *d, uint8_t tag)
{
    if (der_peek(d) != tag)
        return (struct der_item){ 0 };
    return der_next(d);
}

struct der der_enter(struct der *d, uint8_t tag)
{
    struct der_item item;

    if (d->depth >= DER_DEPTH_MAX)
        der_fail(d, DER_PROBLEM_DEPTH);
    item = der_expect(d, tag);
    return der_within(d, item.value);
}

void der_finish(struct der *d)
{
    if (d->rest.n > 0)
        der_fail(d, DER_PROBLEM_TRAILING);
}

struct str der_integer(struct der *d)
{
    struct der before = *d;
    struct str value = der_expect(d, DER_INTEGER).value;

    if (value.n == 0)
        der_fail(&before, DER_PROBLEM_VALUE);
    return value;
}

int64_t der_small(struct der *d)
{
    struct der before = *d;
    struct str value = der_integer(d);
    uint64_t v = value.n && (value.p[0] & 0x80) ? UINT64_MAX : 0;

    if (value.n > 8)
        der_fail(&before, DER_PROBLEM_VALUE);
    if (der_failed(d))
        return 0;
    for (size_t i = 0; i < value.n; i++)
        v = v << 8 | (uint8_t)value.p[i];
    return (int64_t)v;
}

bool der_boolean(struct der *d)
{
    struct der before = *d;
    struct str value = der_expect(d, DER_BOOLEAN).value;

    if (value.n != 1)
        der_fail(&before, DER_PROBLEM_VALUE);
    return value.n == 1 && value.p[0] != 0;
}

struct str der_bits(struct der *d, unsigned *unused)
{
    struct der before = *d;
    struct str value = der_expect(d, DER_BIT_STRING).value;
    unsigned pad = value.n ? (uint8_t)value.p[0] : 8;

    if (pad > 7 || (pad > 0 && value.n == 1))
        der_fail(&before, DER_PROBLEM_VALUE);
    if (unused)
        *unused = der_failed(d) ? 0 : pad;
    if (der_failed(d))
        return (struct str){ NULL, 0 };
    return str_slice(value, 1, value.n);
}

const char *der_problem_text(enum der_problem problem)
{
    static const char *const text[] = {
#define X(name, text) text,
        DER_PROBLEM_LIST(X)
#undef X
    };

    return (size_t)problem < countof(text) ? text[problem] : "unknown problem";
}
