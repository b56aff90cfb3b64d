/*
 * timestamp.h - when a signature was made, according to somebody else.
 *
 * RFC 3161 tokens (unsigned attribute 1.3.6.1.4.1.311.3.3.1) and PKCS #9
 * counter-signatures, including those whose RSA block is the bare hash. A time stamp
 * that is there and fails in any respect never counts as present.
 */
#ifndef SIGNATURE_TIMESTAMP_H
#define SIGNATURE_TIMESTAMP_H

#include "signature/chain.h"

enum { TIMESTAMPS_MAX = 8 };

enum timestamp_kind { TIMESTAMP_RFC3161, TIMESTAMP_PKCS9 };

struct timestamp {
    enum timestamp_kind kind;
    bool is_verified; /* it fits, is signed, and its chain is good */
    bool fits;        /* its digest is that of this signature */
    bool is_intact;   /* the authority's signature verifies */
    bool is_bare_hash;
    int64_t time; /* as claimed; TIME_NONE when it could not be read */
    enum digest_algorithm algorithm; /* of its digest over the signature */
    const struct cert *signer;       /* NULL when it is not in the bag */
    struct chain chain;
    struct str problem; /* why it is not verified */
};

struct timestamps {
    struct timestamp item[TIMESTAMPS_MAX];
    size_t n;
    const struct timestamp *deciding; /* the first that verified, or NULL */
};

/*
 * Check every time stamp of `signer`, whose certificates are in `bag`. `base` gives
 * store, policy, ring, budget and arena; its leaf, purpose and time are not used.
 */
NODISCARD enum status timestamps_verify(const struct signer_info *signer,
                                        struct cert_bag *bag,
                                        const struct chain_request *base,
                                        struct timestamps *out,
                                        struct findings *findings, struct diag *diag);

#endif
