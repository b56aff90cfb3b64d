#include "base/base.h"

#include "forge/cat_write.h"
#include "forge/der_write.h"
#include "forge/pe_write.h"

/* DigestInfo.digest, the last 32 bytes of SpcIndirectData. */
static struct str digest_of(struct str indirect_data)
{
    return str_slice(indirect_data, indirect_data.n - 32, indirect_data.n);
}

static struct str member(struct forge *f, struct str indirect_data)
{
    struct arena *a = &f->arena;

    return DER(a, DER_SEQUENCE, DER(a, DER_OCTET_STRING, digest_of(indirect_data)),
               DER(a, DER_SET, cms_attribute(f, OID_SPC_INDIRECT_DATA, indirect_data)));
}

struct str cat_sign(struct forge *f, const struct order *order, struct str file)
{
    static const struct order plain = { .signer = NULL };
    struct arena *a = &f->arena;
    struct signed_content program = pe_content(f, &plain, file);
    struct signed_content list = {
        OID_MS_CTL,
        DER(a, DER_SEQUENCE,
            DER(a, DER_SEQUENCE, der_identifier(a, OID_MS_CATALOG_LIST)),
            DER(a, DER_OCTET_STRING, seed_bytes(f, STR("list"), 16)),
            der_utc_day(a, 20220601), der_algorithm(a, OID_MS_CATALOG_MEMBER_V2),
            DER(a, DER_SEQUENCE, member(f, program.value))),
    };

    return cms_sign(f, order, &list, NULL, 0);
}
