/*
 * roots_fetch.h - fetch Microsoft's trust lists and the certificates that they name.
 */
#ifndef CLI_ROOTS_FETCH_H
#define CLI_ROOTS_FETCH_H

#include "cli/console.h"
#include "signature/trust_import.h"

/*
 * Add authrootstl.cab, disallowedcertstl.cab and <SHA-1>.crt for each root, all below
 * the folder `base`, to the import. ST_IO when a list cannot be fetched; certificates
 * that are not there are told and left out.
 */
NODISCARD enum status roots_fetch(struct trust_import *im, const char *base,
                                  const struct console *console, struct diag *diag);

#endif
