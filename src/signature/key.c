#include "base/base.h"

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "base/hash.h"
#include "signature/crl.h"
#include "signature/key.h"

enum {
    KEY_SLOTS = 256,    /* decoded keys */
    CHECK_SLOTS = 1024, /* outcomes of certificate checks */
    KEY_BYTES_MAX = 16 * 1024
};

struct key_slot {
    struct str info; /* SubjectPublicKeyInfo, heap */
    EVP_PKEY *key;   /* NULL: cannot be used */
};

struct check_slot {
    struct digest id; /* SHA-256 over certificate and issuer key */
    enum key_outcome outcome;
};

struct keyring {
    struct digester *digester; /* borrowed */
    bool ran_out;              /* of memory, since the last keyring_ran_out() */
    struct key_slot key[KEY_SLOTS];
    struct check_slot check[CHECK_SLOTS];
};

enum method_kind { METHOD_UNKNOWN, METHOD_RSA, METHOD_PSS, METHOD_ECDSA };

struct method {
    enum method_kind kind;
    enum digest_algorithm algorithm;
    enum digest_algorithm mask; /* PSS: of the mask generation function */
    int salt;                   /* PSS: bytes */
};

enum status keyring_new(struct keyring **out, struct digester *g, struct diag *diag)
{
    struct keyring *ring = calloc(1, sizeof *ring);

    *out = ring;
    if (!ring)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    ring->digester = g;
    for (size_t i = 0; i < CHECK_SLOTS; i++)
        ring->check[i].id.algorithm = DIGEST_NONE;
    return ST_OK;
}

bool keyring_ran_out(struct keyring *ring)
{
    bool ran_out = ring->ran_out;

    ring->ran_out = false;
    return ran_out;
}

bool keyring_is_short(const struct keyring *ring)
{
    return ring->ran_out;
}

static void drop_key(struct key_slot *slot)
{
    EVP_PKEY_free(slot->key);
    /* The bytes are ours: malloc'ed in load_key(). */
    free((void *)(uintptr_t)slot->info.p);
    *slot = (struct key_slot){ .key = NULL };
}

void keyring_free(struct keyring *ring)
{
    if (!ring)
        return;
    for (size_t i = 0; i < KEY_SLOTS; i++)
        drop_key(&ring->key[i]);
    free(ring);
}

static bool is_known_curve(const EVP_PKEY *key)
{
    static const char *const known[] = { "prime256v1", "secp384r1", "secp521r1" };
    char name[64];
    size_t n = 0;

    if (EVP_PKEY_get_group_name(key, name, sizeof name, &n) != 1)
        return false;
    for (size_t i = 0; i < countof(known); i++)
        if (strcmp(known[i], name) == 0)
            return true;
    return false;
}

/* The algorithm identifier of a SubjectPublicKeyInfo names its curve, or is no EC key.
 */
static bool names_curve(struct str info)
{
    struct der_error error;
    struct der d = der_init(&error, info);
    struct der spki = der_enter(&d, DER_SEQUENCE);
    struct algorithm algorithm = { .oid = OID_UNKNOWN };

    cms_parse_algorithm(&spki, &algorithm);
    if (der_failed(&spki))
        return false;
    return algorithm.oid != OID_EC_KEY ||
           (algorithm.parameters.n > 0 && algorithm.parameters.p[0] == DER_OID);
}

static EVP_PKEY *decode_key(struct str info)
{
    const unsigned char *p = (const unsigned char *)info.p;
    EVP_PKEY *key;
    int kind;

    if (!names_curve(info))
        return NULL;
    key = d2i_PUBKEY(NULL, &p, (long)info.n);
    kind = key ? EVP_PKEY_get_base_id(key) : EVP_PKEY_NONE;
    if (kind == EVP_PKEY_RSA || kind == EVP_PKEY_RSA_PSS ||
        (kind == EVP_PKEY_EC && is_known_curve(key)))
        return key;
    EVP_PKEY_free(key);
    return NULL;
}

/* The decoded key, owned by the ring until another takes its slot; NULL: unusable. */
static EVP_PKEY *load_key(struct keyring *ring, struct str info)
{
    struct key_slot *slot = &ring->key[hash_bytes(info.p, info.n) % KEY_SLOTS];
    char *copy;

    if (info.n == 0 || info.n > KEY_BYTES_MAX)
        return NULL;
    if (str_eq(slot->info, info))
        return slot->key;
    drop_key(slot);
    copy = malloc(info.n);
    if (!copy) {
        ring->ran_out = true;
        return NULL;
    }
    memcpy(copy, info.p, info.n);
    slot->info = (struct str){ copy, info.n };
    slot->key = decode_key(info);
    return slot->key;
}

/*
 * RSASSA-PSS-params: hash [0], mask generation [1], salt length [2], trailer [3]; SHA-1
 * and 20 bytes where they are absent.
 */
static bool parse_pss(struct str parameters, struct method *out)
{
    struct der_error error;
    struct der d = der_init(&error, parameters);
    struct der seq = der_enter(&d, DER_SEQUENCE);
    struct algorithm a = { .oid = OID_SHA1 }, mask = { .oid = OID_SHA1 };
    int64_t salt = 20;

    if (der_peek(&seq) == DER_CONTEXT_CONSTRUCTED(0)) {
        struct der part = der_enter(&seq, DER_CONTEXT_CONSTRUCTED(0));

        cms_parse_algorithm(&part, &a);
    }
    if (der_peek(&seq) == DER_CONTEXT_CONSTRUCTED(1)) {
        struct der part = der_enter(&seq, DER_CONTEXT_CONSTRUCTED(1));

        cms_parse_algorithm(&part, &mask);
        if (mask.oid != OID_MGF1)
            return false;
        part = der_within(&seq, mask.parameters);
        cms_parse_algorithm(&part, &mask);
    }
    if (der_peek(&seq) == DER_CONTEXT_CONSTRUCTED(2)) {
        struct der part = der_enter(&seq, DER_CONTEXT_CONSTRUCTED(2));

        salt = der_small(&part);
    }
    out->kind = METHOD_PSS;
    out->algorithm = digest_from_oid(a.oid);
    out->mask = digest_from_oid(mask.oid);
    out->salt = salt >= 0 && salt <= 512 ? (int)salt : -1;
    return !der_failed(&d) && out->algorithm != DIGEST_NONE &&
           out->mask != DIGEST_NONE && out->salt >= 0;
}

/* Signature algorithms that fix their digest, and the two that leave it open. */
static const struct {
    enum oid oid;
    enum method_kind kind;
    enum digest_algorithm algorithm;
} methods[] = {
    { OID_RSA, METHOD_RSA, DIGEST_NONE },
    { OID_EC_KEY, METHOD_ECDSA, DIGEST_NONE },
    { OID_MD5_RSA, METHOD_RSA, DIGEST_MD5 },
    { OID_SHA1_RSA, METHOD_RSA, DIGEST_SHA1 },
    { OID_SHA1_RSA_OIW, METHOD_RSA, DIGEST_SHA1 },
    { OID_SHA256_RSA, METHOD_RSA, DIGEST_SHA256 },
    { OID_SHA384_RSA, METHOD_RSA, DIGEST_SHA384 },
    { OID_SHA512_RSA, METHOD_RSA, DIGEST_SHA512 },
    { OID_SHA1_ECDSA, METHOD_ECDSA, DIGEST_SHA1 },
    { OID_SHA256_ECDSA, METHOD_ECDSA, DIGEST_SHA256 },
    { OID_SHA384_ECDSA, METHOD_ECDSA, DIGEST_SHA384 },
    { OID_SHA512_ECDSA, METHOD_ECDSA, DIGEST_SHA512 },
};

static bool find_method(const struct algorithm *a, enum digest_algorithm open,
                        struct method *out)
{
    *out = (struct method){ .kind = METHOD_UNKNOWN, .algorithm = DIGEST_NONE };
    if (a->oid == OID_RSA_PSS)
        return parse_pss(a->parameters, out);
    for (size_t i = 0; i < countof(methods); i++) {
        if (methods[i].oid != a->oid)
            continue;
        out->kind = methods[i].kind;
        out->algorithm =
            methods[i].algorithm == DIGEST_NONE ? open : methods[i].algorithm;
    }
    return out->kind != METHOD_UNKNOWN && out->algorithm != DIGEST_NONE;
}

enum digest_algorithm key_method_digest(const struct algorithm *method)
{
    struct method m;

    return find_method(method, DIGEST_NONE, &m) ? m.algorithm : DIGEST_NONE;
}

enum digest_algorithm cert_digest(const struct cert *cert)
{
    return key_method_digest(&cert->signature_algorithm);
}

bool key_method_is_md5(const struct algorithm *method)
{
    return method->oid == OID_MD2_RSA || method->oid == OID_MD5_RSA;
}

static const EVP_MD *evp_digest(enum digest_algorithm algorithm)
{
    static const EVP_MD *(*const of[DIGEST_COUNT])(void) = {
        [DIGEST_MD5] = EVP_md5,       [DIGEST_SHA1] = EVP_sha1,
        [DIGEST_SHA256] = EVP_sha256, [DIGEST_SHA384] = EVP_sha384,
        [DIGEST_SHA512] = EVP_sha512,
    };

    return of[algorithm]();
}

/* Does the kind of key fit the kind of signature? */
static bool suits(const EVP_PKEY *key, enum method_kind kind)
{
    int id = EVP_PKEY_get_base_id(key);

    if (kind == METHOD_ECDSA)
        return id == EVP_PKEY_EC;
    return id == EVP_PKEY_RSA || (id == EVP_PKEY_RSA_PSS && kind == METHOD_PSS);
}

static bool prepare(EVP_PKEY_CTX *context, const struct method *m)
{
    if (EVP_PKEY_verify_init(context) != 1)
        return false;
    if (m->kind == METHOD_RSA &&
        EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) != 1)
        return false;
    if (m->kind == METHOD_PSS &&
        (EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) != 1 ||
         EVP_PKEY_CTX_set_rsa_mgf1_md(context, evp_digest(m->mask)) != 1 ||
         EVP_PKEY_CTX_set_rsa_pss_saltlen(context, m->salt) != 1))
        return false;
    return EVP_PKEY_CTX_set_signature_md(context, evp_digest(m->algorithm)) == 1;
}

enum key_outcome key_verify(struct keyring *ring, const struct key_check *check)
{
    enum key_outcome outcome = KEY_DIFFERS;
    EVP_PKEY_CTX *context;
    struct digest hash;
    struct method m;
    EVP_PKEY *key;

    if (!find_method(check->method, check->algorithm, &m))
        return KEY_UNKNOWN_METHOD;
    key = load_key(ring, check->key);
    if (!key || !suits(key, m.kind))
        return KEY_UNUSABLE;
    digest_compute_parts(ring->digester, m.algorithm, check->part, check->nparts,
                         &hash);
    if (hash.algorithm == DIGEST_NONE)
        return KEY_UNKNOWN_METHOD;
    context = EVP_PKEY_CTX_new(key, NULL);
    ring->ran_out |= !context;
    if (context && prepare(context, &m) &&
        EVP_PKEY_verify(context, (const unsigned char *)check->signature.p,
                        check->signature.n, hash.bytes, hash.n) == 1)
        outcome = KEY_FITS;
    EVP_PKEY_CTX_free(context);
    return outcome;
}

/* The slot for the pair of a signed thing and the key that should have signed it. */
static struct check_slot *find_slot(struct keyring *ring, struct str thing,
                                    struct str key, struct digest *id)
{
    const struct str pair[] = { thing, key };

    digest_compute_parts(ring->digester, DIGEST_SHA256, pair, countof(pair), id);
    return &ring->check[hash_bytes(id->bytes, id->n) % CHECK_SLOTS];
}

/* Check `tbs` unless the slot knows the answer. */
static enum key_outcome verify_once(struct keyring *ring, struct str thing,
                                    const struct key_check *check)
{
    struct digest id;
    struct check_slot *slot = find_slot(ring, thing, check->key, &id);

    if (!digest_eq(&slot->id, &id)) {
        slot->outcome = key_verify(ring, check);
        slot->id = id;
        /* What came of a lack of memory is not to be remembered. */
        if (ring->ran_out)
            slot->id.algorithm = DIGEST_NONE;
    }
    return slot->outcome;
}

enum key_outcome key_verify_cert(struct keyring *ring, const struct cert *cert,
                                 const struct cert *issuer)
{
    return verify_once(ring, cert->der,
                       &(struct key_check){
                           .key = issuer->key,
                           .method = &cert->signature_algorithm,
                           .algorithm = DIGEST_NONE,
                           .signature = cert->signature,
                           .part = &cert->tbs,
                           .nparts = 1,
                       });
}

enum key_outcome key_verify_crl(struct keyring *ring, const struct crl *crl,
                                const struct cert *issuer)
{
    struct str address = { (const char *)&crl->der.p, sizeof crl->der.p };

    return verify_once(ring, address,
                       &(struct key_check){
                           .key = issuer->key,
                           .method = &crl->signature_algorithm,
                           .algorithm = DIGEST_NONE,
                           .signature = crl->signature,
                           .part = &crl->tbs,
                           .nparts = 1,
                       });
}

/*
 * libcrypto checks the type 1 padding: 00 01, at least eight FF, 00. What remains must
 * be the hash and nothing else.
 */
enum key_outcome key_verify_bare_hash(struct keyring *ring, struct str key,
                                      struct str signature, const struct digest *hash)
{
    enum key_outcome outcome = KEY_DIFFERS;
    EVP_PKEY *rsa = load_key(ring, key);
    unsigned char block[2048];
    size_t n = sizeof block;
    EVP_PKEY_CTX *context;

    if (!rsa || EVP_PKEY_get_base_id(rsa) != EVP_PKEY_RSA ||
        EVP_PKEY_get_size(rsa) > (int)sizeof block)
        return KEY_UNUSABLE;
    context = EVP_PKEY_CTX_new(rsa, NULL);
    ring->ran_out |= !context;
    if (context && EVP_PKEY_verify_recover_init(context) == 1 &&
        EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1 &&
        EVP_PKEY_verify_recover(context, block, &n, (const unsigned char *)signature.p,
                                signature.n) == 1 &&
        hash->algorithm != DIGEST_NONE && n == hash->n &&
        memcmp(block, hash->bytes, n) == 0)
        outcome = KEY_FITS;
    EVP_PKEY_CTX_free(context);
    return outcome;
}
