#include "base/base.h"

#include "asn1/oid.h"
#include "base/buf.h"

struct oid_row {
    struct str octets;
    const char *dotted;
    const char *text;
};

static const struct oid_row rows[OID_COUNT] = { [OID_UNKNOWN] = { { "", 0 }, "", "" },
#define X(name, dotted, text, octets) \
    [OID_##name] = { { octets, sizeof(octets) - 1 }, dotted, text },
                                                OID_LIST(X)
#undef X
};

enum oid oid_find(struct str octets)
{
    char last = octets.n ? octets.p[octets.n - 1] : 0;

    /* Length and last octet tell nearly all of them apart. */
    for (size_t i = OID_UNKNOWN + 1; i < OID_COUNT; i++) {
        const struct str *is = &rows[i].octets;

        if (is->n == octets.n && is->p[is->n - 1] == last &&
            memcmp(is->p, octets.p, is->n) == 0)
            return (enum oid)i;
    }
    return OID_UNKNOWN;
}

struct str oid_octets(enum oid oid)
{
    return rows[oid].octets;
}

const char *oid_dotted(enum oid oid)
{
    return rows[oid].dotted;
}

const char *oid_text(enum oid oid)
{
    return rows[oid].text;
}

/* One base-128 number at `*at`; false when it is cut off or does not fit. */
static bool next_arc(struct str s, size_t *at, uint64_t *out)
{
    uint64_t v = 0;

    while (*at < s.n) {
        uint8_t b = (uint8_t)s.p[(*at)++];

        if (v >> 56)
            return false;
        v = v << 7 | (b & 0x7F);
        if (b < 0x80) {
            *out = v;
            return true;
        }
    }
    return false;
}

void oid_add_dotted(struct buf *out, struct str octets)
{
    size_t at = 0;
    uint64_t arc;

    if (!next_arc(octets, &at, &arc)) {
        buf_add_char(out, '?');
        return;
    }
    /* The first number holds two arcs: 40 * first + second, and first is at most 2. */
    buf_printf(out, "%u.%llu", arc < 80 ? (unsigned)(arc / 40) : 2,
               (unsigned long long)(arc < 80 ? arc % 40 : arc - 80));
    while (at < octets.n) {
        if (!next_arc(octets, &at, &arc)) {
            buf_add_cstr(out, ".?");
            return;
        }
        buf_printf(out, ".%llu", (unsigned long long)arc);
    }
}
