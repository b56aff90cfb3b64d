/*
 * revocation.h - is a certificate revoked, as far as the given lists can say?
 *
 * A list counts when its issuer's name and key fit and its signature verifies
 * (bad_crl otherwise). A list that is out of date still proves what it lists; what it
 * does not list stays open (stale_crl), save for a certificate that has expired
 * since: later lists need not name it any more, so the newest one given decides.
 */
#ifndef SIGNATURE_REVOCATION_H
#define SIGNATURE_REVOCATION_H

#include "signature/chain.h"

enum revocation_state { REVOCATION_UNKNOWN, REVOCATION_GOOD, REVOCATION_REVOKED };

struct revocation {
    enum revocation_state state;
    int64_t effective; /* the earlier of revocationDate and invalidityDate */
    int64_t list_date; /* thisUpdate of the list that decided; TIME_NONE */
};

/*
 * Look `cert` up in every list of its issuer in request->trust. Findings about the
 * lists themselves go to `findings`.
 */
void revocation_check(const struct chain_request *request, const struct cert *cert,
                      const struct cert *issuer, struct revocation *out,
                      struct findings *findings);

#endif
