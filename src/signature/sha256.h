/*
 * sha256.h - SHA-256 by the processor's own instructions, two streams at a time.
 *
 * A signed file is hashed twice: all of it, and what the signature covers. One stream
 * waits for its own last round most of the time; a second one fills the gaps, so that
 * both together take hardly longer than one.
 *
 * Only for x86 with the SHA extensions; digest.h asks sha256_is_fast() and uses OpenSSL
 * elsewhere, with the same result. No allocation, no outside resource.
 *
 * Source: FIPS 180-4 section 6.2; Intel SHA extensions.
 */
#ifndef SIGNATURE_SHA256_H
#define SIGNATURE_SHA256_H

#include "base/str.h"

enum { SHA256_BLOCK = 64, SHA256_SIZE = 32 };

/* A hash that is being computed; a copy goes on by itself. */
struct sha256 {
    uint32_t state[8];
    uint64_t n; /* bytes so far; those of n % SHA256_BLOCK wait in `block` */
    uint8_t block[SHA256_BLOCK];
};

/* Does this processor have the instructions? The rest needs them. */
bool sha256_is_fast(void);

/* Begin a stream. */
void sha256_init(struct sha256 *s);
/* Add bytes to one stream. */
void sha256_add(struct sha256 *s, struct str bytes);
/* Add to two streams, which may be handed different bytes. */
void sha256_add_two(struct sha256 *a, struct str to_a, struct sha256 *b,
                    struct str to_b);
/* Ends the stream; init before it is used again. */
void sha256_finish(struct sha256 *s, uint8_t out[SHA256_SIZE]);

#endif
