/*
 * test_chain - the rules of chains, each on the smallest chain that shows it.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "make_cert.h"
#include "signature/chain.h"

/* A root, an issuer and a signer; a case changes one thing. */
struct world {
    struct made root, issuer, leaf;
    struct trust *trust;
    struct digester *digester;
    struct keyring *ring;
    struct arena arena;
    struct cert_bag bag;
    struct chain chain;
    unsigned checks;
};

static const struct recipe plain_root = {
    .name = "Root",
    .constraints = "critical,CA:TRUE",
    .key_usage = "keyCertSign,cRLSign",
};

static const struct recipe plain_issuer = {
    .name = "Issuer",
    .constraints = "critical,CA:TRUE",
    .key_usage = "keyCertSign,cRLSign",
    .serial = 7,
};

static const struct recipe plain_leaf = {
    .name = "Signer",
    .eku = "codeSigning",
    .key_usage = "digitalSignature",
    .serial = 9,
};

static void put(struct cert_bag *bag, const struct made *m)
{
    bag->is_broken[bag->n] = false;
    bag->is_used[bag->n] = false;
    bag->cert[bag->n++] = m->cert;
}

static void add_root(struct world *w, const struct trust_entry *properties)
{
    struct trust_entry e = *properties;

    e.cert.der = w->root.cert.der;
    e.is_root = true;
    assert_int_equal(trust_add(w->trust, &e, NULL), ST_OK);
}

static const struct trust_entry good = {
    .allowed = TRUST_ANYTHING,
    .disabled = TIME_NONE,
    .not_before = TIME_NONE,
    .not_before_for = TRUST_ANYTHING,
};

static void build(struct world *w, const struct recipe *root,
                  const struct recipe *issuer, const struct recipe *leaf)
{
    struct recipe r = *issuer;

    memset(w, 0, sizeof *w);
    arena_init(&w->arena, 1 << 24);
    assert_int_equal(digester_new(&w->digester, NULL), ST_OK);
    assert_int_equal(keyring_new(&w->ring, w->digester, NULL), ST_OK);
    assert_int_equal(trust_new(&w->trust, NULL), ST_OK);
    make_cert(&w->root, root);
    r.issuer = &w->root;
    make_cert(&w->issuer, &r);
    r = *leaf;
    r.issuer = &w->issuer;
    make_cert(&w->leaf, &r);
    put(&w->bag, &w->leaf);
    put(&w->bag, &w->issuer);
    w->checks = CHAIN_CHECKS_MAX;
}

static void release(struct world *w)
{
    made_release(&w->root);
    made_release(&w->issuer);
    made_release(&w->leaf);
    keyring_free(w->ring);
    digester_free(w->digester);
    trust_free(w->trust);
    arena_release(&w->arena);
}

static struct chain_request request(struct world *w)
{
    return (struct chain_request){
        .leaf = &w->bag.cert[0],
        .bag = { &w->bag, NULL },
        .purpose = TRUST_CODE_SIGNING,
        .when = year(2025),
        .now = year(2025),
        .trust = w->trust,
        .ring = w->ring,
        .digester = w->digester,
        .checks_left = &w->checks,
        .arena = &w->arena,
    };
}

/* Seal, build, and say the verdict. */
static enum verdict judge(struct world *w, const struct chain_request *r)
{
    assert_int_equal(trust_seal(w->trust, NULL), ST_OK);
    assert_int_equal(chain_build(r, &w->chain, NULL), ST_OK);
    assert_int_equal(w->chain.is_trusted, w->chain.root && w->chain.classes == 0);
    return verdict_of_set(w->chain.classes);
}

struct rule {
    struct recipe root, issuer, leaf;
    int when; /* year; 0: 2025 */
    bool is_strict;
    enum verdict verdict;
    enum finding finding; /* FINDING_COUNT: none expected in particular */
};

#define ROOT .name = "Root", .constraints = "critical,CA:TRUE"
#define ISSUER .name = "Issuer", .constraints = "critical,CA:TRUE", .serial = 7
#define LEAF .name = "Signer", .serial = 9
#define SIGNS .eku = "codeSigning", .key_usage = "digitalSignature"
#define NOTHING FINDING_COUNT

static void rules(void **state UNUSED)
{
    const struct rule cases[] = {
        { { ROOT }, { ISSUER }, { LEAF, SIGNS }, 0, false, VERDICT_VALID, NOTHING },
        { { ROOT },
          { ISSUER },
          { LEAF, SIGNS },
          2041,
          false,
          VERDICT_EXPIRED,
          NOTHING },
        { { ROOT },
          { ISSUER },
          { LEAF, SIGNS },
          2019,
          false,
          VERDICT_NOT_YET_VALID,
          NOTHING },
        /* A root may be out of date as long as it is trusted; an issuer may not. */
        { { ROOT, .from = 1990, .to = 2000 },
          { ISSUER },
          { LEAF, SIGNS },
          0,
          false,
          VERDICT_VALID,
          NOTHING },
        { { ROOT },
          { ISSUER, .from = 1990, .to = 2000 },
          { LEAF, SIGNS },
          0,
          false,
          VERDICT_EXPIRED,
          NOTHING },
        { { ROOT },
          { .name = "Issuer", .constraints = "CA:FALSE" },
          { LEAF, SIGNS },
          0,
          false,
          VERDICT_BAD_CONSTRAINTS,
          NOTHING },
        { { ROOT },
          { .name = "Issuer" },
          { LEAF, SIGNS },
          0,
          false,
          VERDICT_BAD_CONSTRAINTS,
          NOTHING },
        { { ROOT, .key_usage = "keyCertSign" },
          { ISSUER, .key_usage = "digitalSignature" },
          { LEAF, SIGNS },
          0,
          false,
          VERDICT_BAD_CONSTRAINTS,
          NOTHING },
        { { .name = "Root", .constraints = "critical,CA:TRUE,pathlen:0" },
          { ISSUER },
          { LEAF, SIGNS },
          0,
          false,
          VERDICT_BAD_CONSTRAINTS,
          NOTHING },
        { { .name = "Root", .constraints = "critical,CA:TRUE,pathlen:1" },
          { ISSUER },
          { LEAF, SIGNS },
          0,
          false,
          VERDICT_VALID,
          NOTHING },
        { { ROOT },
          { ISSUER },
          { LEAF, SIGNS, .has_critical = true },
          0,
          false,
          VERDICT_BAD_CONSTRAINTS,
          NOTHING },
        { { ROOT },
          { ISSUER },
          { LEAF, .eku = "serverAuth" },
          0,
          false,
          VERDICT_WRONG_USAGE,
          NOTHING },
        { { ROOT },
          { ISSUER },
          { LEAF, .eku = "anyExtendedKeyUsage" },
          0,
          false,
          VERDICT_VALID,
          NOTHING },
        { { ROOT },
          { ISSUER, .eku = "serverAuth" },
          { LEAF, SIGNS },
          0,
          false,
          VERDICT_WRONG_USAGE,
          NOTHING },
        { { ROOT }, { ISSUER }, { LEAF }, 0, false, VERDICT_VALID, FINDING_NO_EKU },
        { { ROOT },
          { ISSUER },
          { LEAF },
          0,
          true,
          VERDICT_WRONG_USAGE,
          FINDING_NO_EKU },
        { { ROOT },
          { ISSUER },
          { LEAF, .eku = "codeSigning", .key_usage = "keyAgreement" },
          0,
          false,
          VERDICT_VALID,
          FINDING_BAD_KEY_USAGE },
        { { ROOT },
          { ISSUER },
          { LEAF, .eku = "codeSigning", .key_usage = "keyAgreement" },
          0,
          true,
          VERDICT_WRONG_USAGE,
          FINDING_BAD_KEY_USAGE },
        { { ROOT },
          { ISSUER },
          { LEAF, SIGNS, .rsa_bits = 1024 },
          0,
          false,
          VERDICT_VALID,
          FINDING_WEAK_KEY },
        { { ROOT },
          { ISSUER },
          { LEAF, SIGNS, .rsa_bits = 1024 },
          0,
          true,
          VERDICT_WEAK_ALGORITHM,
          FINDING_WEAK_KEY },
        { { ROOT },
          { ISSUER },
          { LEAF, SIGNS, .rsa_bits = 768 },
          0,
          false,
          VERDICT_WEAK_ALGORITHM,
          FINDING_WEAK_KEY },
        { { ROOT },
          { ISSUER },
          { LEAF, SIGNS, .digest = "SHA1" },
          0,
          false,
          VERDICT_VALID,
          FINDING_WEAK_SHA1 },
        { { ROOT },
          { ISSUER, .rsa_bits = 2048 },
          { LEAF, SIGNS, .digest = "MD5" },
          0,
          false,
          VERDICT_VALID,
          FINDING_WEAK_MD5 },
    };

    for (size_t i = 0; i < countof(cases); i++) {
        const struct rule *rule = &cases[i];
        struct chain_request r;
        struct world w;

        build(&w, &rule->root, &rule->issuer, &rule->leaf);
        add_root(&w, &good);
        r = request(&w);
        r.when = r.now = year(rule->when ? rule->when : 2025);
        r.policy.is_strict = rule->is_strict;
        if (judge(&w, &r) != rule->verdict)
            fail_msg("case %zu is %s", i,
                     verdict_row(verdict_of_set(w.chain.classes))->word);
        if (rule->finding != NOTHING)
            assert_true(w.chain.findings.has[rule->finding]);
        assert_int_equal(w.chain.problem.n > 0, rule->verdict != VERDICT_VALID);
        assert_int_equal(w.chain.n, 3);
        release(&w);
    }
}

static void the_end_decides(void **state UNUSED)
{
    struct chain_request r;
    struct world w;

    /* Nobody knows the root, and it is not in the bag. */
    build(&w, &plain_root, &plain_issuer, &plain_leaf);
    r = request(&w);
    assert_int_equal(judge(&w, &r), VERDICT_INCOMPLETE_CHAIN);
    release(&w);

    /* The same with the root in the bag: complete, but not trusted. */
    build(&w, &plain_root, &plain_issuer, &plain_leaf);
    put(&w.bag, &w.root);
    r = request(&w);
    assert_int_equal(judge(&w, &r), VERDICT_UNTRUSTED_ROOT);
    assert_true(w.chain.findings.has[FINDING_SELF_SIGNED]);
    assert_true(w.chain.is_complete);
    release(&w);
}

/* A root of the same name and another key is somebody else. */
static void roots_are_not_compared_by_name(void **state UNUSED)
{
    struct chain_request r;
    struct made other;
    struct world w;

    build(&w, &plain_root, &plain_issuer, &plain_leaf);
    put(&w.bag, &w.root);
    make_cert(&other, &plain_root);
    assert_int_equal(trust_add(w.trust,
                               &(struct trust_entry){ .cert = other.cert,
                                                      .is_root = true,
                                                      .allowed = TRUST_ANYTHING,
                                                      .disabled = TIME_NONE,
                                                      .not_before = TIME_NONE },
                               NULL),
                     ST_OK);
    r = request(&w);
    assert_int_equal(judge(&w, &r), VERDICT_UNTRUSTED_ROOT);
    made_release(&other);
    release(&w);
}

/* Two issuers of one name: the one whose key fits is found, in either order. */
static void all_issuers_are_tried(void **state UNUSED)
{
    for (int first = 0; first < 2; first++) {
        struct recipe same = plain_issuer;
        struct chain_request r;
        struct made other;
        struct world w;

        build(&w, &plain_root, &plain_issuer, &plain_leaf);
        same.issuer = &w.root;
        same.serial = 8;
        make_cert(&other, &same);
        put(&w.bag, &other);
        if (first) {
            struct cert swap = w.bag.cert[1];

            w.bag.cert[1] = w.bag.cert[2];
            w.bag.cert[2] = swap;
        }
        add_root(&w, &good);
        r = request(&w);
        assert_int_equal(judge(&w, &r), VERDICT_VALID);
        made_release(&other);
        release(&w);
    }
}

/* The certificate was changed after it was signed. */
static void forged_certificates(void **state UNUSED)
{
    struct chain_request r;
    struct world w;

    build(&w, &plain_root, &plain_issuer, &plain_leaf);
    w.leaf.der[w.leaf.cert.der.n - 1] ^= 1;
    add_root(&w, &good);
    r = request(&w);
    assert_int_equal(judge(&w, &r), VERDICT_BAD_SIGNATURE);
    release(&w);
}

/* A signs B and B signs A: there is an end to it. */
static void loops_end(void **state UNUSED)
{
    struct recipe a = plain_issuer, b = plain_issuer, leaf = plain_leaf;
    struct made self, by_b, by_a, signer;
    struct chain_request r;
    struct world w;

    build(&w, &plain_root, &plain_issuer, &plain_leaf);
    a.name = "A";
    make_cert(&self, &a);
    b.name = "B";
    b.issuer = &self;
    make_cert(&by_a, &b);
    a.issuer = &by_a;
    a.key = self.key;
    make_cert(&by_b, &a);
    leaf.issuer = &by_a;
    make_cert(&signer, &leaf);
    w.bag.n = 0;
    put(&w.bag, &signer);
    put(&w.bag, &by_a);
    put(&w.bag, &by_b);
    r = request(&w);
    assert_int_equal(judge(&w, &r), VERDICT_INCOMPLETE_CHAIN);
    assert_int_equal(w.chain.n, 3);
    made_release(&self);
    made_release(&by_a);
    made_release(&by_b);
    made_release(&signer);
    release(&w);
}

static void explicit_curves_prove_nothing(void **state UNUSED)
{
    struct recipe root = plain_root;
    struct chain_request r;
    struct world w;

    root.spells_curve = true;
    build(&w, &root, &plain_issuer, &plain_leaf);
    put(&w.bag, &w.root);
    r = request(&w);
    assert_int_equal(judge(&w, &r), VERDICT_UNTRUSTED_ROOT);
    assert_true(w.chain.findings.has[FINDING_EXPLICIT_EC_PARAMETERS]);
    release(&w);
}

static void the_budget_is_kept(void **state UNUSED)
{
    struct chain_request r;
    struct world w;

    build(&w, &plain_root, &plain_issuer, &plain_leaf);
    add_root(&w, &good);
    w.checks = 1;
    r = request(&w);
    assert_int_equal(judge(&w, &r), VERDICT_INCOMPLETE_CHAIN);
    assert_int_equal(w.checks, 0);
    release(&w);
}

struct list_rule {
    struct trust_entry entry;
    int when;
    enum verdict verdict;
    enum finding finding;
};

static void trust_list_properties(void **state UNUSED)
{
    const struct list_rule cases[] = {
        { { .allowed = TRUST_TIME_STAMPING }, 2025, VERDICT_WRONG_USAGE, NOTHING },
        { { .allowed = TRUST_ANYTHING, .denied = TRUST_CODE_SIGNING },
          2025,
          VERDICT_WRONG_USAGE,
          NOTHING },
        { { .allowed = TRUST_ANYTHING, .disabled = 1 }, 2023, VERDICT_VALID, NOTHING },
        { { .allowed = TRUST_ANYTHING, .disabled = 1 },
          2024,
          VERDICT_DISTRUSTED,
          FINDING_ROOT_DISABLED },
        { { .allowed = TRUST_ANYTHING,
            .not_before = 1,
            .not_before_for = TRUST_CODE_SIGNING },
          2023,
          VERDICT_VALID,
          NOTHING },
        { { .allowed = TRUST_ANYTHING,
            .not_before = 1,
            .not_before_for = TRUST_CODE_SIGNING },
          2025,
          VERDICT_DISTRUSTED,
          FINDING_ROOT_NOT_BEFORE },
        { { .allowed = TRUST_ANYTHING,
            .not_before = 1,
            .not_before_for = TRUST_TIME_STAMPING },
          2025,
          VERDICT_VALID,
          NOTHING },
    };

    for (size_t i = 0; i < countof(cases); i++) {
        struct trust_entry e = cases[i].entry;
        struct chain_request r;
        struct world w;

        e.disabled = e.disabled ? year(2024) : TIME_NONE;
        e.not_before = e.not_before ? year(2024) : TIME_NONE;
        build(&w, &plain_root, &plain_issuer, &plain_leaf);
        add_root(&w, &e);
        r = request(&w);
        r.when = r.now = year(cases[i].when);
        assert_int_equal(judge(&w, &r), cases[i].verdict);
        if (cases[i].finding != NOTHING)
            assert_true(w.chain.findings.has[cases[i].finding]);
        release(&w);
    }
}

static void disallowed_certificates(void **state UNUSED)
{
    for (size_t how = 0; how < 3; how++) {
        struct disallowed d = { .sha1 = { NULL, 0 } };
        struct chain_request r;
        struct digest hash;
        struct world w;

        build(&w, &plain_root, &plain_issuer, &plain_leaf);
        add_root(&w, &good);
        digest_compute(w.digester, how == 0 ? DIGEST_SHA1 : DIGEST_SHA256,
                       how == 2 ? w.issuer.cert.tbs : w.issuer.cert.der, &hash);
        *(how == 0   ? &d.sha1
          : how == 1 ? &d.sha256
                     : &d.signed_hash) = digest_str(&hash);
        assert_int_equal(trust_disallow(w.trust, &d, NULL), ST_OK);
        r = request(&w);
        assert_int_equal(judge(&w, &r), VERDICT_DISTRUSTED);
        release(&w);
    }
}

struct crl_rule {
    struct crl_recipe crl;
    int when, now;
    bool has_timestamp, is_required;
    enum verdict verdict;
    enum finding finding;
};

static void revocation(void **state UNUSED)
{
    const struct crl_rule cases[] = {
        /* Not listed, current: good. */
        { { .this_update = 2024, .next_update = 2026 },
          2025,
          2025,
          false,
          true,
          VERDICT_VALID,
          NOTHING },
        { { .serial = 9, .revoked = 2023, .this_update = 2024, .next_update = 2026 },
          2025,
          2025,
          false,
          false,
          VERDICT_REVOKED,
          NOTHING },
        /* Before the revocation, with a time stamp: still good. */
        { { .serial = 9, .revoked = 2024, .this_update = 2024, .next_update = 2026 },
          2023,
          2025,
          true,
          false,
          VERDICT_VALID,
          FINDING_REVOKED_LATER },
        { { .serial = 9, .revoked = 2024, .this_update = 2024, .next_update = 2026 },
          2024,
          2025,
          true,
          false,
          VERDICT_REVOKED,
          NOTHING },
        /* The earlier of the two dates counts. */
        { { .serial = 9,
            .revoked = 2024,
            .invalidity = 2022,
            .this_update = 2024,
            .next_update = 2026 },
          2023,
          2025,
          true,
          false,
          VERDICT_REVOKED,
          NOTHING },
        /* Out of date: proves what it lists, not what it leaves out. */
        { { .serial = 9, .revoked = 2021, .this_update = 2021, .next_update = 2022 },
          2025,
          2025,
          false,
          false,
          VERDICT_REVOKED,
          NOTHING },
        { { .this_update = 2021, .next_update = 2022 },
          2025,
          2025,
          false,
          false,
          VERDICT_VALID,
          FINDING_STALE_CRL },
        { { .this_update = 2021, .next_update = 2022 },
          2025,
          2025,
          false,
          true,
          VERDICT_REVOCATION_UNKNOWN,
          FINDING_STALE_CRL },
        { { .serial = 9,
            .revoked = 2023,
            .this_update = 2024,
            .next_update = 2026,
            .is_broken = true },
          2025,
          2025,
          false,
          true,
          VERDICT_REVOCATION_UNKNOWN,
          FINDING_BAD_CRL },
    };

    for (size_t i = 0; i < countof(cases); i++) {
        struct crl_recipe mine = cases[i].crl,
                          above = { .this_update = 2024, .next_update = 2026 };
        struct chain_request r;
        struct str der, der_above;
        struct world w;

        build(&w, &plain_root, &plain_issuer, &plain_leaf);
        add_root(&w, &good);
        mine.issuer = &w.issuer;
        above.issuer = &w.root;
        der = make_crl(&mine);
        der_above = make_crl(&above);
        assert_int_equal(trust_add_crl(w.trust, der, NULL), ST_OK);
        assert_int_equal(trust_add_crl(w.trust, der_above, NULL), ST_OK);
        r = request(&w);
        r.when = year(cases[i].when);
        r.now = year(cases[i].now);
        r.has_timestamp = cases[i].has_timestamp;
        r.policy.require_revocation = cases[i].is_required;
        if (judge(&w, &r) != cases[i].verdict)
            fail_msg("case %zu is %s", i,
                     verdict_row(verdict_of_set(w.chain.classes))->word);
        if (cases[i].finding != NOTHING)
            assert_true(w.chain.findings.has[cases[i].finding]);
        free((void *)(uintptr_t)der.p);
        free((void *)(uintptr_t)der_above.p);
        release(&w);
    }
}

/* A list of another issuer of the same name says nothing. */
static void lists_of_strangers(void **state UNUSED)
{
    struct recipe same = plain_issuer;
    struct crl_recipe list = {
        .serial = 9, .revoked = 2021, .this_update = 2024, .next_update = 2026
    };
    struct chain_request r;
    struct made stranger;
    struct world w;
    struct str der;

    build(&w, &plain_root, &plain_issuer, &plain_leaf);
    add_root(&w, &good);
    make_cert(&stranger, &same);
    list.issuer = &stranger;
    der = make_crl(&list);
    assert_int_equal(trust_add_crl(w.trust, der, NULL), ST_OK);
    r = request(&w);
    assert_int_equal(judge(&w, &r), VERDICT_VALID);
    assert_true(w.chain.findings.has[FINDING_BAD_CRL]);
    free((void *)(uintptr_t)der.p);
    made_release(&stranger);
    release(&w);
}

/* A time stamp authority must have its usage spelled out. */
static void time_stamp_authorities(void **state UNUSED)
{
    const struct {
        const char *eku;
        enum verdict verdict;
    } cases[] = {
        { "critical,timeStamping", VERDICT_VALID },
        { NULL, VERDICT_WRONG_USAGE },
        { "codeSigning", VERDICT_WRONG_USAGE },
    };

    for (size_t i = 0; i < countof(cases); i++) {
        struct recipe leaf = plain_leaf;
        struct chain_request r;
        struct world w;

        leaf.eku = cases[i].eku;
        build(&w, &plain_root, &plain_issuer, &leaf);
        add_root(&w, &good);
        r = request(&w);
        r.purpose = TRUST_TIME_STAMPING;
        assert_int_equal(judge(&w, &r), cases[i].verdict);
        release(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules),
        cmocka_unit_test(the_end_decides),
        cmocka_unit_test(roots_are_not_compared_by_name),
        cmocka_unit_test(all_issuers_are_tried),
        cmocka_unit_test(forged_certificates),
        cmocka_unit_test(loops_end),
        cmocka_unit_test(explicit_curves_prove_nothing),
        cmocka_unit_test(the_budget_is_kept),
        cmocka_unit_test(trust_list_properties),
        cmocka_unit_test(disallowed_certificates),
        cmocka_unit_test(revocation),
        cmocka_unit_test(lists_of_strangers),
        cmocka_unit_test(time_stamp_authorities),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
