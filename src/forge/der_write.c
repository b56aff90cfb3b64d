#include "base/base.h"

#include <stdio.h>

#include "forge/der_write.h"

enum { HEADER_MAX = 6 };

/* Identifier and length; returns how many bytes. */
static size_t put_header(char *out, uint8_t tag, size_t n)
{
    size_t octets = n < 0x80        ? 0
                    : n < 0x100     ? 1
                    : n < 0x10000   ? 2
                    : n < 0x1000000 ? 3
                                    : 4;

    out[0] = (char)tag;
    if (octets == 0) {
        out[1] = (char)n;
        return 2;
    }
    out[1] = (char)(0x80 | octets);
    for (size_t i = 0; i < octets; i++)
        out[2 + i] = (char)(n >> (8 * (octets - 1 - i)));
    return 2 + octets;
}

struct str der_join(struct arena *arena, uint8_t tag, const struct str *part, size_t n)
{
    size_t total = 0, at = 0;
    char *p;

    for (size_t i = 0; i < n; i++)
        total += part[i].n;
    p = arena_text(arena, total + HEADER_MAX);
    if (!p)
        return (struct str){ NULL, 0 };
    if (tag)
        at = put_header(p, tag, total);
    for (size_t i = 0; i < n; i++) {
        if (part[i].n)
            memcpy(p + at, part[i].p, part[i].n);
        at += part[i].n;
    }
    return (struct str){ p, at };
}

struct str ber_join(struct arena *arena, uint8_t tag, struct str contents)
{
    const char head[] = { (char)tag, (char)0x80 };

    return DER(arena, 0, (struct str){ head, 2 }, contents, STR("\0\0"));
}

struct str der_set_of(struct arena *arena, uint8_t tag, const struct str *part,
                      size_t n)
{
    struct str *sorted = arena_new_array(arena, struct str, n + 1);

    if (!sorted)
        return (struct str){ NULL, 0 };
    for (size_t i = 0; i < n; i++) {
        size_t at = i;

        for (; at > 0 && str_cmp(sorted[at - 1], part[i]) > 0; at--)
            sorted[at] = sorted[at - 1];
        sorted[at] = part[i];
    }
    return der_join(arena, tag, sorted, n);
}

struct str der_identifier(struct arena *arena, enum oid oid)
{
    return DER(arena, DER_OID, oid_octets(oid));
}

struct str der_unsigned(struct arena *arena, struct str bytes)
{
    while (bytes.n > 1 && bytes.p[0] == 0)
        bytes = str_slice(bytes, 1, bytes.n);
    if (bytes.n == 0)
        return DER(arena, DER_INTEGER, STR("\0"));
    /* A leading one bit would make it negative. */
    return DER(arena, DER_INTEGER, str_slice(STR("\0"), 0, (uint8_t)bytes.p[0] >> 7),
               bytes);
}

struct str der_number(struct arena *arena, uint32_t value)
{
    const char bytes[] = { (char)(value >> 24), (char)(value >> 16), (char)(value >> 8),
                           (char)value };

    return der_unsigned(arena, (struct str){ bytes, sizeof bytes });
}

struct str der_bit_string(struct arena *arena, struct str bytes)
{
    return DER(arena, DER_BIT_STRING, STR("\0"), bytes);
}

struct str der_null(struct arena *arena)
{
    return DER(arena, DER_NULL, STR(""));
}

struct str der_text(struct arena *arena, const char *text)
{
    uint8_t tag = DER_PRINTABLE_STRING;

    for (const char *p = text; *p; p++)
        if ((unsigned char)*p >= 0x80 || strchr("*&@_", *p))
            tag = DER_UTF8_STRING;
    return DER(arena, tag, str_from_cstr(text));
}

struct str der_algorithm(struct arena *arena, enum oid oid)
{
    return DER(arena, DER_SEQUENCE, der_identifier(arena, oid), der_null(arena));
}

struct str der_utc_day(struct arena *arena, int day)
{
    char text[32];

    (void)snprintf(text, sizeof text, "%06d120000Z", day % 1000000);
    return DER(arena, DER_UTC_TIME, str_from_cstr(text));
}

struct str der_general_day(struct arena *arena, int day)
{
    char text[32];

    (void)snprintf(text, sizeof text, "%08d120000Z", day);
    return DER(arena, DER_GENERALIZED_TIME, str_from_cstr(text));
}
