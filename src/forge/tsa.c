#include "base/base.h"

#include "forge/der_write.h"
#include "forge/tsa.h"

/* A copy of which one bit is wrong. */
static struct str flipped(struct forge *f, struct str s)
{
    char *p = arena_text(&f->arena, s.n);

    if (!forge_must(f, p && s.n))
        return s;
    memcpy(p, s.p, s.n);
    p[s.n / 2] ^= 1;
    return (struct str){ p, s.n };
}

static struct str digest_attribute(struct forge *f, enum digest_algorithm algorithm,
                                   struct str content)
{
    struct digest d;

    digest_compute(f->digester, algorithm, content, &d);
    return cms_attribute(f, OID_MESSAGE_DIGEST,
                         DER(&f->arena, DER_OCTET_STRING, digest_str(&d)));
}

/* TSTInfo, RFC 3161 section 2.4.2. */
static struct str tst_info(struct forge *f, int day, struct str imprinted)
{
    struct arena *a = &f->arena;
    struct digest d;
    struct str imprint;

    digest_compute(f->digester, DIGEST_SHA256, imprinted, &d);
    imprint = DER(a, DER_SEQUENCE, der_algorithm(a, OID_SHA256),
                  DER(a, DER_OCTET_STRING, digest_str(&d)));
    return DER(a, DER_SEQUENCE, der_number(a, 1), DER(a, DER_OID, STR("\x2A\x03\x04")),
               imprint, der_number(a, (uint32_t)day), der_general_day(a, day));
}

/* SigningCertificateV2 with the default digest, RFC 5035. */
static struct str signing_certificate(struct forge *f, const struct forge_cert *cert)
{
    struct arena *a = &f->arena;
    struct digest d;
    struct str id;

    digest_compute(f->digester, DIGEST_SHA256, cert->der, &d);
    id = DER(a, DER_SEQUENCE, DER(a, DER_OCTET_STRING, digest_str(&d)));
    return cms_attribute(f, OID_SIGNING_CERTIFICATE_V2,
                         DER(a, DER_SEQUENCE, DER(a, DER_SEQUENCE, id)));
}

static struct signer_part sign_token(struct forge *f, const struct order *order,
                                     const struct forge_cert *cert, struct str info)
{
    struct arena *a = &f->arena;
    struct str attribute[] = {
        cms_attribute(f, OID_CONTENT_TYPE, der_identifier(a, OID_TST_INFO)),
        digest_attribute(f, DIGEST_SHA256, info), signing_certificate(f, cert)
    };
    struct signer_part part = {
        .cert = cert,
        .digest = DIGEST_SHA256,
        .attributes = der_set_of(a, 0, attribute, countof(attribute)),
    };

    part.signature = sign_bytes(f, cert->key, DIGEST_SHA256, SIGN_PLAIN,
                                DER(a, DER_SET, part.attributes));
    if (order->flags & ORDER_FLIP_STAMP)
        part.signature = flipped(f, part.signature);
    return part;
}

static struct str token(struct forge *f, const struct order *order,
                        const struct forge_cert *cert, struct str signature)
{
    struct arena *a = &f->arena;
    bool is_foreign = order->flags & ORDER_FOREIGN_STAMP;
    struct str info =
        tst_info(f, order->stamp_day, is_foreign ? STR("another") : signature);
    struct signer_part part = sign_token(f, order, cert, info);
    struct str content =
        DER(a, DER_SEQUENCE, der_identifier(a, OID_TST_INFO),
            DER(a, DER_CONTEXT_CONSTRUCTED(0), DER(a, DER_OCTET_STRING, info)));
    struct str signed_data = DER(a, DER_SEQUENCE, der_number(a, 3),
                                 DER(a, DER_SET, der_algorithm(a, OID_SHA256)), content,
                                 DER(a, DER_CONTEXT_CONSTRUCTED(0), cert->der),
                                 DER(a, DER_SET, cms_signer_info(f, &part)));

    return cms_attribute(f, OID_MS_TIMESTAMP, cms_content_info(f, signed_data));
}

static struct str countersignature(struct forge *f, const struct order *order,
                                   const struct forge_cert *cert, struct str signature)
{
    struct arena *a = &f->arena;
    struct str attribute[] = {
        cms_attribute(f, OID_CONTENT_TYPE, der_identifier(a, OID_DATA)),
        cms_attribute(f, OID_SIGNING_TIME, der_utc_day(a, order->stamp_day)),
        digest_attribute(f, DIGEST_SHA1, signature)
    };
    struct signer_part part = {
        .cert = cert,
        .digest = DIGEST_SHA1,
        .attributes = der_set_of(a, 0, attribute, countof(attribute)),
    };

    part.signature =
        sign_bytes(f, cert->key, DIGEST_SHA1,
                   order->stamp == STAMP_PKCS9_BARE ? SIGN_BARE : SIGN_PLAIN,
                   DER(a, DER_SET, part.attributes));
    if (order->flags & ORDER_FLIP_STAMP)
        part.signature = flipped(f, part.signature);
    return cms_attribute(f, OID_COUNTERSIGNATURE, cms_signer_info(f, &part));
}

struct str tsa_attribute(struct forge *f, const struct order *order,
                         struct str signature)
{
    const struct forge_cert *cert = pki_cert(f, order->tsa ? order->tsa : "tsa");

    if (!cert)
        return STR("");
    if (order->stamp == STAMP_RFC3161)
        return token(f, order, cert, signature);
    return countersignature(f, order, cert, signature);
}
