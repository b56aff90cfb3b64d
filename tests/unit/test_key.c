/*
 * test_key - signatures that fit, and those that must not.
 */
#include "base/base.h"

#include <openssl/rsa.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "make_cert.h"
#include "signature/key.h"

struct bench {
    struct digester *digester;
    struct keyring *ring;
    struct made made;
};

static void open_bench(struct bench *b, unsigned rsa_bits)
{
    assert_int_equal(digester_new(&b->digester, NULL), ST_OK);
    assert_int_equal(keyring_new(&b->ring, b->digester, NULL), ST_OK);
    make_cert(&b->made, &(struct recipe){ .name = "Key", .rsa_bits = rsa_bits });
}

static void close_bench(struct bench *b)
{
    made_release(&b->made);
    keyring_free(b->ring);
    digester_free(b->digester);
}

/* An RSA block over `tbs` without DigestInfo (md NULL), or as the padding says. */
static struct str sign(EVP_PKEY *key, const EVP_MD *md, int padding, int salt,
                       struct str tbs, unsigned char out[512])
{
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
    size_t n = 512;

    assert_non_null(context);
    assert_int_equal(EVP_PKEY_sign_init(context), 1);
    assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(context, padding), 1);
    if (md)
        assert_int_equal(EVP_PKEY_CTX_set_signature_md(context, md), 1);
    if (padding == RSA_PKCS1_PSS_PADDING)
        assert_int_equal(EVP_PKEY_CTX_set_rsa_pss_saltlen(context, salt), 1);
    assert_int_equal(
        EVP_PKEY_sign(context, out, &n, (const unsigned char *)tbs.p, tbs.n), 1);
    EVP_PKEY_CTX_free(context);
    return (struct str){ (const char *)out, n };
}

/* The bare hash is accepted by its own function only, and only whole. */
static void bare_hashes(void **state UNUSED)
{
    const struct algorithm rsa = { .oid = OID_RSA };
    const struct str text = STR("attributes");
    unsigned char block[512];
    struct key_check check;
    struct digest hash;
    struct str signature;
    struct bench b;

    open_bench(&b, 2048);
    digest_compute(b.digester, DIGEST_SHA1, text, &hash);
    signature = sign(b.made.key, NULL, RSA_PKCS1_PADDING, 0, digest_str(&hash), block);
    assert_int_equal(key_verify_bare_hash(b.ring, b.made.cert.key, signature, &hash),
                     KEY_FITS);
    check = (struct key_check){ .key = b.made.cert.key,
                                .method = &rsa,
                                .algorithm = DIGEST_SHA1,
                                .signature = signature,
                                .part = &text,
                                .nparts = 1 };
    assert_int_equal(key_verify(b.ring, &check), KEY_DIFFERS);
    hash.bytes[0] ^= 1;
    assert_int_equal(key_verify_bare_hash(b.ring, b.made.cert.key, signature, &hash),
                     KEY_DIFFERS);
    hash.bytes[0] ^= 1;
    /* A prefix of the hash, or the hash and more, is not the hash. */
    signature = sign(b.made.key, NULL, RSA_PKCS1_PADDING, 0,
                     (struct str){ (const char *)hash.bytes, 19 }, block);
    assert_int_equal(key_verify_bare_hash(b.ring, b.made.cert.key, signature, &hash),
                     KEY_DIFFERS);
    signature = sign(b.made.key, NULL, RSA_PKCS1_PADDING, 0,
                     (struct str){ (const char *)hash.bytes, 21 }, block);
    assert_int_equal(key_verify_bare_hash(b.ring, b.made.cert.key, signature, &hash),
                     KEY_DIFFERS);
    close_bench(&b);
}

/* RSASSA-PSS with SHA-256 and a salt of 32 bytes; its parameters as DER. */
static void pss(void **state UNUSED)
{
    static const char parameters[] =
        "\x30\x34\xa0\x0f\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00"
        "\xa1\x1c\x30\x1a\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x08\x30\x0d\x06\x09"
        "\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\xa2\x03\x02\x01\x20";
    struct algorithm method = { .oid = OID_RSA_PSS,
                                .parameters = { parameters, sizeof parameters - 1 } };
    struct str text = STR("content");
    unsigned char block[512];
    struct key_check check;
    struct digest hash;
    struct bench b;

    open_bench(&b, 2048);
    digest_compute(b.digester, DIGEST_SHA256, text, &hash);
    check = (struct key_check){ .key = b.made.cert.key,
                                .method = &method,
                                .algorithm = DIGEST_NONE,
                                .part = &text,
                                .nparts = 1 };
    check.signature = sign(b.made.key, EVP_sha256(), RSA_PKCS1_PSS_PADDING, 32,
                           digest_str(&hash), block);
    assert_int_equal(key_verify(b.ring, &check), KEY_FITS);
    check.signature = sign(b.made.key, EVP_sha256(), RSA_PKCS1_PSS_PADDING, 20,
                           digest_str(&hash), block);
    assert_int_equal(key_verify(b.ring, &check), KEY_DIFFERS);
    assert_int_equal(key_method_digest(&method), DIGEST_SHA256);
    method.parameters.n--;
    assert_int_equal(key_verify(b.ring, &check), KEY_UNKNOWN_METHOD);
    close_bench(&b);
}

static void kinds_do_not_mix(void **state UNUSED)
{
    const struct algorithm rsa = { .oid = OID_SHA256_RSA };
    const struct algorithm nobody = { .oid = OID_UNKNOWN };
    struct str text = STR("content");
    struct key_check check = { .method = &rsa, .part = &text, .nparts = 1 };
    struct bench b;

    open_bench(&b, 0);
    check.key = b.made.cert.key;
    check.signature = b.made.cert.signature;
    assert_int_equal(key_verify(b.ring, &check), KEY_UNUSABLE);
    check.method = &nobody;
    assert_int_equal(key_verify(b.ring, &check), KEY_UNKNOWN_METHOD);
    check.method = &rsa;
    check.key = STR("no key");
    assert_int_equal(key_verify(b.ring, &check), KEY_UNUSABLE);
    close_bench(&b);
}

/* The outcome is the same when it is remembered. */
static void certificates(void **state UNUSED)
{
    for (unsigned bits = 0; bits <= 2048; bits += 2048) {
        struct bench b;
        struct cert copy;

        open_bench(&b, bits);
        copy = b.made.cert;
        for (int i = 0; i < 2; i++)
            assert_int_equal(key_verify_cert(b.ring, &copy, &b.made.cert), KEY_FITS);
        b.made.der[b.made.cert.der.n - 1] ^= 1;
        for (int i = 0; i < 2; i++)
            assert_int_equal(key_verify_cert(b.ring, &copy, &b.made.cert), KEY_DIFFERS);
        close_bench(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bare_hashes),
        cmocka_unit_test(pss),
        cmocka_unit_test(kinds_do_not_mix),
        cmocka_unit_test(certificates),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
