/*
 * test_trust_index - what a store says after it went through its file.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "chain_world.h"
#include "signature/trust_index.h"

static const struct trust_entry properties = {
    .is_root = true,
    .allowed = TRUST_ANYTHING,
    .denied = TRUST_TIME_STAMPING,
    .disabled = 1600000000,
    .not_before = TIME_NONE,
    .not_before_for = TRUST_CODE_SIGNING,
    .name = { "Root", 4 },
};

/* The index of a store with the world's root, an entry of hashes only and a ban. */
static void make_index(struct world *w, struct buf *out)
{
    struct trust_entry hashes_only = properties;

    world_build(w, &plain_root, &plain_issuer, &plain_leaf);
    world_trust(w, &properties);
    memset(hashes_only.sha1, 7, sizeof hashes_only.sha1);
    assert_int_equal(trust_add(w->trust, &hashes_only, NULL), ST_OK);
    assert_int_equal(trust_disallow(w->trust,
                                    &(struct disallowed){ .sha1 = w->leaf.cert.serial },
                                    NULL),
                     ST_OK);
    trust_describe(w->trust, STR("list"), 1700000000, true);
    assert_int_equal(trust_seal(w->trust, NULL), ST_OK);
    buf_init(out, TRUST_INDEX_MAX);
    trust_index_write(w->trust, w->digester, out);
    assert_false(out->failed);
}

static void assert_same_entry(const struct trust_entry *a, const struct trust_entry *b)
{
    assert_non_null(a);
    assert_non_null(b);
    assert_true(str_eq(a->cert.der, b->cert.der));
    assert_true(str_eq(a->cert.subject, b->cert.subject));
    assert_true(str_eq(a->name, b->name));
    assert_memory_equal(a->sha1, b->sha1, sizeof a->sha1);
    assert_memory_equal(a->sha256, b->sha256, sizeof a->sha256);
    assert_int_equal(a->is_root, b->is_root);
    assert_int_equal(a->allowed, b->allowed);
    assert_int_equal(a->denied, b->denied);
    assert_int_equal(a->disabled, b->disabled);
    assert_int_equal(a->not_before, b->not_before);
    assert_int_equal(a->not_before_for, b->not_before_for);
}

/* The file's bytes may go: the store keeps what it needs of them. */
static void says_the_same(void **state UNUSED)
{
    struct trust *again;
    struct world w;
    struct buf index;

    make_index(&w, &index);
    assert_int_equal(trust_new(&again, NULL), ST_OK);
    assert_int_equal(trust_index_read(again, buf_str(&index), NULL), ST_OK);
    memset(index.p, 0, index.n);
    buf_release(&index);
    assert_int_equal(trust_seal(again, NULL), ST_OK);
    assert_int_equal(trust_count(again), 2);
    for (size_t i = 0; i < 2; i++)
        assert_same_entry(trust_at(again, i), trust_at(w.trust, i));
    assert_same_entry(trust_find(again, &w.root.cert),
                      trust_find(w.trust, &w.root.cert));
    assert_int_equal(trust_source(again)->date, 1700000000);
    assert_true(trust_source(again)->is_microsoft);
    trust_free(again);
    world_release(&w);
}

/* Any byte that is not as it was written is found. */
static void damage_is_found(void **state UNUSED)
{
    struct world w;
    struct buf index;

    make_index(&w, &index);
    for (size_t i = 0; i < index.n; i += 7) {
        struct trust *again;

        assert_int_equal(trust_new(&again, NULL), ST_OK);
        index.p[i] ^= 1;
        assert_int_equal(trust_index_read(again, buf_str(&index), NULL), ST_FORMAT);
        index.p[i] ^= 1;
        trust_free(again);
    }
    buf_release(&index);
    world_release(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_the_same),
        cmocka_unit_test(damage_is_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
