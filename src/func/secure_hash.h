/*
 * secure_hash.h - the salted digest that hashRewrite() writes and hashMatch() looks
 * for.
 *
 * HMAC with the salt as its key, cut to a number of bits, in hexadecimal. The name of
 * the salt is the salt: there is no store of secrets. So the digests are the same on
 * every machine and in every version, and not LogScale's.
 */
#ifndef FUNC_SECURE_HASH_H
#define FUNC_SECURE_HASH_H

#include "func/func.h"

enum { SECURE_HASH_MAX = 64 }; /* bytes of the longest digest */

struct secure_hash {
    struct str salt;
    bool is_sha512;
    size_t nbytes; /* of the digest that are kept */
};

/*
 * Read the arguments: `bits` (PARAM_INT), `hash` (PARAM_ENUM) and `salt`
 * (PARAM_STRING) are the places of the parameters. ST_TYPE when the bits are no
 * multiple of 8 or more than the digest has.
 */
NODISCARD enum status secure_hash_init(struct secure_hash *h,
                                       const struct func_call *call, size_t bits,
                                       size_t hash, size_t salt, struct diag *diag);

/* The digest of `s` in `arena`; p is NULL when there is no memory or OpenSSL refuses.
 */
struct str secure_hash_text(const struct secure_hash *h, struct str s,
                            struct arena *arena);

#endif
