/*
 * chain_world.h - a root, an issuer and a signer, of which a test changes one thing.
 */
#ifndef TESTS_CHAIN_WORLD_H
#define TESTS_CHAIN_WORLD_H

#include "make_cert.h"
#include "signature/chain.h"

struct world {
    struct made root, issuer, leaf;
    struct trust *trust;
    struct digester *digester;
    struct keyring *ring;
    struct arena arena;
    struct cert_bag bag; /* signer, issuer */
    struct chain chain;
    unsigned checks;
};

/* Recipes that break no rule. */
extern const struct recipe plain_root, plain_issuer, plain_leaf;

/* Make the three certificates; the store is empty and not sealed. */
void world_build(struct world *w, const struct recipe *root,
                 const struct recipe *issuer, const struct recipe *leaf);
void world_release(struct world *w);

/* Put a certificate into the bag. */
void world_put(struct world *w, const struct made *m);

/* Trust the root with these properties; NULL: for everything, always. */
void world_trust(struct world *w, const struct trust_entry *properties);

/* Ask for code signing in 2025. */
struct chain_request world_request(struct world *w);

/* Seal the store, build the chain, and say the verdict. */
enum verdict world_judge(struct world *w, const struct chain_request *r);

#endif
