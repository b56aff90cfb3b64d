#include "base/base.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>

#include "forge/der_write.h"
#include "forge/sign_raw.h"

static const EVP_MD *method(enum digest_algorithm algorithm)
{
    return EVP_get_digestbyname(digest_name(algorithm));
}

/* The private operation over `in`, padded as said; `md` NULL: bytes as they are. */
static struct str private_rsa(struct forge *f, const struct forge_key *key, int padding,
                              const EVP_MD *md, struct str in)
{
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(key->pkey, NULL);
    size_t n = (size_t)EVP_PKEY_get_size(key->pkey);
    uint8_t *out = (uint8_t *)arena_text(&f->arena, n);
    bool ok = c && out && EVP_PKEY_sign_init(c) > 0 &&
              EVP_PKEY_CTX_set_rsa_padding(c, padding) > 0 &&
              (!md || EVP_PKEY_CTX_set_signature_md(c, md) > 0) &&
              EVP_PKEY_sign(c, out, &n, (const uint8_t *)in.p, in.n) > 0;

    EVP_PKEY_CTX_free(c);
    forge_must(f, ok);
    return (struct str){ (const char *)out, ok ? n : 0 };
}

/* out ^= MGF1(seed) */
static void mask(struct forge *f, enum digest_algorithm algorithm, struct str seed,
                 char *out, size_t n)
{
    for (size_t at = 0; at < n;) {
        const char counter[] = { 0, 0, 0, (char)(at / digest_size(algorithm)) };
        const struct str part[] = { seed, { counter, sizeof counter } };
        struct digest d;

        digest_compute_parts(f->digester, algorithm, part, countof(part), &d);
        for (size_t i = 0; i < d.n && at < n; i++, at++)
            out[at] = (char)(out[at] ^ d.bytes[i]);
    }
}

/* EMSA-PSS, RFC 8017 section 9.1.1, for moduli of whole bytes. */
static struct str sign_pss(struct forge *f, const struct forge_key *key,
                           enum digest_algorithm algorithm, const struct digest *hash)
{
    size_t n = (size_t)EVP_PKEY_get_size(key->pkey);
    struct str salt = seed_bytes(f, digest_str(hash), hash->n);
    const struct str part[] = { STR("\0\0\0\0\0\0\0\0"), digest_str(hash), salt };
    size_t head = n - hash->n - 1;
    char *block = arena_alloc(&f->arena, n, 1);
    struct digest h;

    if (!forge_must(f, block && salt.p))
        return (struct str){ NULL, 0 };
    digest_compute_parts(f->digester, algorithm, part, countof(part), &h);
    block[head - salt.n - 1] = 1;
    memcpy(block + head - salt.n, salt.p, salt.n);
    mask(f, algorithm, digest_str(&h), block, head);
    block[0] = (char)(block[0] & 0x7F);
    memcpy(block + head, h.bytes, h.n);
    block[n - 1] = (char)0xBC;
    return private_rsa(f, key, RSA_NO_PADDING, NULL, (struct str){ block, n });
}

struct ecdsa {
    EC_GROUP *group;
    EC_POINT *generator; /* NULL: the group's */
    BIGNUM *d, *k;
    BN_CTX *c;
};

static BIGNUM *hash_number(const EC_GROUP *group, const struct digest *hash)
{
    int size = EC_GROUP_order_bits(group) / 8;

    return BN_bin2bn(hash->bytes, hash->n < size ? hash->n : size, NULL);
}

/* r = x(kG) mod n, s = (z + r d) / k mod n */
static bool ecdsa_compute(const struct ecdsa *e, const BIGNUM *z, BIGNUM *r, BIGNUM *s)
{
    const BIGNUM *n = EC_GROUP_get0_order(e->group);
    EC_POINT *point = EC_POINT_new(e->group);
    BIGNUM *inverse = BN_mod_inverse(NULL, e->k, n, e->c);
    bool ok = point && inverse &&
              EC_POINT_mul(e->group, point, e->generator ? NULL : e->k, e->generator,
                           e->generator ? e->k : NULL, e->c) &&
              EC_POINT_get_affine_coordinates(e->group, point, r, NULL, e->c) &&
              BN_nnmod(r, r, n, e->c) && BN_mod_mul(s, r, e->d, n, e->c) &&
              BN_mod_add(s, s, z, n, e->c) && BN_mod_mul(s, s, inverse, n, e->c);

    EC_POINT_free(point);
    BN_free(inverse);
    return ok;
}

static struct str number_of(struct forge *f, const BIGNUM *b)
{
    char *out = arena_text(&f->arena, 66);

    if (!out)
        return (struct str){ NULL, 0 };
    return der_unsigned(&f->arena,
                        (struct str){ out, (size_t)BN_bn2bin(b, (uint8_t *)out) });
}

static struct str ecdsa_sign(struct forge *f, const struct ecdsa *e,
                             const struct digest *hash)
{
    BIGNUM *z = hash_number(e->group, hash), *r = BN_new(), *s = BN_new();
    struct str out = { NULL, 0 };

    if (forge_must(f, z && r && s && ecdsa_compute(e, z, r, s)))
        out = DER(&f->arena, DER_SEQUENCE, number_of(f, r), number_of(f, s));
    BN_free(z);
    BN_free(r);
    BN_free(s);
    return out;
}

/* A nonce below the order, from the seed and what is signed. */
static BIGNUM *nonce(struct forge *f, const struct digest *hash, int size)
{
    struct str bytes = seed_bytes(f, digest_str(hash), (size_t)size);

    return bytes.p ? BN_bin2bn((const uint8_t *)bytes.p, size - 1, NULL) : NULL;
}

static struct str sign_ec(struct forge *f, const struct forge_key *key,
                          const struct digest *hash)
{
    bool is_384 = EVP_PKEY_get_bits(key->pkey) == 384;
    struct ecdsa e = {
        .group =
            EC_GROUP_new_by_curve_name(is_384 ? NID_secp384r1 : NID_X9_62_prime256v1),
        .k = nonce(f, hash, is_384 ? 48 : 32),
        .c = BN_CTX_new(),
    };
    struct str out = { NULL, 0 };

    if (forge_must(
            f, e.group && e.k && e.c &&
                   EVP_PKEY_get_bn_param(key->pkey, OSSL_PKEY_PARAM_PRIV_KEY, &e.d)))
        out = ecdsa_sign(f, &e, hash);
    BN_free(e.d);
    BN_free(e.k);
    BN_CTX_free(e.c);
    EC_GROUP_free(e.group);
    return out;
}

struct str sign_with_generator(struct forge *f, struct str point, struct str bytes)
{
    struct ecdsa e = { .group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1),
                       .d = BN_new(),
                       .c = BN_CTX_new() };
    struct str out = { NULL, 0 };
    struct digest hash;

    digest_compute(f->digester, DIGEST_SHA256, bytes, &hash);
    e.k = nonce(f, &hash, 32);
    e.generator = e.group ? EC_POINT_new(e.group) : NULL;
    if (forge_must(f, e.generator && e.d && e.k && e.c && BN_one(e.d) &&
                          EC_POINT_oct2point(e.group, e.generator,
                                             (const uint8_t *)point.p, point.n, e.c)))
        out = ecdsa_sign(f, &e, &hash);
    EC_POINT_free(e.generator);
    BN_free(e.d);
    BN_free(e.k);
    BN_CTX_free(e.c);
    EC_GROUP_free(e.group);
    return out;
}

struct str sign_bytes(struct forge *f, const struct forge_key *key,
                      enum digest_algorithm algorithm, enum sign_form form,
                      struct str bytes)
{
    struct digest hash;

    if (!key)
        return (struct str){ NULL, 0 };
    digest_compute(f->digester, algorithm, bytes, &hash);
    if (key->is_ec)
        return sign_ec(f, key, &hash);
    if (form == SIGN_PSS)
        return sign_pss(f, key, algorithm, &hash);
    return private_rsa(f, key, RSA_PKCS1_PADDING,
                       form == SIGN_BARE ? NULL : method(algorithm), digest_str(&hash));
}

static struct str pss_algorithm(struct forge *f, enum oid hash)
{
    struct arena *a = &f->arena;
    struct str digest = der_algorithm(a, hash);
    struct str generator = DER(a, DER_SEQUENCE, der_identifier(a, OID_MGF1), digest);

    return DER(a, DER_SEQUENCE, der_identifier(a, OID_RSA_PSS),
               DER(a, DER_SEQUENCE, DER(a, DER_CONTEXT_CONSTRUCTED(0), digest),
                   DER(a, DER_CONTEXT_CONSTRUCTED(1), generator),
                   DER(a, DER_CONTEXT_CONSTRUCTED(2), der_number(a, 32))));
}

struct str sign_algorithm(struct forge *f, const struct forge_key *key,
                          enum digest_algorithm algorithm, enum sign_form form)
{
    static const enum oid rsa[DIGEST_COUNT] = { OID_MD5_RSA, OID_SHA1_RSA,
                                                OID_SHA256_RSA, OID_SHA384_RSA,
                                                OID_SHA512_RSA };
    static const enum oid ec[DIGEST_COUNT] = { OID_SHA256_ECDSA, OID_SHA1_ECDSA,
                                               OID_SHA256_ECDSA, OID_SHA384_ECDSA,
                                               OID_SHA512_ECDSA };

    if (form == SIGN_PSS)
        return pss_algorithm(f, OID_SHA256);
    if (key && key->is_ec)
        return DER(&f->arena, DER_SEQUENCE, der_identifier(&f->arena, ec[algorithm]));
    return der_algorithm(&f->arena, rsa[algorithm]);
}
