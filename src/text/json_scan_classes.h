/*
 * json_scan_classes.h - the first step of a scanner: which characters stand where.
 *
 * 64 bytes at a time become words with one bit a byte. A part of json_scan_kernel.c,
 * which is compiled for several kinds of processors; nobody else includes it.
 */
#ifndef TEXT_JSON_SCAN_CLASSES_H
#define TEXT_JSON_SCAN_CLASSES_H

#include "base/base.h"

#if defined(__SSE2__)
#include <immintrin.h>
#endif

#include "text/json_scan.h"

/* Lanes fill a register. */
#if defined(__AVX512VBMI__)
#define LANES 8
#elif defined(__AVX2__)
#define LANES 4
#else
#define LANES 2
#endif

/*
 * What the first step tells of every byte, by block. With AVX-512 that are the bits of
 * a code, else a word for each kind of character that matters.
 */
#if LANES == 8
enum { CODE_0, CODE_1, CODE_2, CODE_3, PROBE_0, PROBE_1, PROBE_2, PROBE_3, CLASSES };
#else
enum { QUOTE, BACKSLASH, COLON, COMMA, OPEN, CLOSE, BLANK, NEWLINE, CONTROL, CLASSES };
#endif

struct chars {
    _Alignas(64) uint64_t of[CLASSES][JSON_RUN];
};

#if defined(__AVX512VBMI__)

/*
 * Four bits tell the characters that matter apart, so that the other four are free for
 * the names that are sought. The first two are both set for the marks between strings.
 */
enum {
    C_QUOTE = 1,
    C_BACKSLASH = 2,
    C_COLON = 3,
    C_COMMA = 3 | 4,
    C_CLOSE = 3 | 8,
    C_OPEN = 3 | 4 | 8,
    C_BLANK = 4,
    C_CONTROL = 8,
    C_NEWLINE = 4 | 8
};
_Static_assert(JSON_PROBE_BIT == 16, "probes have the upper four bits");

#define EIGHT_CONTROLS                                                           \
    C_CONTROL, C_CONTROL, C_CONTROL, C_CONTROL, C_CONTROL, C_CONTROL, C_CONTROL, \
        C_CONTROL

/* The codes of the characters below 0x80. */
static const _Alignas(64) uint8_t code_of[128] = {
    EIGHT_CONTROLS,  C_CONTROL,       C_CONTROL,       C_NEWLINE,
    C_CONTROL,       C_CONTROL,       C_CONTROL,       C_CONTROL,
    C_CONTROL,       EIGHT_CONTROLS,  EIGHT_CONTROLS,  [' '] = C_BLANK,
    ['"'] = C_QUOTE, [','] = C_COMMA, [':'] = C_COLON, ['\\'] = C_BACKSLASH,
    ['{'] = C_OPEN,  ['}'] = C_CLOSE
};

/* A code for each of 128 characters. */
struct codes {
    __m512i low, high;
};

static inline struct codes make_codes(const struct json_probes *probes)
{
    struct codes c = { _mm512_load_si512(code_of), _mm512_load_si512(code_of + 64) };

    if (probes->is_on) {
        c.low = _mm512_or_si512(c.low, _mm512_loadu_si512(probes->places));
        c.high = _mm512_or_si512(c.high, _mm512_loadu_si512(probes->places + 64));
    }
    return c;
}

/*
 * The codes of the bytes of a block, transposed: bit i of byte k of each eight is bit k
 * of the code of byte i of those eight.
 */
static inline __m512i classify(const char *p, const struct codes *codes)
{
    const __m512i turn =
        _mm512_broadcast_i32x4(_mm_set_epi64x(0x08090a0b0c0d0e0f, 0x0001020304050607));
    const __m512i diagonal = _mm512_set1_epi64((int64_t)0x8040201008040201);
    __m512i x = _mm512_shuffle_epi8(_mm512_loadu_si512(p), turn);
    __mmask64 is_ascii = _mm512_testn_epi8_mask(x, _mm512_set1_epi8((char)0x80));

    x = _mm512_maskz_permutex2var_epi8(is_ascii, codes->low, x, codes->high);
    return _mm512_gf2p8affine_epi64_epi8(diagonal, x, 0);
}

/* Where the eight bytes for bit k are in a block, and in a second block behind it. */
#define FIRST(k) (0x3830282018100800 + (k)*0x0101010101010101)
#define SECOND(k) (FIRST(k) + 0x4040404040404040)

/* The even or the odd bits of eight blocks, of which each two are put together. */
static inline void put_classes(const __m512i *pair, uint64_t of[][JSON_RUN], size_t i)
{
    __m512i a = _mm512_shuffle_i64x2(pair[0], pair[1], 0x88);
    __m512i b = _mm512_shuffle_i64x2(pair[0], pair[1], 0xdd);
    __m512i c = _mm512_shuffle_i64x2(pair[2], pair[3], 0x88);
    __m512i d = _mm512_shuffle_i64x2(pair[2], pair[3], 0xdd);

    _mm512_store_si512(&of[0][i], _mm512_shuffle_i64x2(a, c, 0x88));
    _mm512_store_si512(&of[2][i], _mm512_shuffle_i64x2(b, d, 0x88));
    _mm512_store_si512(&of[4][i], _mm512_shuffle_i64x2(a, c, 0xdd));
    _mm512_store_si512(&of[6][i], _mm512_shuffle_i64x2(b, d, 0xdd));
}

static void classify_run(const char *p, size_t n, const struct json_probes *probes,
                         struct chars *c)
{
    const struct codes codes = make_codes(probes);
    const __m512i even_bits =
        _mm512_set_epi64(SECOND(6), FIRST(6), SECOND(4), FIRST(4), SECOND(2), FIRST(2),
                         SECOND(0), FIRST(0));
    const __m512i odd_bits = _mm512_set_epi64(SECOND(7), FIRST(7), SECOND(5), FIRST(5),
                                              SECOND(3), FIRST(3), SECOND(1), FIRST(1));

    for (size_t i = 0; i < n; i += LANES) {
        __m512i even[4], odd[4];

        for (size_t k = 0; k < LANES; k += 2) {
            /* Lanes behind the last block are filled with it: nobody looks there. */
            size_t at = i + k < n ? i + k : n - 1, next = at + 1 < n ? at + 1 : at;
            __m512i a = classify(p + at * JSON_BLOCK, &codes);
            __m512i b = classify(p + next * JSON_BLOCK, &codes);

            even[k / 2] = _mm512_permutex2var_epi8(a, even_bits, b);
            odd[k / 2] = _mm512_permutex2var_epi8(a, odd_bits, b);
        }
        put_classes(even, c->of, i);
        put_classes(odd, c->of + 1, i);
    }
}

#else

#if defined(__AVX2__)

struct bytes {
    __m256i low, high;
};

/* Not by memcpy(), for which compilers may take halves, that are slow to put together.
 */
static inline struct bytes load_block(const char *p)
{
    return (
        struct bytes){ _mm256_loadu_si256((const __m256i *)(const void *)p),
                       _mm256_loadu_si256((const __m256i *)(const void *)(p + 32)) };
}

static inline uint64_t bits(__m256i low, __m256i high)
{
    return (uint32_t)_mm256_movemask_epi8(low) |
           (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

static inline uint64_t equal(struct bytes x, char c)
{
    __m256i all = _mm256_set1_epi8(c);

    return bits(_mm256_cmpeq_epi8(x.low, all), _mm256_cmpeq_epi8(x.high, all));
}

static inline uint64_t below_blank(struct bytes x)
{
    const __m256i most = _mm256_set1_epi8(0x1f);

    return equal(
        (struct bytes){ _mm256_max_epu8(x.low, most), _mm256_max_epu8(x.high, most) },
        0x1f);
}

#elif defined(__SSE2__)

struct bytes {
    __m128i v[4];
};

static inline struct bytes load_block(const char *p)
{
    struct bytes x;

    for (size_t i = 0; i < 4; i++)
        x.v[i] = _mm_loadu_si128((const __m128i *)(const void *)(p + 16 * i));
    return x;
}

static inline uint64_t equal(struct bytes x, char c)
{
    __m128i all = _mm_set1_epi8(c);
    uint64_t bits = 0;

    for (unsigned i = 0; i < 4; i++)
        bits |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(x.v[i], all))
                << 16 * i;
    return bits;
}

static inline uint64_t below_blank(struct bytes x)
{
    for (unsigned i = 0; i < 4; i++)
        x.v[i] = _mm_max_epu8(x.v[i], _mm_set1_epi8(0x1f));
    return equal(x, 0x1f);
}

#else

struct bytes {
    char v[JSON_BLOCK];
};

static inline struct bytes load_block(const char *p)
{
    struct bytes x;

    memcpy(&x, p, sizeof x);
    return x;
}

static inline uint64_t equal(struct bytes x, char c)
{
    uint64_t bits = 0;

    for (unsigned i = 0; i < JSON_BLOCK; i++)
        bits |= (uint64_t)(x.v[i] == c) << i;
    return bits;
}

static inline uint64_t below_blank(struct bytes x)
{
    uint64_t bits = 0;

    for (unsigned i = 0; i < JSON_BLOCK; i++)
        bits |= (uint64_t)((unsigned char)x.v[i] < ' ') << i;
    return bits;
}

#endif

static void classify_run(const char *p, size_t n,
                         const struct json_probes *probes UNUSED, struct chars *c)
{
    static const char character[CONTROL] = {
        [QUOTE] = '"', [BACKSLASH] = '\\', [COLON] = ':', [COMMA] = ',',
        [OPEN] = '{',  [CLOSE] = '}',      [BLANK] = ' ', [NEWLINE] = '\n'
    };

    for (size_t i = 0; i < n; i++) {
        struct bytes x = load_block(p + i * JSON_BLOCK);

        for (unsigned k = 0; k < CONTROL; k++)
            c->of[k][i] = equal(x, character[k]);
        c->of[CONTROL][i] = below_blank(x);
    }
}

#endif

#endif
