/*
 * test_revocation - what lists prove, and when it counts.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "chain_world.h"

struct crl_rule {
    int revoked, invalidity;      /* years; revoked 0: not listed */
    int this_update, next_update; /* of the list */
    bool is_broken;
    int when; /* judged as of this year; the clock says 2025 */
    bool has_timestamp, is_required;
    enum verdict verdict;
    const char *finding; /* NULL: none in particular */
};

static const struct crl_rule crl_rules[] = {
    /* Not listed, current: good. */
    { 0, 0, 2024, 2026, false, 2025, false, true, VERDICT_VALID, NULL },
    { 2023, 0, 2024, 2026, false, 2025, false, false, VERDICT_REVOKED, NULL },
    /* A time stamp before the revocation keeps the signature good. */
    { 2024, 0, 2024, 2026, false, 2023, true, false, VERDICT_VALID, "revoked_later" },
    { 2024, 0, 2024, 2026, false, 2024, true, false, VERDICT_REVOKED, NULL },
    /* The earlier of the two dates counts. */
    { 2024, 2022, 2024, 2026, false, 2023, true, false, VERDICT_REVOKED, NULL },
    /* Out of date: proves what it lists, not what it leaves out. */
    { 2021, 0, 2021, 2022, false, 2025, false, false, VERDICT_REVOKED, NULL },
    { 0, 0, 2021, 2022, false, 2025, false, false, VERDICT_VALID, "stale_crl" },
    { 0, 0, 2021, 2022, false, 2025, false, true, VERDICT_REVOCATION_UNKNOWN,
      "stale_crl" },
    { 2023, 0, 2024, 2026, true, 2025, false, true, VERDICT_REVOCATION_UNKNOWN,
      "bad_crl" },
};

static void add_crl(struct world *w, const struct crl_recipe *recipe)
{
    struct str der = make_crl(recipe);

    assert_int_equal(trust_add_crl(w->trust, der, NULL), ST_OK);
    free((void *)(uintptr_t)der.p);
}

static void check_rule(const struct crl_rule *rule)
{
    struct crl_recipe list = { .serial = rule->revoked ? 9 : 0,
                               .revoked = rule->revoked,
                               .invalidity = rule->invalidity,
                               .this_update = rule->this_update,
                               .next_update = rule->next_update,
                               .is_broken = rule->is_broken };
    struct crl_recipe above = { .this_update = 2024, .next_update = 2026 };
    struct chain_request r;
    struct world w;

    world_build(&w, &plain_root, &plain_issuer, &plain_leaf);
    world_trust(&w, NULL);
    list.issuer = &w.issuer;
    above.issuer = &w.root;
    add_crl(&w, &list);
    add_crl(&w, &above);
    r = world_request(&w);
    r.when = year(rule->when);
    r.has_timestamp = rule->has_timestamp;
    r.policy.require_revocation = rule->is_required;
    if (world_judge(&w, &r) != rule->verdict)
        fail_msg("case %zu is %s", (size_t)(rule - crl_rules),
                 verdict_row(verdict_of_set(w.chain.classes))->word);
    assert_true(!rule->finding ||
                w.chain.findings.has[finding_from_word(rule->finding)]);
    world_release(&w);
}

static void each_list(void **state UNUSED)
{
    for (size_t i = 0; i < countof(crl_rules); i++)
        check_rule(&crl_rules[i]);
}

/* A list of another issuer of the same name says nothing. */
static void lists_of_strangers(void **state UNUSED)
{
    struct crl_recipe list = {
        .serial = 9, .revoked = 2021, .this_update = 2024, .next_update = 2026
    };
    struct chain_request r;
    struct made stranger;
    struct world w;

    world_build(&w, &plain_root, &plain_issuer, &plain_leaf);
    world_trust(&w, NULL);
    make_cert(&stranger, &plain_issuer);
    list.issuer = &stranger;
    add_crl(&w, &list);
    r = world_request(&w);
    assert_int_equal(world_judge(&w, &r), VERDICT_VALID);
    assert_true(w.chain.findings.has[FINDING_BAD_CRL]);
    made_release(&stranger);
    world_release(&w);
}

/* Without lists nothing is known; that decides only where it is asked for. */
static void no_lists(void **state UNUSED)
{
    for (int required = 0; required < 2; required++) {
        struct chain_request r;
        struct world w;

        world_build(&w, &plain_root, &plain_issuer, &plain_leaf);
        world_trust(&w, NULL);
        r = world_request(&w);
        r.policy.require_revocation = required;
        assert_int_equal(world_judge(&w, &r),
                         required ? VERDICT_REVOCATION_UNKNOWN : VERDICT_VALID);
        assert_true(w.chain.findings.has[FINDING_REVOCATION_NOT_CHECKED]);
        world_release(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_list),
        cmocka_unit_test(lists_of_strangers),
        cmocka_unit_test(no_lists),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
