/*
 * sign_raw.h - signature values: RSA in three forms, and ECDSA.
 *
 * All of them are functions of key and bytes alone; the salt of PSS and the nonce of
 * ECDSA come from the seed.
 */
#ifndef FORGE_SIGN_RAW_H
#define FORGE_SIGN_RAW_H

#include "forge/seed.h"

enum sign_form {
    SIGN_PLAIN, /* PKCS #1 1.5 or ECDSA, after the key */
    SIGN_BARE,  /* PKCS #1 type 1 around the hash without DigestInfo */
    SIGN_PSS    /* salt as long as the hash */
};

/* The signature over `bytes`; empty when the forge failed. */
struct str sign_bytes(struct forge *f, const struct forge_key *key,
                      enum digest_algorithm algorithm, enum sign_form form,
                      struct str bytes);

/* The identifier for signatures of that key with that digest. */
struct str sign_algorithm(struct forge *f, const struct forge_key *key,
                          enum digest_algorithm algorithm, enum sign_form form);

/*
 * ECDSA over P-256 with `point` (uncompressed) as generator and 1 as private key: what
 * CVE-2020-0601 is about. The public key of such a pair is `point` itself.
 */
struct str sign_with_generator(struct forge *f, struct str point, struct str bytes);

#endif
