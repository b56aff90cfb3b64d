/*
 * sip_write.h - what is signed of files that are neither programs nor cabinets.
 */
#ifndef FORGE_SIP_WRITE_H
#define FORGE_SIP_WRITE_H

#include "forge/cms_write.h"

/* As PowerShell and Windows Installer write it, and as packages of apps have it. */
enum { SIP_VERSION = 0x10000, SIP_VERSION_APP = 0x1010000 };

/*
 * SpcIndirectData with SpcSipInfo: the identifier of the module that knows the kind of
 * file (signature/sip.h), and the SHA-256 or list of them that it digests to.
 */
struct signed_content sip_content(struct forge *f, struct str id, uint32_t version,
                                  struct str digest);

#endif
