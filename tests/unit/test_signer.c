/*
 * test_signer - answers about signatures that stay where they are.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "make_cert.h"
#include "signature/signer.h"

struct bench {
    struct digester *digester;
    struct keyring *ring;
    struct made right, wrong;
    unsigned char signature[512];
    struct signer_info signer; /* signs `content` with the right key */
    struct str content;
    struct signer_memory memory;
};

static void sign(struct bench *b)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    size_t n = sizeof b->signature;

    assert_non_null(context);
    assert_int_equal(
        EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, b->right.key), 1);
    assert_int_equal(EVP_DigestSign(context, b->signature, &n,
                                    (const unsigned char *)b->content.p, b->content.n),
                     1);
    EVP_MD_CTX_free(context);
    b->signer = (struct signer_info){
        .digest = { .oid = OID_SHA256 },
        .signature_algorithm = { .oid = OID_SHA256_ECDSA },
        .signature = { (const char *)b->signature, n },
    };
}

static int set_up(void **state)
{
    struct bench *b = calloc(1, sizeof *b);

    assert_non_null(b);
    *state = b;
    assert_int_equal(digester_new(&b->digester, NULL), ST_OK);
    assert_int_equal(keyring_new(&b->ring, b->digester, NULL), ST_OK);
    make_cert(&b->right, &(struct recipe){ .name = "Right" });
    make_cert(&b->wrong, &(struct recipe){ .name = "Wrong" });
    b->content = STR("the members of a catalog");
    sign(b);
    return 0;
}

static int tear_down(void **state)
{
    struct bench *b = *state;

    made_release(&b->right);
    made_release(&b->wrong);
    keyring_free(b->ring);
    digester_free(b->digester);
    free(b);
    return 0;
}

static bool ask(struct bench *b, struct str key, struct str content)
{
    struct signer_answer answer;

    signer_check_once(&b->memory,
                      &(struct signer_question){
                          .signer = &b->signer, .key = key, .content = content },
                      b->ring, b->digester, &answer);
    return answer.signature_ok;
}

/* A wrong key, which would be refused, shows that the question is not asked again. */
static void good_answers_are_remembered(void **state)
{
    struct bench *b = *state;

    assert_true(ask(b, b->right.cert.key, b->content));
    assert_true(ask(b, b->wrong.cert.key, b->content));
}

static void bad_answers_are_remembered(void **state)
{
    struct bench *b = *state;

    assert_false(ask(b, b->wrong.cert.key, b->content));
    assert_false(ask(b, b->right.cert.key, b->content));
}

/* The same bytes at another place are another question. */
static void places_are_told_apart(void **state)
{
    struct bench *b = *state;
    char copy[64];

    memcpy(copy, b->content.p, b->content.n);
    assert_true(ask(b, b->right.cert.key, b->content));
    copy[0] ^= 1;
    assert_false(ask(b, b->right.cert.key, (struct str){ copy, b->content.n }));
    assert_true(ask(b, b->right.cert.key, b->content));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(good_answers_are_remembered, set_up, tear_down),
        cmocka_unit_test_setup_teardown(bad_answers_are_remembered, set_up, tear_down),
        cmocka_unit_test_setup_teardown(places_are_told_apart, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
