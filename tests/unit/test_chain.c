/*
 * test_chain - paths: which are found, where they end, and that they end.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "chain_world.h"

static void the_end_decides(void **state UNUSED)
{
    struct chain_request r;
    struct world w;

    /* Nobody knows the root, and it is not in the bag. */
    world_build(&w, &plain_root, &plain_issuer, &plain_leaf);
    r = world_request(&w);
    assert_int_equal(world_judge(&w, &r), VERDICT_INCOMPLETE_CHAIN);
    world_release(&w);

    /* The same with the root in the bag: complete, but not trusted. */
    world_build(&w, &plain_root, &plain_issuer, &plain_leaf);
    world_put(&w, &w.root);
    r = world_request(&w);
    assert_int_equal(world_judge(&w, &r), VERDICT_UNTRUSTED_ROOT);
    assert_true(w.chain.findings.has[FINDING_SELF_SIGNED]);
    assert_true(w.chain.is_complete);
    world_release(&w);
}

/* A root of the same name and another key is somebody else. */
static void roots_are_not_compared_by_name(void **state UNUSED)
{
    struct chain_request r;
    struct made other;
    struct world w;

    world_build(&w, &plain_root, &plain_issuer, &plain_leaf);
    world_put(&w, &w.root);
    make_cert(&other, &plain_root);
    assert_int_equal(trust_add(w.trust,
                               &(struct trust_entry){ .cert = other.cert,
                                                      .is_root = true,
                                                      .allowed = TRUST_ANYTHING,
                                                      .disabled = TIME_NONE,
                                                      .not_before = TIME_NONE },
                               NULL),
                     ST_OK);
    r = world_request(&w);
    assert_int_equal(world_judge(&w, &r), VERDICT_UNTRUSTED_ROOT);
    made_release(&other);
    world_release(&w);
}

/* Two issuers of one name: the one whose key fits is found, in either order. */
static void all_issuers_are_tried(void **state UNUSED)
{
    for (int first = 0; first < 2; first++) {
        struct recipe same = plain_issuer;
        struct chain_request r;
        struct made other;
        struct world w;

        world_build(&w, &plain_root, &plain_issuer, &plain_leaf);
        same.issuer = &w.root;
        same.serial = 8;
        make_cert(&other, &same);
        world_put(&w, &other);
        if (first) {
            struct cert swap = w.bag.cert[1];

            w.bag.cert[1] = w.bag.cert[2];
            w.bag.cert[2] = swap;
        }
        world_trust(&w, NULL);
        r = world_request(&w);
        assert_int_equal(world_judge(&w, &r), VERDICT_VALID);
        made_release(&other);
        world_release(&w);
    }
}

/* The certificate was changed after it was signed. */
static void forged_certificates(void **state UNUSED)
{
    struct chain_request r;
    struct world w;

    world_build(&w, &plain_root, &plain_issuer, &plain_leaf);
    w.leaf.der[w.leaf.cert.der.n - 1] ^= 1;
    world_trust(&w, NULL);
    r = world_request(&w);
    assert_int_equal(world_judge(&w, &r), VERDICT_BAD_SIGNATURE);
    world_release(&w);
}

/* A signs B and B signs A: there is an end to it. */
static void loops_end(void **state UNUSED)
{
    struct recipe a = plain_issuer, b = plain_issuer, leaf = plain_leaf;
    struct made self, by_b, by_a, signer;
    struct chain_request r;
    struct world w;

    world_build(&w, &plain_root, &plain_issuer, &plain_leaf);
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
    world_put(&w, &signer);
    world_put(&w, &by_a);
    world_put(&w, &by_b);
    r = world_request(&w);
    assert_int_equal(world_judge(&w, &r), VERDICT_INCOMPLETE_CHAIN);
    assert_int_equal(w.chain.n, 3);
    made_release(&self);
    made_release(&by_a);
    made_release(&by_b);
    made_release(&signer);
    world_release(&w);
}

static void explicit_curves_prove_nothing(void **state UNUSED)
{
    struct recipe root = plain_root;
    struct chain_request r;
    struct world w;

    root.spells_curve = true;
    world_build(&w, &root, &plain_issuer, &plain_leaf);
    world_put(&w, &w.root);
    r = world_request(&w);
    assert_int_equal(world_judge(&w, &r), VERDICT_UNTRUSTED_ROOT);
    assert_true(w.chain.findings.has[FINDING_EXPLICIT_EC_PARAMETERS]);
    world_release(&w);
}

static void the_budget_is_kept(void **state UNUSED)
{
    struct chain_request r;
    struct world w;

    world_build(&w, &plain_root, &plain_issuer, &plain_leaf);
    world_trust(&w, NULL);
    w.checks = 1;
    r = world_request(&w);
    assert_int_equal(world_judge(&w, &r), VERDICT_INCOMPLETE_CHAIN);
    assert_int_equal(w.checks, 0);
    world_release(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_end_decides),
        cmocka_unit_test(roots_are_not_compared_by_name),
        cmocka_unit_test(all_issuers_are_tried),
        cmocka_unit_test(forged_certificates),
        cmocka_unit_test(loops_end),
        cmocka_unit_test(explicit_curves_prove_nothing),
        cmocka_unit_test(the_budget_is_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
