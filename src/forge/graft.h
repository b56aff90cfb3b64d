/*
 * graft.h - the certificate table of one program behind another, as SigThief does it.
 *
 * Unlike the rest of the forge this reads programs of the user's: both are hostile.
 */
#ifndef FORGE_GRAFT_H
#define FORGE_GRAFT_H

#include "forge/seed.h"

enum { GRAFT_BYTES_MAX = 64 << 20 };

/*
 * A copy of `target` with the table of `donor` appended, unpadded, the checksum as it
 * was. A table of the target's own is cut off when it ends the file. *out lies in the
 * forge's arena. ST_FORMAT: one of them is no PE image, or the donor is not signed;
 * the names are for messages.
 */
NODISCARD enum status graft(struct forge *f, struct str donor, const char *donor_name,
                            struct str target, const char *target_name, struct str *out,
                            struct diag *diag);

#endif
