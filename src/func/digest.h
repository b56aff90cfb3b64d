/*
 * digest.h - SHA-1 of a few bytes, for functions that build on it.
 */
#ifndef FUNC_DIGEST_H
#define FUNC_DIGEST_H

#include "base/base.h"

enum { SHA1_BYTES = 20 };

/* False when OpenSSL refuses. */
NODISCARD bool digest_sha1(const void *bytes, size_t n,
                           unsigned char out[static SHA1_BYTES]);

#endif
