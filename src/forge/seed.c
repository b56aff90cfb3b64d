#include "base/base.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>

#include "forge/der_write.h"
#include "forge/seed.h"

bool forge_must(struct forge *f, bool ok)
{
    if (!ok)
        f->failed = true;
    return ok;
}

struct str seed_bytes(struct forge *f, struct str label, size_t n)
{
    char *out = arena_text(&f->arena, n + 32);

    for (size_t at = 0; out && at < n; at += 32) {
        const char counter[] = { (char)(at >> 13), (char)(at >> 5) };
        const struct str part[] = { f->seed, STR("/"), label, { counter, 2 } };
        struct digest d;

        digest_compute_parts(f->digester, DIGEST_SHA256, part, countof(part), &d);
        memcpy(out + at, d.bytes, 32);
    }
    return (struct str){ out, out ? n : 0 };
}

/* The first prime from there on that leaves p - 1 coprime to the public exponent. */
static bool find_prime(struct forge *f, const char *label, const char *part, int bits,
                       BIGNUM *p, BN_CTX *c)
{
    struct str from = DER(&f->arena, 0, str_from_cstr(label), str_from_cstr(part));
    struct str start = seed_bytes(f, from, (size_t)bits / 8);

    if (!start.p || !BN_bin2bn((const uint8_t *)start.p, bits / 8, p))
        return false;
    /* The two top bits make the product of two such primes as long as both together. */
    if (!BN_set_bit(p, bits - 1) || !BN_set_bit(p, bits - 2) || !BN_set_bit(p, 0))
        return false;
    while (BN_mod_word(p, 65537) == 1 || BN_check_prime(p, c, NULL) != 1)
        if (!BN_add_word(p, 2))
            return false;
    return true;
}

struct rsa_numbers {
    BIGNUM *n, *e, *d, *p, *q, *dp, *dq, *qi;
};

static bool derive_rsa(struct rsa_numbers *r, BN_CTX *c)
{
    BIGNUM *p1 = BN_CTX_get(c), *q1 = BN_CTX_get(c), *phi = BN_CTX_get(c);

    return phi && BN_mul(r->n, r->p, r->q, c) && BN_sub(p1, r->p, BN_value_one()) &&
           BN_sub(q1, r->q, BN_value_one()) && BN_mul(phi, p1, q1, c) &&
           BN_set_word(r->e, 65537) && BN_mod_inverse(r->d, r->e, phi, c) &&
           BN_mod(r->dp, r->d, p1, c) && BN_mod(r->dq, r->d, q1, c) &&
           BN_mod_inverse(r->qi, r->q, r->p, c);
}

static EVP_PKEY *key_from(const char *type, OSSL_PARAM_BLD *b)
{
    OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(b);
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    EVP_PKEY *key = NULL;

    if (params && c && EVP_PKEY_fromdata_init(c) > 0 &&
        EVP_PKEY_fromdata(c, &key, EVP_PKEY_KEYPAIR, params) <= 0)
        key = NULL;
    EVP_PKEY_CTX_free(c);
    OSSL_PARAM_free(params);
    return key;
}

static EVP_PKEY *pack_rsa(const struct rsa_numbers *r)
{
    OSSL_PARAM_BLD *b = OSSL_PARAM_BLD_new();
    EVP_PKEY *key = NULL;

    if (b && OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_N, r->n) &&
        OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_E, r->e) &&
        OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_D, r->d) &&
        OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_FACTOR1, r->p) &&
        OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_FACTOR2, r->q) &&
        OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_EXPONENT1, r->dp) &&
        OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_EXPONENT2, r->dq) &&
        OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_COEFFICIENT1, r->qi))
        key = key_from("RSA", b);
    OSSL_PARAM_BLD_free(b);
    return key;
}

static EVP_PKEY *make_rsa(struct forge *f, const char *label, int bits)
{
    BN_CTX *c = BN_CTX_new();
    struct rsa_numbers r;
    EVP_PKEY *key = NULL;

    if (!c)
        return NULL;
    BN_CTX_start(c);
    r = (struct rsa_numbers){ BN_CTX_get(c), BN_CTX_get(c), BN_CTX_get(c),
                              BN_CTX_get(c), BN_CTX_get(c), BN_CTX_get(c),
                              BN_CTX_get(c), BN_CTX_get(c) };
    if (r.qi && find_prime(f, label, "/p", bits / 2, r.p, c) &&
        find_prime(f, label, "/q", bits / 2, r.q, c) && derive_rsa(&r, c))
        key = pack_rsa(&r);
    BN_CTX_end(c);
    BN_CTX_free(c);
    return key;
}

/* The public point of the private number, uncompressed. */
static size_t public_point(const char *curve, const BIGNUM *d, uint8_t out[133])
{
    EC_GROUP *group = EC_GROUP_new_by_curve_name(OBJ_sn2nid(curve));
    EC_POINT *point = group ? EC_POINT_new(group) : NULL;
    size_t n = 0;

    if (point && EC_POINT_mul(group, point, d, NULL, NULL, NULL))
        n = EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED, out, 133,
                               NULL);
    EC_POINT_free(point);
    EC_GROUP_free(group);
    return n;
}

static EVP_PKEY *make_ec(struct forge *f, const char *label, const char *curve,
                         size_t size)
{
    struct str bytes = seed_bytes(f, str_from_cstr(label), size);
    /* A byte less than the order has: always in range. */
    BIGNUM *d =
        bytes.p ? BN_bin2bn((const uint8_t *)bytes.p, (int)size - 1, NULL) : NULL;
    OSSL_PARAM_BLD *b = OSSL_PARAM_BLD_new();
    uint8_t point[133];
    size_t n = d ? public_point(curve, d, point) : 0;
    EVP_PKEY *key = NULL;

    if (b && n &&
        OSSL_PARAM_BLD_push_utf8_string(b, OSSL_PKEY_PARAM_GROUP_NAME, curve, 0) &&
        OSSL_PARAM_BLD_push_octet_string(b, OSSL_PKEY_PARAM_PUB_KEY, point, n) &&
        OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_PRIV_KEY, d))
        key = key_from("EC", b);
    OSSL_PARAM_BLD_free(b);
    BN_free(d);
    return key;
}

static struct str public_info(struct forge *f, EVP_PKEY *key)
{
    uint8_t *der = NULL;
    int n = key ? i2d_PUBKEY(key, &der) : 0;
    struct str s = { NULL, 0 };

    if (n > 0)
        s = str_dup(&f->arena, (struct str){ (const char *)der, (size_t)n });
    OPENSSL_free(der);
    return s;
}

const struct forge_key *seed_key(struct forge *f, const char *label)
{
    struct str name = str_from_cstr(label);
    struct forge_key *k;

    for (size_t i = 0; i < f->nkeys; i++)
        if (strcmp(f->key[i].label, label) == 0)
            return &f->key[i];
    if (!forge_must(f, f->nkeys < FORGE_KEYS_MAX))
        return NULL;
    k = &f->key[f->nkeys];
    k->label = label;
    k->is_ec = name.n > 1 && name.p[0] == 'p' && (name.p[1] == '2' || name.p[1] == '3');
    if (str_starts_with(name, STR("p256")))
        k->pkey = make_ec(f, label, "prime256v1", 32);
    else if (str_starts_with(name, STR("p384")))
        k->pkey = make_ec(f, label, "secp384r1", 48);
    else
        k->pkey = make_rsa(f, label, str_starts_with(name, STR("weak")) ? 1024 : 2048);
    k->spki = public_info(f, k->pkey);
    if (!forge_must(f, k->pkey && k->spki.n > 0))
        return NULL;
    f->nkeys++;
    return k;
}
