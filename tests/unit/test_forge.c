/*
 * test_forge.c - what is forged follows from the seed, and libcrypto agrees with it.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <openssl/x509.h>

#include "forge/forge.h"

static struct forge *new_forge(struct str seed)
{
    struct forge *f;

    assert_int_equal(forge_new(&f, seed, NULL), ST_OK);
    return f;
}

static struct str bytes_of(struct forge *f, const char *name)
{
    struct forge_sample s;

    assert_non_null(forge_find(name));
    assert_int_equal(forge_make(f, forge_find(name), &s, NULL), ST_OK);
    return s.bytes;
}

/* RSA, ECDSA with its nonce, PSS with its salt, a generator of one's own. */
static void test_same_seed_same_bytes(void **state UNUSED)
{
    static const char *const names[] = { "02", "04", "x09", "x74", "91", "x99d" };
    struct forge *a = new_forge(STR("seed")), *b = new_forge(STR("seed"));

    for (size_t i = 0; i < countof(names); i++)
        assert_true(str_eq(bytes_of(a, names[i]), bytes_of(b, names[i])));
    forge_free(a);
    forge_free(b);
}

static void test_other_seed_other_keys(void **state UNUSED)
{
    struct forge *a = new_forge(STR("seed")), *b = new_forge(STR("seeds"));

    assert_false(str_eq(bytes_of(a, "02"), bytes_of(b, "02")));
    assert_true(str_eq(bytes_of(a, "00"), bytes_of(b, "00")));
    forge_free(a);
    forge_free(b);
}

static X509 *read_cert(struct forge *f, const char *id)
{
    const struct forge_cert *c = pki_cert(f, id);
    const unsigned char *p;
    X509 *x;

    assert_non_null(c);
    p = (const unsigned char *)c->der.p;
    x = d2i_X509(NULL, &p, (long)c->der.n);
    assert_non_null(x);
    assert_ptr_equal(p, c->der.p + c->der.n);
    return x;
}

/* libcrypto reads every sound certificate and agrees with its signature. */
static void test_certificates(void **state UNUSED)
{
    struct forge *f = new_forge(STR("seed"));

    for (size_t i = 0; i < actor_count; i++) {
        const struct actor *actor = &actor_table[i];
        X509 *x, *issuer;

        if (actor->flaw != ACTOR_SOUND || strcmp(actor->id, "curve-leaf") == 0)
            continue;
        x = read_cert(f, actor->id);
        issuer = read_cert(f, actor->issuer ? actor->issuer : actor->id);
        assert_int_equal(X509_verify(x, X509_get0_pubkey(issuer)), 1);
        X509_free(x);
        X509_free(issuer);
    }
    forge_free(f);
}

/* A row that names nobody is refused, and stays refused. */
static void test_unknown_actor(void **state UNUSED)
{
    struct forge *f = new_forge(STR("seed"));
    struct forge_case c = *forge_find("01");
    struct forge_sample s;
    struct diag diag;

    c.order.signer = "nobody";
    assert_int_equal(forge_make(f, &c, &s, &diag), ST_UNSUPPORTED);
    assert_int_equal(forge_make(f, forge_find("01"), &s, &diag), ST_UNSUPPORTED);
    assert_null(forge_find("no such case"));
    forge_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_seed_same_bytes),
        cmocka_unit_test(test_other_seed_other_keys),
        cmocka_unit_test(test_certificates),
        cmocka_unit_test(test_unknown_actor),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
