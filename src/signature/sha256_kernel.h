/*
 * sha256_kernel.h - blocks of SHA-256 by the SHA extensions of x86; for sha256.c.
 *
 * On other processors nothing is supported and the kernels do nothing.
 */
#ifndef SIGNATURE_SHA256_KERNEL_H
#define SIGNATURE_SHA256_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool sha256_kernel_is_supported(void);

/* Hash `n` blocks of 64 bytes into `state`. */
void sha256_kernel_one(uint32_t state[8], const uint8_t *p, size_t n);

/* The same for two streams, `n` blocks each. */
void sha256_kernel_two(uint32_t a[8], const uint8_t *pa, uint32_t b[8],
                       const uint8_t *pb, size_t n);

#endif
