/*
 * test_chain_rules - each rule of chains on the smallest chain that shows it.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "chain_world.h"

#define CA .constraints = "critical,CA:TRUE"
#define SIGNS .eku = "codeSigning", .key_usage = "digitalSignature"

static const struct recipe old_root = { .name = "Root", CA, .from = 1990, .to = 2000 };
static const struct recipe root_0 = { .name = "Root",
                                      .constraints = "CA:TRUE,pathlen:0" };
static const struct recipe root_1 = { .name = "Root",
                                      .constraints = "CA:TRUE,pathlen:1" };

static const struct recipe old_issuer = { .name = "CA", CA, .from = 1990, .to = 2000 };
static const struct recipe no_ca = { .name = "CA", .constraints = "CA:FALSE" };
static const struct recipe bare_issuer = { .name = "CA" };
static const struct recipe rsa_issuer = { .name = "CA", CA, .rsa_bits = 2048 };
static const struct recipe web_issuer = { .name = "CA", CA, .eku = "serverAuth" };
static const struct recipe no_sign = { .name = "CA", CA, .key_usage = "cRLSign" };

static const struct recipe for_signer = { .name = "CA", CA, .permitted = "Signer" };
static const struct recipe for_other = { .name = "CA", CA, .permitted = "Other" };

static const struct recipe critical = { .name = "Me", SIGNS, .has_critical = true };
static const struct recipe web = { .name = "Me", .eku = "serverAuth" };
static const struct recipe any = { .name = "Me", .eku = "anyExtendedKeyUsage" };
static const struct recipe bare = { .name = "Me" };
static const struct recipe agrees = { .name = "Me",
                                      .eku = "codeSigning",
                                      .key_usage = "keyAgreement" };
static const struct recipe rsa_1024 = { .name = "Me", SIGNS, .rsa_bits = 1024 };
static const struct recipe rsa_768 = { .name = "Me", SIGNS, .rsa_bits = 768 };
static const struct recipe by_sha1 = { .name = "Me", SIGNS, .digest = "SHA1" };
static const struct recipe by_md5 = { .name = "Me", SIGNS, .digest = "MD5" };
static const struct recipe stamper = { .name = "Me", .eku = "critical,timeStamping" };

struct rule {
    const struct recipe *root, *issuer, *leaf; /* NULL: the plain one */
    int when;                                  /* year; 0: 2025 */
    bool is_strict;
    enum verdict verdict;
    enum finding finding; /* 0: none in particular */
};

static const struct rule rules[] = {
    { NULL, NULL, NULL, 0, false, VERDICT_VALID, 0 },
    { NULL, NULL, NULL, 2041, false, VERDICT_EXPIRED, 0 },
    { NULL, NULL, NULL, 2019, false, VERDICT_NOT_YET_VALID, 0 },
    /* A root may be out of date as long as it is trusted; an issuer may not. */
    { &old_root, NULL, NULL, 0, false, VERDICT_VALID, 0 },
    { NULL, &old_issuer, NULL, 0, false, VERDICT_EXPIRED, 0 },
    { NULL, &no_ca, NULL, 0, false, VERDICT_BAD_CONSTRAINTS, 0 },
    { NULL, &bare_issuer, NULL, 0, false, VERDICT_BAD_CONSTRAINTS, 0 },
    { NULL, &no_sign, NULL, 0, false, VERDICT_BAD_CONSTRAINTS, 0 },
    { &root_0, NULL, NULL, 0, false, VERDICT_BAD_CONSTRAINTS, 0 },
    { &root_1, NULL, NULL, 0, false, VERDICT_VALID, 0 },
    { NULL, &for_signer, NULL, 0, false, VERDICT_VALID, 0 },
    { NULL, &for_other, NULL, 0, false, VERDICT_BAD_CONSTRAINTS, 0 },
    { NULL, NULL, &critical, 0, false, VERDICT_BAD_CONSTRAINTS, 0 },
    { NULL, NULL, &web, 0, false, VERDICT_WRONG_USAGE, 0 },
    { NULL, NULL, &any, 0, false, VERDICT_VALID, 0 },
    { NULL, &web_issuer, NULL, 0, false, VERDICT_WRONG_USAGE, 0 },
    { NULL, NULL, &bare, 0, false, VERDICT_VALID, FINDING_NO_EKU },
    { NULL, NULL, &bare, 0, true, VERDICT_WRONG_USAGE, FINDING_NO_EKU },
    { NULL, NULL, &agrees, 0, false, VERDICT_VALID, FINDING_BAD_KEY_USAGE },
    { NULL, NULL, &agrees, 0, true, VERDICT_WRONG_USAGE, FINDING_BAD_KEY_USAGE },
    { NULL, NULL, &rsa_1024, 0, false, VERDICT_VALID, FINDING_WEAK_KEY },
    { NULL, NULL, &rsa_1024, 0, true, VERDICT_WEAK_ALGORITHM, FINDING_WEAK_KEY },
    { NULL, NULL, &rsa_768, 0, false, VERDICT_WEAK_ALGORITHM, FINDING_WEAK_KEY },
    { NULL, NULL, &by_sha1, 0, false, VERDICT_VALID, FINDING_WEAK_SHA1 },
    { NULL, &rsa_issuer, &by_md5, 0, false, VERDICT_VALID, FINDING_WEAK_MD5 },
};

static void check_rule(const struct rule *rule)
{
    struct chain_request r;
    struct world w;

    world_build(&w, rule->root ? rule->root : &plain_root,
                rule->issuer ? rule->issuer : &plain_issuer,
                rule->leaf ? rule->leaf : &plain_leaf);
    world_trust(&w, NULL);
    r = world_request(&w);
    r.when = r.now = year(rule->when ? rule->when : 2025);
    r.policy.is_strict = rule->is_strict;
    if (world_judge(&w, &r) != rule->verdict)
        fail_msg("case %zu is %s: %.*s", (size_t)(rule - rules),
                 verdict_row(verdict_of_set(w.chain.classes))->word,
                 STR_ARG(w.chain.problem));
    assert_true(!rule->finding || w.chain.findings.has[rule->finding]);
    assert_int_equal(w.chain.problem.n > 0, rule->verdict != VERDICT_VALID);
    assert_int_equal(w.chain.n, 3);
    world_release(&w);
}

static void each_rule(void **state UNUSED)
{
    for (size_t i = 0; i < countof(rules); i++)
        check_rule(&rules[i]);
}

/* A time stamp authority must have its usage spelled out. */
static void time_stamp_authorities(void **state UNUSED)
{
    const struct recipe *leaf[] = { &stamper, &bare, &plain_leaf, &any };
    const enum verdict verdict[] = { VERDICT_VALID, VERDICT_WRONG_USAGE,
                                     VERDICT_WRONG_USAGE, VERDICT_VALID };

    for (size_t i = 0; i < countof(leaf); i++) {
        struct chain_request r;
        struct world w;

        world_build(&w, &plain_root, &plain_issuer, leaf[i]);
        world_trust(&w, NULL);
        r = world_request(&w);
        r.purpose = TRUST_TIME_STAMPING;
        assert_int_equal(world_judge(&w, &r), verdict[i]);
        world_release(&w);
    }
}

struct list_rule {
    unsigned allowed, denied;
    int disabled;   /* year; 0: never */
    int not_before; /* year; 0: never */
    unsigned not_before_for;
    int when;
    enum verdict verdict;
    enum finding finding;
};

static const struct list_rule list_rules[] = {
    { TRUST_TIME_STAMPING, 0, 0, 0, 0, 2025, VERDICT_WRONG_USAGE, 0 },
    { TRUST_ANYTHING, TRUST_CODE_SIGNING, 0, 0, 0, 2025, VERDICT_WRONG_USAGE, 0 },
    { TRUST_ANYTHING, 0, 2024, 0, 0, 2023, VERDICT_VALID, 0 },
    { TRUST_ANYTHING, 0, 2024, 0, 0, 2024, VERDICT_DISTRUSTED, FINDING_ROOT_DISABLED },
    { TRUST_ANYTHING, 0, 0, 2024, TRUST_CODE_SIGNING, 2023, VERDICT_VALID, 0 },
    { TRUST_ANYTHING, 0, 0, 2024, TRUST_CODE_SIGNING, 2025, VERDICT_DISTRUSTED,
      FINDING_ROOT_NOT_BEFORE },
    { TRUST_ANYTHING, 0, 0, 2024, TRUST_TIME_STAMPING, 2025, VERDICT_VALID, 0 },
};

static void trust_list_properties(void **state UNUSED)
{
    for (size_t i = 0; i < countof(list_rules); i++) {
        const struct list_rule *rule = &list_rules[i];
        struct trust_entry e = { .allowed = rule->allowed,
                                 .denied = rule->denied,
                                 .not_before_for = rule->not_before_for };
        struct chain_request r;
        struct world w;

        e.disabled = rule->disabled ? year(rule->disabled) : TIME_NONE;
        e.not_before = rule->not_before ? year(rule->not_before) : TIME_NONE;
        world_build(&w, &plain_root, &plain_issuer, &plain_leaf);
        world_trust(&w, &e);
        r = world_request(&w);
        r.when = r.now = year(rule->when);
        assert_int_equal(world_judge(&w, &r), rule->verdict);
        assert_true(!rule->finding || w.chain.findings.has[rule->finding]);
        world_release(&w);
    }
}

static void disallowed_certificates(void **state UNUSED)
{
    for (size_t how = 0; how < 3; how++) {
        struct disallowed d = { .sha1 = { NULL, 0 } };
        struct chain_request r;
        struct digest hash;
        struct world w;

        world_build(&w, &plain_root, &plain_issuer, &plain_leaf);
        world_trust(&w, NULL);
        digest_compute(w.digester, how == 0 ? DIGEST_SHA1 : DIGEST_SHA256,
                       how == 2 ? w.issuer.cert.tbs : w.issuer.cert.der, &hash);
        *(how == 0   ? &d.sha1
          : how == 1 ? &d.sha256
                     : &d.signed_hash) = digest_str(&hash);
        assert_int_equal(trust_disallow(w.trust, &d, NULL), ST_OK);
        r = world_request(&w);
        assert_int_equal(world_judge(&w, &r), VERDICT_DISTRUSTED);
        world_release(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_rule),
        cmocka_unit_test(time_stamp_authorities),
        cmocka_unit_test(trust_list_properties),
        cmocka_unit_test(disallowed_certificates),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
