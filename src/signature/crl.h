/*
 * crl.h - certificate revocation lists.
 *
 * Parsing, and looking up one serial number; views into the DER. Whether the list is
 * genuine is revocation.c's question.
 *
 * Source: RFC 5280 section 5.
 */
#ifndef SIGNATURE_CRL_H
#define SIGNATURE_CRL_H

#include "signature/cert.h"

struct crl {
    struct str der;
    struct str tbs;    /* whole element */
    struct str issuer; /* whole Name */
    int64_t this_update;
    int64_t next_update; /* TIME_NONE when absent */
    struct str revoked;  /* contents of revokedCertificates; may be empty */
    struct str issuer_key_id;
    struct algorithm signature_algorithm;
    struct str signature;
    bool has_unknown_critical; /* a critical extension: the list cannot be used */
};

struct crl_hit {
    int64_t revoked;    /* revocationDate */
    int64_t invalidity; /* invalidityDate, or TIME_NONE */
    int reason;         /* reasonCode, or -1 */
};

/* ST_FORMAT: no CRL, or broken. */
NODISCARD enum status crl_parse(struct str der, struct crl *out, struct diag *diag);

/* Is `serial` (contents of the INTEGER) on the list? Linear in its length. */
bool crl_find(const struct crl *crl, struct str serial, struct crl_hit *out);

#endif
