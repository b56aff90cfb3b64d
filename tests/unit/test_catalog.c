/*
 * test_catalog - catalogs as an index: who is listed, and lists that are none.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "forge/forge.h"
#include "reading.h"
#include "signature/catalog.h"

extern const struct container container_cat, container_pe;

struct world {
    struct forge *forge;
    struct forge_sample program, catalog;
    struct catalogs *index;
};

static int set_up(void **state)
{
    struct world *w = calloc(1, sizeof *w);

    assert_non_null(w);
    *state = w;
    assert_int_equal(forge_new(&w->forge, STR("seed"), NULL), ST_OK);
    assert_int_equal(forge_make(w->forge, forge_find("00"), &w->program, NULL), ST_OK);
    assert_int_equal(forge_make(w->forge, forge_find("90"), &w->catalog, NULL), ST_OK);
    assert_int_equal(catalogs_new(&w->index, NULL), ST_OK);
    return 0;
}

static int tear_down(void **state)
{
    struct world *w = *state;

    catalogs_free(w->index);
    forge_free(w->forge);
    free(w);
    return 0;
}

/* The digests under which catalogs list the program. */
static void digest_program(const struct world *w, struct digests *out)
{
    static struct verify_options options;
    struct file_result result;
    struct verifier *v;
    struct trust *trust;

    assert_int_equal(trust_new(&trust, NULL), ST_OK);
    assert_int_equal(trust_seal(trust, NULL), ST_OK);
    options.trust = trust;
    assert_int_equal(verifier_new(&v, &options, NULL), ST_OK);
    verify_bytes(v, STR("x.exe"), w->program.bytes, &result);
    *out = result.authentihash;
    file_result_release(&result);
    verifier_free(v);
    trust_free(trust);
}

static void members_are_found(void **state)
{
    struct world *w = *state;
    struct digests digests;
    struct catalog_hit hit;

    digest_program(w, &digests);
    assert_false(catalogs_find(w->index, &digests, &hit));
    assert_int_equal(catalogs_add(w->index, STR("a.cat"), w->catalog.bytes, NULL),
                     ST_OK);
    assert_int_equal(catalogs_count(w->index), 1);
    assert_int_equal(catalogs_members(w->index), 1);
    assert_true(catalogs_find(w->index, &digests, &hit));
    assert_true(str_eq(hit.path, STR("a.cat")));
    assert_true(str_eq(hit.der, w->catalog.bytes));
    digests.of[DIGEST_SHA256].bytes[0] ^= 1;
    assert_false(catalogs_find(w->index, &digests, &hit));
    digests.of[DIGEST_SHA256].algorithm = DIGEST_NONE;
    assert_false(catalogs_find(w->index, &digests, &hit));
}

/* A program's signature is no list, and what is cut is no signature. */
static void lists_that_are_none(void **state)
{
    struct world *w = *state;
    struct forge_sample program;
    struct reading r;

    assert_int_equal(forge_make(w->forge, forge_find("01"), &program, NULL), ST_OK);
    reading_open(&r, &container_pe, "x.exe", program.bytes);
    assert_int_equal(catalogs_add(w->index, STR("b.cat"), r.found.blob[0].der, NULL),
                     ST_FORMAT);
    reading_release(&r);
    assert_int_equal(
        catalogs_add(w->index, STR("c.cat"), str_slice(w->catalog.bytes, 0, 200), NULL),
        ST_FORMAT);
    assert_int_equal(catalogs_members(w->index), 0);
}

static void files_are_told_apart(void **state)
{
    struct world *w = *state;
    struct reading r;

    reading_open(&r, &container_cat, "x", w->catalog.bytes);
    assert_int_equal(r.found.nblobs, 1);
    assert_true(str_eq(r.found.blob[0].der, w->catalog.bytes));
    assert_int_equal(r.found.content_type, OID_MS_CTL);
    reading_release(&r);
    assert_int_equal(reading_bid(&container_cat, "x.cat", w->program.bytes), 0);
    assert_int_equal(reading_bid(&container_cat, "x.cat", STR("\x30\x00")), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(members_are_found, set_up, tear_down),
        cmocka_unit_test_setup_teardown(lists_that_are_none, set_up, tear_down),
        cmocka_unit_test_setup_teardown(files_are_told_apart, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
