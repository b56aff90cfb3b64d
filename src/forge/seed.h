/*
 * seed.h - keys and "random" bytes that are the same for the same seed.
 *
 * Everything forged follows from one text: bytes are SHA-256(seed, label, counter),
 * primes are searched from such bytes, and signatures take their nonces and salts from
 * them. The keys protect nothing and must never be used for anything else.
 */
#ifndef FORGE_SEED_H
#define FORGE_SEED_H

#include <openssl/evp.h>

#include "base/arena.h"
#include "signature/digest.h"

enum { FORGE_KEYS_MAX = 24 };

struct forge_key {
    const char *label;
    EVP_PKEY *pkey;
    struct str spki; /* SubjectPublicKeyInfo, in the forge's arena */
    bool is_ec;
};

/* What everything is made with. Sticky: once failed, results are empty. */
struct forge {
    struct arena arena;
    struct digester *digester;
    struct str seed;
    struct forge_key key[FORGE_KEYS_MAX];
    size_t nkeys;
    struct forge_cert *certs; /* list; pki.h */
    bool failed;
};

/* `n` bytes that follow from the seed and the label. */
struct str seed_bytes(struct forge *f, struct str label, size_t n);

/*
 * The key of that label, made when first asked for. The label's beginning says the
 * kind: "p256", "p384", "weak" (RSA of 1,024 bits); anything else is RSA of 2,048.
 */
const struct forge_key *seed_key(struct forge *f, const char *label);

/* Note a failure; returns `ok`. */
bool forge_must(struct forge *f, bool ok);

#endif
