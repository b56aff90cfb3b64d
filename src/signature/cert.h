/*
 * cert.h - an X.509 certificate, parsed for the rules of chains.
 *
 * Views into the DER, which must outlive the certificate; nothing is allocated. Only
 * what the rules need is read; names are compared as bytes. Keys and signatures are
 * key.h's business.
 *
 * Source: RFC 5280.
 */
#ifndef SIGNATURE_CERT_H
#define SIGNATURE_CERT_H

#include "asn1/asn1_time.h"
#include "signature/cms.h"
#include "signature/digest.h"

enum { CERT_EKU_MAX = 32 };

/* Bits of keyUsage, RFC 5280 section 4.2.1.3. */
enum {
    KEY_USAGE_DIGITAL_SIGNATURE = 1 << 0,
    KEY_USAGE_CERT_SIGN = 1 << 5,
    KEY_USAGE_CRL_SIGN = 1 << 6
};

struct cert {
    struct str der; /* the whole certificate */
    struct str tbs; /* what is signed: whole element */
    struct str serial;
    struct str issuer;  /* whole Name */
    struct str subject; /* whole Name */
    int64_t not_before;
    int64_t not_after;
    struct str key; /* SubjectPublicKeyInfo: whole element */
    struct algorithm key_algorithm;
    unsigned key_bits; /* RSA: bits of the modulus; EC: 0 */
    struct algorithm signature_algorithm;
    struct str signature;

    struct str key_id;        /* subjectKeyIdentifier; may be empty */
    struct str issuer_key_id; /* authorityKeyIdentifier; may be empty */
    struct str issuer_serial; /* authorityKeyIdentifier's serial number; may be empty */

    bool has_constraints;
    bool is_ca;
    int64_t path_length; /* -1: no limit */

    bool has_key_usage;
    unsigned key_usage;

    bool has_eku;
    struct str eku[CERT_EKU_MAX]; /* contents octets of each identifier */
    size_t neku;

    struct str name_constraints; /* the extension's value; empty when absent */
    struct str crl_points;       /* the extension's value; empty when absent */
    bool has_unknown_critical;   /* a critical extension that nobody here understands */
    bool has_explicit_curve;     /* EC key with spelled-out parameters */
    bool is_self_issued;         /* issuer and subject are the same bytes */
};

/* Parse the certificate at the beginning of `der`. ST_FORMAT with the reason. */
NODISCARD enum status cert_parse(struct str der, struct cert *out, struct diag *diag);

/* The EKU list holds `usage` or anyExtendedKeyUsage; false also when there is no list.
 */
bool cert_allows(const struct cert *cert, enum oid usage);

/* The list holds exactly `usage` (no wildcard). */
bool cert_has_usage(const struct cert *cert, enum oid usage);

/* `issuer` can have issued `cert` by name and, where both say, by key id. */
bool cert_names_issuer(const struct cert *cert, const struct cert *issuer);

/* The digest that the certificate's signature uses; DIGEST_NONE when it is not known.
 */
enum digest_algorithm cert_digest(const struct cert *cert);

/* "CN=…, O=…, C=…" in the order of the certificate, UTF-8. */
struct str cert_name_text(struct str name, struct arena *arena);

/* The first attribute of that type in a Name, UTF-8; empty when absent. */
struct str cert_name_part(struct str name, enum oid type, struct arena *arena);

#endif
