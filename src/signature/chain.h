/*
 * chain.h - from a signer's certificate to a root, by our rules.
 *
 * All candidate issuers are tried (same name, other keys; cross certificates), within
 * CHAIN_DEPTH_MAX and a budget of signature checks a file; a path that ends in a
 * trusted root and breaks no rule wins, else the one that gets furthest decides.
 *
 * Source: RFC 5280 section 6 as Windows applies it.
 */
#ifndef SIGNATURE_CHAIN_H
#define SIGNATURE_CHAIN_H

#include "signature/key.h"
#include "signature/trust.h"

enum {
    CHAIN_DEPTH_MAX = 10,  /* certificates of a path */
    CHAIN_CHECKS_MAX = 100 /* signature checks a file */
};

struct chain_policy {
    bool is_strict;          /* no_eku, bad_key_usage and weak algorithms decide */
    bool require_revocation; /* what cannot be settled decides */
};

/* The certificates that came with a signature, parsed as far as they can be. */
struct cert_bag {
    struct cert cert[CMS_CERTIFICATES_MAX];
    bool is_used[CMS_CERTIFICATES_MAX]; /* on some path of this signature or its time
                                           stamp */
    bool is_broken[CMS_CERTIFICATES_MAX];
    size_t n;
};

/* Parse what the SignedData carries; `bag` keeps views into the same bytes. */
void cert_bag_fill(struct cert_bag *bag, const struct cms *cms);

/* By issuer and serial, or by key id; NULL when it is not in the bag. */
struct cert *cert_bag_find(struct cert_bag *bag, const struct signer_info *signer);

struct chain_request {
    const struct cert *leaf;
    struct cert_bag *bag[2]; /* of the signature, of its outer one; NULL: none */
    unsigned purpose;        /* TRUST_CODE_SIGNING or TRUST_TIME_STAMPING */
    int64_t when;            /* deciding time */
    int64_t now;             /* the clock's, or --at */
    bool has_timestamp;      /* `when` is a verified time stamp's */
    const struct trust *trust;
    struct chain_policy policy;
    struct keyring *ring;
    struct digester *digester;
    unsigned *checks_left; /* counts down over all chains of a file */
    struct arena *arena;
};

struct chain {
    const struct cert *cert[CHAIN_DEPTH_MAX]; /* from the leaf up; in bag or store */
    size_t n;
    bool is_trusted;  /* ends in a root that the store trusts for the purpose */
    bool is_complete; /* ends in a self-signed certificate */
    const struct trust_entry
        *root;        /* the store's entry of the last certificate, or NULL */
    uint32_t classes; /* VERDICT_BIT: every class that applies */
    struct findings findings;
    struct str why[VERDICT_COUNT]; /* the first reason of each class that applies */
    struct str problem; /* that of the class that decided; empty when none applies */
};

/* Build and judge. ST_NOMEM only; what is wrong with the chain is in `out`. */
NODISCARD enum status chain_build(const struct chain_request *request,
                                  struct chain *out, struct diag *diag);

#endif
