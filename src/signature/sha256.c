#include "base/base.h"

#include "signature/sha256.h"
#include "signature/sha256_kernel.h"

bool sha256_is_fast(void)
{
    return sha256_kernel_is_supported();
}

void sha256_init(struct sha256 *s)
{
    static const uint32_t start[8] = {
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
        0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
    };

    *s = (struct sha256){ .n = 0 };
    memcpy(s->state, start, sizeof s->state);
}

/* Fill the block that waits; what is left of the bytes begins with a new block. */
static struct str top_up(struct sha256 *s, struct str bytes)
{
    size_t waiting = (size_t)(s->n % SHA256_BLOCK);
    size_t n = SHA256_BLOCK - waiting < bytes.n ? SHA256_BLOCK - waiting : bytes.n;

    if (waiting == 0 || n == 0)
        return bytes;
    memcpy(s->block + waiting, bytes.p, n);
    s->n += n;
    if (waiting + n == SHA256_BLOCK)
        sha256_kernel_one(s->state, s->block, 1);
    return str_slice(bytes, n, bytes.n);
}

/* `n` blocks at the beginning of the bytes were hashed. */
static struct str pass_over(struct sha256 *s, struct str bytes, size_t n)
{
    s->n += n * SHA256_BLOCK;
    return str_slice(bytes, n * SHA256_BLOCK, bytes.n);
}

/* Whole blocks, then keep what makes no block. */
static void add_rest(struct sha256 *s, struct str bytes)
{
    size_t n = bytes.n / SHA256_BLOCK;

    if (n > 0)
        sha256_kernel_one(s->state, (const uint8_t *)bytes.p, n);
    bytes = pass_over(s, bytes, n);
    if (bytes.n > 0)
        memcpy(s->block + s->n % SHA256_BLOCK, bytes.p, bytes.n);
    s->n += bytes.n;
}

void sha256_add(struct sha256 *s, struct str bytes)
{
    bytes = top_up(s, bytes);
    if (bytes.n > 0)
        add_rest(s, bytes);
}

void sha256_add_two(struct sha256 *a, struct str to_a, struct sha256 *b,
                    struct str to_b)
{
    size_t n;

    to_a = top_up(a, to_a);
    to_b = top_up(b, to_b);
    n = (to_a.n < to_b.n ? to_a.n : to_b.n) / SHA256_BLOCK;
    if (n > 0) {
        sha256_kernel_two(a->state, (const uint8_t *)to_a.p, b->state,
                          (const uint8_t *)to_b.p, n);
        to_a = pass_over(a, to_a, n);
        to_b = pass_over(b, to_b, n);
    }
    if (to_a.n > 0)
        add_rest(a, to_a);
    if (to_b.n > 0)
        add_rest(b, to_b);
}

static void put_big_endian(uint8_t *out, uint64_t value, size_t n)
{
    for (size_t i = 0; i < n; i++)
        out[i] = (uint8_t)(value >> (8 * (n - 1 - i)));
}

/* A bit 1, zeros up to eight bytes before the end of a block, the length in bits. */
void sha256_finish(struct sha256 *s, uint8_t out[SHA256_SIZE])
{
    uint8_t end[2 * SHA256_BLOCK] = { 0x80 };
    size_t waiting = (size_t)(s->n % SHA256_BLOCK);
    size_t blocks = waiting < SHA256_BLOCK - 8 ? 1 : 2;
    size_t n = blocks * SHA256_BLOCK - waiting;

    put_big_endian(end + n - 8, s->n * 8, 8);
    sha256_add(s, (struct str){ (const char *)end, n });
    for (size_t i = 0; i < countof(s->state); i++)
        put_big_endian(out + 4 * i, s->state[i], 4);
}
