#include "base/base.h"

#include "signature/crl.h"
#include "signature/revocation.h"

/* Is the list by this issuer, and may the issuer sign lists? */
static bool is_genuine(const struct chain_request *request, const struct crl *crl,
                       const struct cert *issuer)
{
    if (crl->has_unknown_critical)
        return false;
    if (issuer->has_key_usage && !(issuer->key_usage & KEY_USAGE_CRL_SIGN))
        return false;
    return key_verify_crl(request->ring, crl, issuer) == KEY_FITS;
}

static int64_t effective_date(const struct crl_hit *hit)
{
    return hit->invalidity != TIME_NONE && hit->invalidity < hit->revoked
               ? hit->invalidity
               : hit->revoked;
}

/* Fold one genuine list into what is known; listed beats not listed. */
static void apply(const struct chain_request *request, const struct cert *cert,
                  const struct crl *crl, struct revocation *out,
                  struct findings *findings)
{
    char date[ASN1_TIME_TEXT];
    struct crl_hit hit;
    bool is_stale = crl->next_update != TIME_NONE && crl->next_update < request->now;

    if (crl_find(crl, cert->serial, &hit)) {
        int64_t effective = effective_date(&hit);

        if (out->state != REVOCATION_REVOKED || effective < out->effective)
            out->effective = effective;
        out->state = REVOCATION_REVOKED;
        out->list_date = crl->this_update;
        return;
    }
    if (is_stale && cert->not_after >= request->now) {
        finding_add(findings, FINDING_STALE_CRL, "list of %s",
                    asn1_time_text(crl->this_update, date));
        return;
    }
    if (out->state != REVOCATION_REVOKED &&
        (out->state == REVOCATION_UNKNOWN || crl->this_update > out->list_date)) {
        out->state = REVOCATION_GOOD;
        out->list_date = crl->this_update;
    }
}

void revocation_check(const struct chain_request *request, const struct cert *cert,
                      const struct cert *issuer, struct revocation *out,
                      struct findings *findings)
{
    char date[ASN1_TIME_TEXT];
    struct str der;
    size_t at = 0;

    *out = (struct revocation){ .effective = TIME_NONE, .list_date = TIME_NONE };
    while (trust_crl_by_issuer(request->trust, cert->issuer, &at, &der)) {
        struct crl crl;

        if (crl_parse(der, &crl, NULL) != ST_OK || *request->checks_left == 0)
            continue;
        if (is_genuine(request, &crl, issuer))
            apply(request, cert, &crl, out, findings);
        else
            finding_add(findings, FINDING_BAD_CRL, "list of %s",
                        asn1_time_text(crl.this_update, date));
    }
}
