/*
 * msi_write.h - packages of Windows Installer, signed.
 */
#ifndef FORGE_MSI_WRITE_H
#define FORGE_MSI_WRITE_H

#include "forge/cms_write.h"

/*
 * A package of a few streams, signed as ordered with the digest of its metadata in
 * MsiDigitalSignatureEx. It installs nothing.
 */
struct str msi_sign(struct forge *f, const struct order *order);

#endif
