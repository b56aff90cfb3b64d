/*
 * trust_import.h - make a trust store from Microsoft's lists and the certificates for
 * them, or from certificates alone.
 *
 * Everything is added first, in any order; trust_import_finish() then checks who signed
 * the lists and applies them. Certificates that no list names are candidates for
 * chains only. Without a list of roots every self-signed certificate is trusted for
 * everything, as in a bundle.
 */
#ifndef SIGNATURE_TRUST_IMPORT_H
#define SIGNATURE_TRUST_IMPORT_H

#include "signature/trust.h"

enum { TRUST_LISTS_MAX = 8, TRUST_LIST_BYTES_MAX = 16 * 1024 * 1024 };

struct trust_import;

/* Heap. */
NODISCARD enum status trust_import_new(struct trust_import **out, struct diag *diag);
void trust_import_free(struct trust_import *im); /* NULL is allowed */

/*
 * Add a trust list, a cabinet that holds one, or certificates in PEM or DER; `bytes`
 * are copied. ST_FORMAT: it begins like a list or a cabinet and is broken.
 */
NODISCARD enum status trust_import_add(struct trust_import *im, struct str name,
                                       struct str bytes, struct diag *diag);

/* Add a root, PEM or DER, under which lists may be signed beside Microsoft's. */
NODISCARD enum status trust_import_anchor(struct trust_import *im, struct str bytes,
                                          struct diag *diag);

/*
 * Call `each` with the SHA-1 of every certificate that the lists of roots name; stops
 * at the first status that is not ST_OK and returns it.
 */
NODISCARD enum status
trust_import_each(const struct trust_import *im,
                  enum status (*each)(void *context, struct str sha1), void *context);

/*
 * Check and apply the lists. *out is sealed and owned by the caller. ST_FORMAT with the
 * reason: a list must not be believed. No call but free after this.
 */
NODISCARD enum status trust_import_finish(struct trust_import *im, struct trust **out,
                                          struct diag *diag);

#endif
