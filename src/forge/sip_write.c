#include "base/base.h"

#include "forge/der_write.h"
#include "forge/sip_write.h"

struct signed_content sip_content(struct forge *f, struct str id, uint32_t version,
                                  struct str digest)
{
    struct arena *a = &f->arena;
    struct str zero = der_number(a, 0);
    struct str info = DER(a, DER_SEQUENCE, der_number(a, version),
                          DER(a, DER_OCTET_STRING, id), zero, zero, zero, zero, zero);

    return (struct signed_content){
        OID_SPC_INDIRECT_DATA,
        DER(a, DER_SEQUENCE,
            DER(a, DER_SEQUENCE, der_identifier(a, OID_SPC_SIP_INFO), info),
            DER(a, DER_SEQUENCE, der_algorithm(a, OID_SHA256),
                DER(a, DER_OCTET_STRING, digest))),
    };
}
