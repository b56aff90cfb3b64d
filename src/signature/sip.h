/*
 * sip.h - SpcSipInfo: which kind of file a signature says it is for.
 *
 * What is no PE image and no cabinet is told apart by the class identifier of the
 * Windows module (subject interface package) that knows the kind. Identifiers are
 * given in the order of bytes in which they stand in the signature.
 */
#ifndef SIGNATURE_SIP_H
#define SIGNATURE_SIP_H

#include "base/str.h"

enum { SIP_ID_BYTES = 16 };

extern const struct str sip_powershell, sip_jscript, sip_vbscript, sip_wsf, sip_msi,
    sip_appx, sip_appx_bundle;

/* The identifier in a SpcSipInfo element; empty when it is not one. */
struct str sip_id(struct str data_value);

#endif
