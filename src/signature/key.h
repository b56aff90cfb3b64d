/*
 * key.h - checking signatures with public keys, and remembering the outcome.
 *
 * Most files of a run share few issuers, so a `struct keyring` keeps decoded keys and
 * the outcome of certificate checks by (certificate, issuer key). It belongs to one
 * worker and has a fixed size; a new entry replaces an old one.
 *
 * Only RSA PKCS #1 v1.5, RSA-PSS and ECDSA over P-256, P-384, P-521 are known. EC keys
 * with explicit parameters are never used (CVE-2020-0601).
 */
#ifndef SIGNATURE_KEY_H
#define SIGNATURE_KEY_H

#include "signature/cert.h"

struct keyring;

enum key_outcome {
    KEY_FITS,
    KEY_DIFFERS,       /* the signature is not by this key over these bytes */
    KEY_UNUSABLE,      /* the key cannot be decoded, or is of a kind we refuse */
    KEY_UNKNOWN_METHOD /* the signature algorithm is not known */
};

NODISCARD enum status keyring_new(struct keyring **out, struct digester *g,
                                  struct diag *diag);
void keyring_free(struct keyring *ring); /* NULL is allowed */

/*
 * Did memory run out since the last call? Then outcomes mean nothing: a key that could
 * not be decoded looks like one that is unusable.
 */
bool keyring_ran_out(struct keyring *ring);
bool keyring_is_short(const struct keyring *ring); /* the same, without forgetting it */

/* What is checked: `signature` by `key` (SubjectPublicKeyInfo) over `parts` in a row.
 */
struct key_check {
    struct str key;
    const struct algorithm *method;  /* signatureAlgorithm */
    enum digest_algorithm algorithm; /* what rsaEncryption leaves open; else NONE */
    struct str signature;
    const struct str *part;
    size_t nparts;
};

/* Check one signature; remembers the decoded key, not the outcome. */
enum key_outcome key_verify(struct keyring *ring, const struct key_check *check);

/* Is `cert` signed by the key of `issuer`? Remembered. */
enum key_outcome key_verify_cert(struct keyring *ring, const struct cert *cert,
                                 const struct cert *issuer);

/*
 * Is a revocation list signed by the key of `issuer`? Remembered by the address of the
 * list, which lives in the immutable store.
 */
struct crl;
enum key_outcome key_verify_crl(struct keyring *ring, const struct crl *crl,
                                const struct cert *issuer);

/*
 * Does the RSA block hold exactly the bytes of `hash`, without DigestInfo, behind
 * strict PKCS #1 type 1 padding? For PKCS #9 counter-signatures only.
 */
enum key_outcome key_verify_bare_hash(struct keyring *ring, struct str key,
                                      struct str signature, const struct digest *hash);

/* The algorithm is MD5 or older. */
bool key_method_is_md5(const struct algorithm *method);

/* Which digest it uses; DIGEST_NONE when it does not say or is not known. */
enum digest_algorithm key_method_digest(const struct algorithm *method);

#endif
