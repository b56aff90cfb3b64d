/*
 * ct_p7x.c - the signature of an app package on its own.
 *
 * "PKCX" and a PKCS #7. What it signs are digests of parts of a package that is not
 * there, so nothing can be said of it.
 */
#include "base/base.h"

#include "signature/container.h"

static int p7x_bid(const struct subject *s)
{
    return str_starts_with(s->head, STR("PKCX")) ? 32 : 0;
}

static enum status p7x_find_signature(const struct subject *s UNUSED, struct found *out,
                                      struct diag *diag UNUSED)
{
    out->content_type = OID_SPC_INDIRECT_DATA;
    out->data_type = OID_SPC_SIP_INFO;
    out->is_malformed = true;
    out->malformed = "the signature of a package without the package; verify the "
                     ".appx or .msix file that it belongs to";
    return ST_OK;
}

const struct container container_p7x = {
    .name = "p7x",
    .summary = "AppxSignature.p7x without its package; never valid on its own",
    .source = "Microsoft, App package signing",
    .bid = p7x_bid,
    .find_signature = p7x_find_signature,
};
