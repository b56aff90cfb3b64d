/*
 * make_cert.h - certificates and revocation lists for tests of chains.
 */
#ifndef TESTS_MAKE_CERT_H
#define TESTS_MAKE_CERT_H

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "signature/cert.h"

struct made {
    X509 *x509;
    EVP_PKEY *key;
    struct cert cert; /* views into `der` */
    unsigned char *der;
};

struct recipe {
    const char *name;          /* CN */
    const struct made *issuer; /* NULL: self-signed */
    int from, to;              /* years; 0: 2020 and 2040 */
    const char *constraints;   /* "CA:TRUE", …; NULL: none */
    const char *eku;           /* "codeSigning", …; NULL: none */
    const char *key_usage;     /* NULL: none */
    EVP_PKEY *key;             /* NULL: a new one */
    unsigned rsa_bits;         /* 0: P-256 */
    const char *digest;        /* NULL: SHA256 */
    int serial;                /* 0: 1 */
    bool spells_curve;         /* explicit EC parameters */
    const char *permitted;     /* CN under which names may be certified; NULL: all */
    bool has_critical;         /* an unknown critical extension */
};

/* Make a certificate; release with made_release(). Aborts when libcrypto does. */
void make_cert(struct made *out, const struct recipe *recipe);
void made_release(struct made *m);

struct crl_recipe {
    const struct made *issuer;
    int serial;              /* that is revoked; 0: none */
    int revoked, invalidity; /* years; invalidity 0: not given */
    int this_update, next_update;
    bool is_broken; /* one bit of the signature is wrong */
};

/* A revocation list, DER; free() p. */
struct str make_crl(const struct crl_recipe *recipe);

/* 1 January of a year, noon. */
int64_t year(int y);

#endif
