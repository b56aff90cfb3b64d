/*
 * sha256_kernel.c - the compression function in registers.
 *
 * The instructions want the eight words a … h of the state in two registers: a b e f
 * and c d g h, highest first. SHA256RNDS2 does two rounds; SHA256MSG1 and SHA256MSG2
 * make the next four words of the schedule from the last sixteen:
 *
 *     w[i] = msg2(msg1(w[i-4], w[i-3]) + words 1 to 4 of (w[i-2], w[i-1]), w[i-1])
 *
 * where w[i] is four words. A lane is one stream. Two lanes are written one after the
 * other in every step of four rounds: the processor runs them side by side.
 */
#include "base/base.h"

#include "signature/sha256_kernel.h"

#if defined(__x86_64__)

#include <cpuid.h>
#include <immintrin.h>

#define SHA __attribute__((target("sha,sse4.1")))
#define SHA_INLINE __attribute__((target("sha,sse4.1"), always_inline)) static inline

enum { GROUPS = 16 }; /* of four rounds */

static const uint32_t constant[4 * GROUPS] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
    0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
    0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
    0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
    0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
    0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
    0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
    0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
    0xc67178f2,
};

struct lane {
    __m128i abef, cdgh;
    __m128i w0, w1, w2, w3; /* the last sixteen words of the schedule */
};

bool sha256_kernel_is_supported(void)
{
    unsigned a, b = 0, c, d;

    return __builtin_cpu_supports("sse4.1") &&
           __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b >> 29 & 1);
}

SHA_INLINE struct lane load_state(const uint32_t state[8])
{
    __m128i dcba = _mm_loadu_si128((const __m128i *)(const void *)state);
    __m128i hgfe = _mm_loadu_si128((const __m128i *)(const void *)(state + 4));
    __m128i cdab = _mm_shuffle_epi32(dcba, 0xB1);
    __m128i efgh = _mm_shuffle_epi32(hgfe, 0x1B);

    return (struct lane){ .abef = _mm_alignr_epi8(cdab, efgh, 8),
                          .cdgh = _mm_blend_epi16(efgh, cdab, 0xF0) };
}

SHA_INLINE void store_state(const struct lane *l, uint32_t state[8])
{
    __m128i feba = _mm_shuffle_epi32(l->abef, 0x1B);
    __m128i dchg = _mm_shuffle_epi32(l->cdgh, 0xB1);

    _mm_storeu_si128((__m128i *)(void *)state, _mm_blend_epi16(feba, dchg, 0xF0));
    _mm_storeu_si128((__m128i *)(void *)(state + 4), _mm_alignr_epi8(dchg, feba, 8));
}

/* Four words of the message, which are big-endian. */
SHA_INLINE __m128i load_words(const uint8_t *p)
{
    const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);

    return _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(const void *)p), swap);
}

SHA_INLINE void load_block(struct lane *l, const uint8_t *p)
{
    l->w0 = load_words(p);
    l->w1 = load_words(p + 16);
    l->w2 = load_words(p + 32);
    l->w3 = load_words(p + 48);
}

/* Four rounds with these words, group `i` of the constants. */
SHA_INLINE void rounds(struct lane *l, __m128i w, size_t i)
{
    const void *k = constant + 4 * i;
    __m128i sum = _mm_add_epi32(w, _mm_loadu_si128((const __m128i *)k));

    l->cdgh = _mm_sha256rnds2_epu32(l->cdgh, l->abef, sum);
    l->abef = _mm_sha256rnds2_epu32(l->abef, l->cdgh, _mm_shuffle_epi32(sum, 0x0E));
}

/* The words that follow w0 … w3. */
SHA_INLINE __m128i next_words(__m128i w0, __m128i w1, __m128i w2, __m128i w3)
{
    __m128i sum =
        _mm_add_epi32(_mm_sha256msg1_epu32(w0, w1), _mm_alignr_epi8(w3, w2, 4));

    return _mm_sha256msg2_epu32(sum, w3);
}

/* Four rounds with the oldest words, which the next ones replace. */
SHA_INLINE void step(struct lane *l, size_t i)
{
    __m128i next;

    rounds(l, l->w0, i);
    next = next_words(l->w0, l->w1, l->w2, l->w3);
    l->w0 = l->w1;
    l->w1 = l->w2;
    l->w2 = l->w3;
    l->w3 = next;
}

SHA_INLINE void last_rounds(struct lane *l)
{
    rounds(l, l->w0, GROUPS - 4);
    rounds(l, l->w1, GROUPS - 3);
    rounds(l, l->w2, GROUPS - 2);
    rounds(l, l->w3, GROUPS - 1);
}

/* The state before a block is added to the state behind it. */
SHA_INLINE void add_state(struct lane *l, const struct lane *before)
{
    l->abef = _mm_add_epi32(l->abef, before->abef);
    l->cdgh = _mm_add_epi32(l->cdgh, before->cdgh);
}

/*
 * Two lanes need every register. What waits for the end of the block is to be in memory
 * then; a compiler that keeps the running state there lets each block wait for it.
 */
SHA_INLINE void keep_in_memory(struct lane *l)
{
    __asm__("" : "+m"(l->abef), "+m"(l->cdgh));
}

SHA void sha256_kernel_one(uint32_t state[8], const uint8_t *p, size_t n)
{
    struct lane l = load_state(state);

    for (; n > 0; n--, p += 64) {
        struct lane before = l;

        load_block(&l, p);
        /* Four steps at a time, after which every word is in its old register. */
        for (size_t i = 0; i < GROUPS - 4; i += 4) {
            step(&l, i);
            step(&l, i + 1);
            step(&l, i + 2);
            step(&l, i + 3);
        }
        last_rounds(&l);
        add_state(&l, &before);
    }
    store_state(&l, state);
}

/* After four steps every word is in its old register again. */
SHA_INLINE void four_steps(struct lane *l, struct lane *m, size_t i)
{
    step(l, i);
    step(m, i);
    step(l, i + 1);
    step(m, i + 1);
    step(l, i + 2);
    step(m, i + 2);
    step(l, i + 3);
    step(m, i + 3);
}

SHA void sha256_kernel_two(uint32_t a[8], const uint8_t *pa, uint32_t b[8],
                           const uint8_t *pb, size_t n)
{
    struct lane l = load_state(a), m = load_state(b);

    for (; n > 0; n--, pa += 64, pb += 64) {
        struct lane l_before = l, m_before = m;

        keep_in_memory(&l_before);
        keep_in_memory(&m_before);

        load_block(&l, pa);
        load_block(&m, pb);
        four_steps(&l, &m, 0);
        four_steps(&l, &m, 4);
        four_steps(&l, &m, 8);
        last_rounds(&l);
        last_rounds(&m);
        add_state(&l, &l_before);
        add_state(&m, &m_before);
    }
    store_state(&l, a);
    store_state(&m, b);
}

#else

bool sha256_kernel_is_supported(void)
{
    return false;
}

void sha256_kernel_one(uint32_t state[8] UNUSED, const uint8_t *p UNUSED,
                       size_t n UNUSED)
{
}

void sha256_kernel_two(uint32_t a[8] UNUSED, const uint8_t *pa UNUSED,
                       uint32_t b[8] UNUSED, const uint8_t *pb UNUSED, size_t n UNUSED)
{
}

#endif
