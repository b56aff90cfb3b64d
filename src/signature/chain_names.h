/*
 * chain_names.h - name constraints: under which names an issuer may certify.
 *
 * Only directory names are looked at, because code signers have no others that matter.
 * A subtree holds every name that begins with its relative names, compared as bytes.
 *
 * Source: RFC 5280 section 4.2.1.10.
 */
#ifndef SIGNATURE_CHAIN_NAMES_H
#define SIGNATURE_CHAIN_NAMES_H

#include "signature/cert.h"

/* May `issuer` certify (through others) a certificate of this subject? */
bool name_is_permitted(const struct cert *issuer, struct str subject);

#endif
