/*
 * ms_roots.h - Microsoft's own root certificates, by the SHA-1 of the certificate.
 *
 * Facts, not trust: being listed here makes no root trusted. They tell a test root from
 * any other unknown root, and a genuine Microsoft chain from an imitation when no trust
 * list is at hand.
 */
#ifndef SIGNATURE_MS_ROOTS_H
#define SIGNATURE_MS_ROOTS_H

#include "signature/cert.h"

enum ms_root {
    MS_ROOT_NONE, /* not Microsoft's */
    MS_ROOT_PRODUCT,
    MS_ROOT_TEST,  /* verdict test_root */
    MS_ROOT_FLIGHT /* insider builds: finding flight_root */
};

/* Which kind of root has this SHA-1? */
enum ms_root ms_root_find(const struct digest *sha1);

/*
 * Does `cert` bear issuer and serial number of a well-known certificate, but another
 * key? Returns the name and SHA-1 of the genuine one (static storage), or NULL.
 */
const char *ms_cert_cloned(struct digester *g, const struct cert *cert);

#endif
