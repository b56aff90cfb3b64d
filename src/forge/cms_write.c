#include "base/base.h"

#include "forge/der_write.h"
#include "forge/tsa.h"

static const enum oid digest_oid[DIGEST_COUNT] = {
#define X(name, openssl, text, size, oid) [DIGEST_##name] = oid,
    DIGEST_LIST(X)
#undef X
};

enum digest_algorithm order_digest(const struct order *order)
{
    for (size_t i = 0; order->digest && i < DIGEST_COUNT; i++)
        if (strcmp(digest_name((enum digest_algorithm)i), order->digest) == 0)
            return (enum digest_algorithm)i;
    return DIGEST_SHA256;
}

struct str cms_attribute(struct forge *f, enum oid oid, struct str value)
{
    return DER(&f->arena, DER_SEQUENCE, der_identifier(&f->arena, oid),
               DER(&f->arena, DER_SET, value));
}

struct str cms_content_info(struct forge *f, struct str signed_data)
{
    return DER(&f->arena, DER_SEQUENCE, der_identifier(&f->arena, OID_SIGNED_DATA),
               DER(&f->arena, DER_CONTEXT_CONSTRUCTED(0), signed_data));
}

struct str cms_signer_info(struct forge *f, const struct signer_part *p)
{
    struct arena *a = &f->arena;
    const struct forge_cert *issuer =
        p->cert->actor->issuer ? pki_cert(f, p->cert->actor->issuer) : p->cert;
    struct str who =
        DER(a, DER_SEQUENCE, issuer ? issuer->name : STR(""), p->cert->serial);
    /* PKCS #7 says rsaEncryption where CMS may name the combined algorithm. */
    struct str algorithm = p->cert->key->is_ec || p->form == SIGN_PSS
                               ? sign_algorithm(f, p->cert->key, p->digest, p->form)
                               : der_algorithm(a, OID_RSA);

    return DER(
        a, DER_SEQUENCE, der_number(a, 1), who, der_algorithm(a, digest_oid[p->digest]),
        p->attributes.n ? DER(a, DER_CONTEXT_CONSTRUCTED(0), p->attributes) : STR(""),
        algorithm, DER(a, DER_OCTET_STRING, p->signature),
        p->unsigned_attributes.n
            ? DER(a, DER_CONTEXT_CONSTRUCTED(1), p->unsigned_attributes)
            : STR(""));
}

/* The contents of an element, without identifier and length. */
static struct str contents(struct str element)
{
    struct der_error error;
    struct der d = der_init(&error, element);

    return der_next(&d).value;
}

static struct str flipped(struct forge *f, struct str s)
{
    char *p = arena_text(&f->arena, s.n);

    if (!forge_must(f, p && s.n))
        return s;
    memcpy(p, s.p, s.n);
    p[s.n / 3] ^= 1;
    return (struct str){ p, s.n };
}

/* The signed attributes; `is_wrong` spoils messageDigest. */
static struct str signed_attributes(struct forge *f, const struct order *order,
                                    const struct signed_content *content, bool is_wrong)
{
    struct arena *a = &f->arena;
    struct digest d;

    digest_compute(f->digester, order_digest(order), contents(content->value), &d);
    if (is_wrong)
        d.bytes[0] ^= 1;
    const struct str opus =
        DER(a, DER_SEQUENCE,
            DER(a, DER_CONTEXT_CONSTRUCTED(0),
                DER(a, DER_CONTEXT(0), STR("\0F\0o\0r\0g\0e\0d"))),
            DER(a, DER_CONTEXT_CONSTRUCTED(1),
                DER(a, DER_CONTEXT(0), STR("https://example.org/"))));
    const struct str attribute[] = {
        cms_attribute(f, OID_CONTENT_TYPE, der_identifier(a, content->type)),
        cms_attribute(f, OID_SPC_STATEMENT_TYPE,
                      DER(a, DER_SEQUENCE, der_identifier(a, OID_SPC_COMMERCIAL))),
        cms_attribute(f, OID_SPC_OPUS_INFO, opus),
        cms_attribute(f, OID_MESSAGE_DIGEST, DER(a, DER_OCTET_STRING, digest_str(&d)))
    };

    return der_set_of(a, 0, attribute, countof(attribute));
}

/* Time stamp, nested signatures, unknown data. */
static struct str unsigned_attributes(struct forge *f, const struct order *order,
                                      struct str signature, const struct str *nested,
                                      size_t nnested)
{
    struct arena *a = &f->arena;
    struct str part[3] = { STR(""), STR(""), STR("") };

    if (order->stamp)
        part[0] = tsa_attribute(f, order, signature);
    if (nnested)
        part[1] = DER(a, DER_SEQUENCE, der_identifier(a, OID_SPC_NESTED_SIGNATURE),
                      der_join(a, DER_SET, nested, nnested));
    if (order->flags & ORDER_UNKNOWN_ATTRIBUTE)
        part[2] = DER(
            a, DER_SEQUENCE, DER(a, DER_OID, STR("\x2A\x03\x04\x05")),
            DER(a, DER_SET, DER(a, DER_OCTET_STRING, seed_bytes(f, STR("tag"), 64))));
    return der_set_of(a, 0, part, countof(part));
}

static struct str signer_info(struct forge *f, const struct order *order,
                              const struct signed_content *content,
                              const struct str *nested, size_t nnested)
{
    unsigned flags = order->flags;
    bool is_wrong = flags & (ORDER_WRONG_CONTENT | ORDER_STALE_SIGNATURE);
    struct signer_part p = {
        .cert = pki_cert(f, order->signer),
        .digest = order_digest(order),
        .form = flags & ORDER_PSS ? SIGN_PSS : SIGN_PLAIN,
        .attributes = signed_attributes(f, order, content, is_wrong),
    };
    struct str covered = p.attributes;

    if (!p.cert)
        return STR("");
    if (flags & ORDER_STALE_SIGNATURE)
        covered = signed_attributes(f, order, content, false);
    p.signature =
        sign_bytes(f, p.cert->key, p.digest, p.form, DER(&f->arena, DER_SET, covered));
    if (flags & ORDER_FLIP_SIGNATURE)
        p.signature = flipped(f, p.signature);
    p.unsigned_attributes = unsigned_attributes(f, order, p.signature, nested, nnested);
    return cms_signer_info(f, &p);
}

static struct str certificates(struct forge *f, const struct order *order)
{
    struct str part[ORDER_ACTORS_MAX + 2];
    const struct forge_cert *c = pki_cert(f, order->signer);
    size_t n = 0;

    part[n++] = c ? c->der : STR("");
    for (size_t i = 0; i < ORDER_ACTORS_MAX && order->bag[i]; i++) {
        c = pki_cert(f, order->bag[i]);
        part[n++] = c ? c->der : STR("");
    }
    if (order->stamp > STAMP_RFC3161) {
        c = pki_cert(f, order->tsa ? order->tsa : "tsa");
        part[n++] = c ? c->der : STR("");
    }
    return der_join(&f->arena, DER_CONTEXT_CONSTRUCTED(0), part, n);
}

struct str cms_sign(struct forge *f, const struct order *order,
                    const struct signed_content *content, const struct str *nested,
                    size_t nnested)
{
    struct arena *a = &f->arena;
    struct str info = signer_info(f, order, content, nested, nnested);
    struct str inner = DER(a, DER_SEQUENCE, der_identifier(a, content->type),
                           DER(a, DER_CONTEXT_CONSTRUCTED(0), content->value));
    const struct str part[] = {
        der_number(a, 1),
        DER(a, DER_SET, der_algorithm(a, digest_oid[order_digest(order)])), inner,
        certificates(f, order),
        DER(a, DER_SET, info, order->flags & ORDER_TWO_SIGNERS ? info : STR(""))
    };
    struct str all = der_join(a, 0, part, countof(part));

    if (!(order->flags & ORDER_BER))
        return cms_content_info(f, DER(a, DER_SEQUENCE, all));
    all = ber_join(a, DER_CONTEXT_CONSTRUCTED(0), ber_join(a, DER_SEQUENCE, all));
    return ber_join(a, DER_SEQUENCE,
                    DER(a, 0, der_identifier(a, OID_SIGNED_DATA), all));
}
