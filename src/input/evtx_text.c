#include "base/base.h"

#include "input/evtx_reader.h"
#include "input/evtx_text.h"
#include "text/utf8.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

enum { SLAB_BYTES = 32 * 1024, SLACK = 16 /* the wide loop writes that far behind */ };

void evtx_text_init(struct evtx_text *t, struct arena *arena)
{
    *t = (struct evtx_text){ .arena = arena };
}

void evtx_text_begin(struct evtx_text *t)
{
    t->at = t->start;
}

struct str evtx_text_end(struct evtx_text *t)
{
    struct str s = { t->start, (size_t)(t->at - t->start) };

    t->start = t->at;
    return s.p ? s : (struct str){ "", 0 };
}

/* Another slab, with the open text at its start. */
static bool next_slab(struct evtx_text *t, size_t n)
{
    size_t open = (size_t)(t->at - t->start);
    size_t size = n > SIZE_MAX / 4 ? n : (open + n) * 2;
    char *p;

    if (size < SLAB_BYTES)
        size = SLAB_BYTES;
    p = arena_text(t->arena, size);
    if (!p)
        return false;
    if (open)
        memcpy(p, t->start, open);
    t->start = p;
    t->at = p + open;
    t->end = p + size;
    return true;
}

char *evtx_text_room(struct evtx_text *t, size_t n)
{
    if (n <= (size_t)(t->end - t->at) || next_slab(t, n))
        return t->at;
    return NULL;
}

void evtx_text_add(struct evtx_text *t, struct str s)
{
    char *to = evtx_text_room(t, s.n);

    if (!to || s.n == 0)
        return;
    memcpy(to, s.p, s.n);
    t->at += s.n;
}

void evtx_text_decimal(struct evtx_text *t, uint64_t n)
{
    char digit[20];
    size_t at = sizeof digit;

    do {
        digit[--at] = (char)('0' + n % 10);
        n /= 10;
    } while (n);
    evtx_text_add(t, (struct str){ digit + at, sizeof digit - at });
}

void evtx_text_hex(struct evtx_text *t, uint64_t n, unsigned digits)
{
    char digit[16];
    size_t at = sizeof digit;

    while (at > 0 && (n || sizeof digit - at < digits)) {
        digit[--at] = "0123456789abcdef"[n & 15];
        n >>= 4;
    }
    evtx_text_add(t, (struct str){ digit + at, sizeof digit - at });
}

/* Copy ASCII, 8 characters at a time where that is possible; how many were copied. */
static size_t copy_ascii(const uint8_t *p, size_t units, char *to)
{
    size_t i = 0;

#if defined(__SSE2__)
    const __m128i high = _mm_set1_epi16((short)0xff80), zero = _mm_setzero_si128();

    for (; units - i >= 8; i += 8) {
        __m128i x, odd;

        memcpy(&x, p + 2 * i, sizeof x);
        odd = _mm_cmpeq_epi16(_mm_and_si128(x, high), zero);
        odd = _mm_andnot_si128(_mm_cmpeq_epi16(x, zero), odd);
        if (_mm_movemask_epi8(odd) != 0xffff)
            break;
        _mm_storel_epi64((__m128i *)(void *)(to + i), _mm_packus_epi16(x, x));
    }
#endif
    for (; i < units && p[2 * i + 1] == 0 && p[2 * i] - 1u < 0x7f; i++)
        to[i] = (char)p[2 * i];
    return i;
}

/* The character at `p`, with `left` units to read; *used of them are. */
static uint32_t decode(const uint8_t *p, size_t left, size_t *used)
{
    uint32_t c = evtx_get16(p), low;

    *used = 1;
    if ((c & 0xf800) != 0xd800)
        return c;
    low = c < 0xdc00 && left > 1 ? evtx_get16(p + 2) : 0;
    if ((low & 0xfc00) != 0xdc00)
        return UTF8_REPLACEMENT;
    *used = 2;
    return 0x10000 + ((c & 0x3ff) << 10) + (low & 0x3ff);
}

void evtx_text_utf16(struct evtx_text *t, const uint8_t *p, size_t units)
{
    char *to = evtx_text_room(t, 3 * units + SLACK);
    size_t i = 0;

    if (!to)
        return;
    while (i < units) {
        size_t n = copy_ascii(p + 2 * i, units - i, to);
        size_t used;
        uint32_t c;

        to += n;
        i += n;
        if (i == units)
            break;
        c = decode(p + 2 * i, units - i, &used);
        if (c == 0)
            break;
        to += utf8_encode(c, to);
        i += used;
    }
    t->at = to;
}
