#include "base/base.h"

#include "text/byte_scan.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

static size_t count_each(const char *p, size_t n, char c)
{
    size_t count = 0;

    for (size_t i = 0; i < n; i++)
        count += p[i] == c;
    return count;
}

static size_t last_each(const char *p, size_t n, char c)
{
    while (n && p[n - 1] != c)
        n--;
    return n;
}

#if defined(__x86_64__)

#define AVX512 "avx512f,avx512bw,popcnt"

__attribute__((target(AVX512))) static uint64_t equal_512(const char *p, char c)
{
    return _mm512_cmpeq_epi8_mask(_mm512_loadu_si512(p), _mm512_set1_epi8(c));
}

__attribute__((target(AVX512))) static size_t count_512(const char *p, size_t n, char c)
{
    size_t count = 0, i = 0;

    for (; n - i >= 64; i += 64)
        count += (size_t)__builtin_popcountll(equal_512(p + i, c));
    return count + count_each(p + i, n - i, c);
}

__attribute__((target(AVX512))) static size_t last_512(const char *p, size_t n, char c)
{
    for (; n >= 64; n -= 64) {
        uint64_t hits = equal_512(p + n - 64, c);

        if (hits)
            return n - (size_t)__builtin_clzll(hits);
    }
    return last_each(p, n, c);
}

#define AVX2 "avx2,popcnt"

__attribute__((target(AVX2))) static uint32_t equal_256(const char *p, char c)
{
    __m256i x;

    memcpy(&x, p, sizeof x);
    return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(x, _mm256_set1_epi8(c)));
}

__attribute__((target(AVX2))) static size_t count_256(const char *p, size_t n, char c)
{
    size_t count = 0, i = 0;

    for (; n - i >= 32; i += 32)
        count += (size_t)__builtin_popcount(equal_256(p + i, c));
    return count + count_each(p + i, n - i, c);
}

__attribute__((target(AVX2))) static size_t last_256(const char *p, size_t n, char c)
{
    for (; n >= 32; n -= 32) {
        uint32_t hits = equal_256(p + n - 32, c);

        if (hits)
            return n - (size_t)__builtin_clz(hits);
    }
    return last_each(p, n, c);
}

static bool has_avx512(void)
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw");
}

size_t byte_count(struct str s, char c)
{
    if (has_avx512())
        return count_512(s.p, s.n, c);
    return __builtin_cpu_supports("avx2") ? count_256(s.p, s.n, c)
                                          : count_each(s.p, s.n, c);
}

size_t byte_last(struct str s, char c)
{
    if (has_avx512())
        return last_512(s.p, s.n, c);
    return __builtin_cpu_supports("avx2") ? last_256(s.p, s.n, c)
                                          : last_each(s.p, s.n, c);
}

#else

size_t byte_count(struct str s, char c)
{
    return count_each(s.p, s.n, c);
}

size_t byte_last(struct str s, char c)
{
    return last_each(s.p, s.n, c);
}

#endif
