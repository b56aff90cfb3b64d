/*
 * tsa.h - time stamps: RFC 3161 tokens and PKCS #9 counter-signatures.
 */
#ifndef FORGE_TSA_H
#define FORGE_TSA_H

#include "forge/cms_write.h"

/*
 * The unsigned attribute that says when `signature` (the SignerInfo's value) was there.
 * Flags of the order decide what is wrong with it. PKCS #9 needs the authority's
 * certificates in the signature's own bag.
 */
struct str tsa_attribute(struct forge *f, const struct order *order,
                         struct str signature);

#endif
