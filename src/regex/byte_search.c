/*
 * byte_search.c - the pairs of all literals at once, by table look-up.
 *
 * A pair is two bytes, a byte two nibbles. For each of the four nibbles a table of
 * 16 bytes says which of 8 buckets of needles could have it there:
 *
 *     candidates(p) = low[0][p[0] & 15] & high[0][p[0] >> 4]
 *                   & low[1][p[1] & 15] & high[1][p[1] >> 4]
 *
 * One shuffle looks 16 or 32 positions up in such a table, so the cost does not grow
 * with the number of needles. Where a table may have 128 entries one look-up does for a
 * byte, 64 positions at a time, and there is time for a third byte, the one behind the
 * pair. What is left is compared byte by byte.
 */
#include "base/base.h"

#include <immintrin.h>

#include "regex/byte_search.h"

enum { BUCKETS = 8 };

/*
 * How common a byte is in telemetry, from 0 (rare) to 9; measured roughly on JSON
 * of paths, hashes and numbers. Only the speed depends on it.
 */
static unsigned commonness(unsigned char c)
{
    static const char very[] = "0123456789\",:\\";
    static const char often[] = "aeitonsrdlmc.";

    if (c == '\\')
        return 12; /* every path, doubled */
    if (memchr(very, c, sizeof very - 1))
        return 9;
    if (memchr(often, c, sizeof often - 1))
        return 7;
    if (c >= 'a' && c <= 'z')
        return 5;
    if (c >= 'A' && c <= 'Z')
        return 4;
    return 2;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Do the two stand side by side in many words? The most frequent ones of English. */
static bool is_frequent(char a, char b)
{
    static const char pairs[][2] = {
        "th", "he", "in", "er", "an", "re", "on", "at", "en", "nd", "ti", "es", "or",
        "te", "ed", "is", "it", "al", "ar", "st", "to", "nt", "ng", "se", "ha", "as",
        "ou", "io", "le", "ve", "co", "me", "de", "ri", "ro", "ic", "ne", "ra", "ce",
        "li", "ch", "ll", "si", "om", "ur", "un", "ss", "pr", "ec", "ct", "ex", "em",
    };

    for (size_t i = 0; i < countof(pairs); i++)
        if ((a | 0x20) == pairs[i][0] && (b | 0x20) == pairs[i][1])
            return true;
    return false;
}

/* How common a pair is with the byte behind it, which is looked at, too. */
static unsigned commonness_at(struct str text, size_t at)
{
    enum { FREQUENT = 4, NO_THIRD = 12 };
    const char *p = text.p + at;
    unsigned sum = commonness((unsigned char)p[0]) + commonness((unsigned char)p[1]);

    sum += is_frequent(p[0], p[1]) ? FREQUENT : 0;
    if (at + 2 == text.n)
        return sum + NO_THIRD;
    sum += is_frequent(p[1], p[2]) ? FREQUENT : 0;
    return sum + commonness((unsigned char)p[2]);
}

static size_t rarest_pair(struct str text)
{
    size_t best = 0;
    unsigned least = UINT32_MAX;

    for (size_t i = 0; i + 1 < text.n; i++) {
        unsigned sum = commonness_at(text, i);

        if (sum < least) {
            least = sum;
            best = i;
        }
    }
    return best;
}

static void allow(struct byte_search *s, int at, unsigned char c, uint8_t bucket)
{
    if (at < 2) {
        s->low[at][c & 15] |= bucket;
        s->high[at][c >> 4] |= bucket;
    }
    s->byte[at][c] |= bucket;
    s->fold[at][c & 127] |= bucket;
}

static void add_needle(struct byte_search *s, size_t i)
{
    const struct byte_needle *needle = &s->needle[i];
    uint8_t bucket = (uint8_t)(1u << (i % BUCKETS));

    for (int at = 0; at < 3; at++) {
        size_t place = needle->pair + (size_t)at;
        char c;

        if (place == needle->text.n) {
            for (unsigned any = 0; any <= UINT8_MAX; any++)
                allow(s, at, (unsigned char)any, bucket);
            return;
        }
        c = needle->text.p[place];
        allow(s, at, (unsigned char)c, bucket);
        if (needle->ignore_case && is_letter(c))
            allow(s, at, (unsigned char)(c ^ 0x20), bucket);
    }
}

/* ---- comparing in full -------------------------------------------------------- */

static bool equals(const struct byte_needle *needle, const char *p)
{
    if (!needle->ignore_case)
        return memcmp(p, needle->text.p, needle->text.n) == 0;
    for (size_t i = 0; i < needle->text.n; i++) {
        char c = p[i];

        if (c >= 'A' && c <= 'Z')
            c = (char)(c + 32);
        if (c != needle->text.p[i])
            return false;
    }
    return true;
}

/* Does the needle whose pair could stand at `p` lie in [from, end)? */
static bool stands_at(const struct byte_needle *needle, const char *from, const char *p,
                      const char *end)
{
    return (size_t)(p - from) >= needle->pair &&
           (size_t)(end - p) >= needle->text.n - needle->pair &&
           equals(needle, p - needle->pair);
}

/* The start of a needle whose pair is at `p` and which lies in [from, end), or NULL. */
static const char *verify(const struct byte_search *s, const char *from, const char *p,
                          const char *end)
{
    unsigned buckets =
        s->byte[0][(unsigned char)p[0]] & s->byte[1][(unsigned char)p[1]];

    for (; buckets; buckets &= buckets - 1)
        for (size_t i = (size_t)__builtin_ctz(buckets); i < s->n; i += BUCKETS)
            if (stands_at(&s->needle[i], from, p, end))
                return p - s->needle[i].pair;
    return NULL;
}

/* ---- going through the bytes ---------------------------------------------------- */

static const char *scan_bytes(const struct byte_search *s, const char *from,
                              const char *p, const char *end)
{
    for (; end - p >= 2; p++) {
        const char *hit;

        if (!(s->byte[0][(unsigned char)p[0]] & s->byte[1][(unsigned char)p[1]]))
            continue;
        hit = verify(s, from, p, end);
        if (hit)
            return hit;
    }
    return end;
}

static const char *scan_portable(const struct byte_search *s, const char *from,
                                 const char *end)
{
    return scan_bytes(s, from, from, end);
}

__attribute__((target("avx2"))) static __m256i candidates_avx2(__m256i v, __m256i low,
                                                               __m256i high)
{
    const __m256i nibble = _mm256_set1_epi8(15);
    __m256i l = _mm256_shuffle_epi8(low, _mm256_and_si256(v, nibble));
    __m256i h = _mm256_and_si256(_mm256_srli_epi16(v, 4), nibble);

    return _mm256_and_si256(l, _mm256_shuffle_epi8(high, h));
}

__attribute__((target("avx2"))) static __m256i table_avx2(const uint8_t *table)
{
    return _mm256_broadcastsi128_si256(
        _mm_load_si128((const __m128i *)(const void *)table));
}

__attribute__((target("avx2"))) static const char *
scan_avx2(const struct byte_search *s, const char *from, const char *end)
{
    const __m256i low0 = table_avx2(s->low[0]);
    const __m256i high0 = table_avx2(s->high[0]);
    const __m256i low1 = table_avx2(s->low[1]);
    const __m256i high1 = table_avx2(s->high[1]);
    const char *p = from;

    for (; end - p > 32; p += 32) {
        __m256i v = _mm256_loadu_si256((const __m256i *)(const void *)p);
        __m256i w = _mm256_loadu_si256((const __m256i *)(const void *)(p + 1));
        __m256i c = _mm256_and_si256(candidates_avx2(v, low0, high0),
                                     candidates_avx2(w, low1, high1));
        __m256i none = _mm256_cmpeq_epi8(c, _mm256_setzero_si256());
        uint32_t mask = ~(uint32_t)_mm256_movemask_epi8(none);

        for (; mask; mask &= mask - 1) {
            const char *hit = verify(s, from, p + __builtin_ctz(mask), end);

            if (hit)
                return hit;
        }
    }
    return scan_bytes(s, from, p, end);
}

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vbmi")))

/* The buckets that may have such a byte in one place, for 64 of them. */
AVX512 static inline __m512i look_up(const char *p, const __m512i *table)
{
    return _mm512_permutex2var_epi8(table[0], _mm512_loadu_si512(p), table[1]);
}

AVX512 static const char *scan_avx512(const struct byte_search *s, const char *from,
                                      const char *end)
{
    __m512i table[3][2];
    const char *p = from;

    memcpy(table, s->fold, sizeof table);
    for (; end - p > 65; p += 64) {
        __m512i pair = _mm512_and_si512(look_up(p, table[0]), look_up(p + 1, table[1]));
        uint64_t mask = _mm512_test_epi8_mask(pair, look_up(p + 2, table[2]));

        for (; mask; mask &= mask - 1) {
            const char *hit = verify(s, from, p + __builtin_ctzll(mask), end);

            if (hit)
                return hit;
        }
    }
    return scan_bytes(s, from, p, end);
}

/* ---- making a search --------------------------------------------------------------
 */

static bool choose_path(struct byte_search *s, enum byte_search_path path)
{
    bool has_avx512 = __builtin_cpu_supports("avx512f") &&
                      __builtin_cpu_supports("avx512bw") &&
                      __builtin_cpu_supports("avx512vbmi");
    bool has_avx2 = __builtin_cpu_supports("avx2");

    s->scan = scan_portable;
    switch (path) {
    case BYTE_SEARCH_AUTO:
        s->scan = has_avx512 ? scan_avx512 : has_avx2 ? scan_avx2 : scan_portable;
        return true;
    case BYTE_SEARCH_PORTABLE:
        return true;
    case BYTE_SEARCH_AVX2:
        s->scan = scan_avx2;
        return has_avx2;
    case BYTE_SEARCH_AVX512:
        s->scan = scan_avx512;
        return has_avx512;
    }
    return false;
}

bool byte_search_init(struct byte_search *s, const struct byte_needle *needle, size_t n,
                      enum byte_search_path path)
{
    *s = (struct byte_search){ .n = n };
    if (n == 0 || n > BYTE_SEARCH_MAX || !choose_path(s, path))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (needle[i].text.n < 2)
            return false;
        s->needle[i] = needle[i];
        s->needle[i].pair = rarest_pair(needle[i].text);
        add_needle(s, i);
    }
    return true;
}

const char *byte_search_find(const struct byte_search *s, const char *from,
                             const char *end)
{
    return s->scan(s, from, end);
}
