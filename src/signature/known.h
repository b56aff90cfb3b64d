/*
 * known.h - digests of genuine files, to name the donor of a grafted signature.
 *
 * Filled from --known files and from the files of the same run that proved intact.
 * Any thread may add and look up (guarded inside).
 */
#ifndef SIGNATURE_KNOWN_H
#define SIGNATURE_KNOWN_H

#include "signature/digest.h"

enum { KNOWN_MAX = 1000000 }; /* digests; more are not remembered */

struct known;

NODISCARD enum status known_new(struct known **out, struct diag *diag);
void known_free(struct known *k); /* NULL is allowed */

/*
 * Add lines "digest,name" or "digest name" (hex of an Authenticode digest; # starts a
 * comment). A line that is neither is ST_FORMAT, diag->offset its number.
 */
NODISCARD enum status known_add_list(struct known *k, struct str text,
                                     struct diag *diag);

/*
 * Remember a file by its Authenticode digest; the first name stays. False when memory
 * ran out; beyond KNOWN_MAX nothing is remembered, and that is no failure.
 */
NODISCARD bool known_add(struct known *k, const struct digest *digest, struct str name);

/* The name of the file with that digest (raw bytes), copied into `arena`; empty: none.
 */
struct str known_find(const struct known *k, struct str digest, struct arena *arena);

#endif
