/*
 * test_graft - a table from one program behind another, however bad the two are.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "forge/graft.h"
#include "forge/scenario.h"

static struct str made(struct forge *f, const char *name)
{
    struct forge_sample s;

    assert_int_equal(forge_make(f, &scenario_find(name)->made, &s, NULL), ST_OK);
    return s.bytes;
}

static enum status put_on(struct forge *f, struct str donor, struct str target,
                          struct str *out, struct diag *diag)
{
    return graft(f, donor, "donor", target, "target", out, diag);
}

/* The table moves whole, the target keeps its code, its own table goes. */
static void the_table_moves(void **state UNUSED)
{
    struct forge *f;
    struct str donor, target, out, table;

    assert_int_equal(forge_new(&f, STR("seed"), NULL), ST_OK);
    donor = made(f, "valid");
    target = made(f, "dual");
    table = pe_table(donor);
    assert_int_equal(put_on(f, donor, target, &out, NULL), ST_OK);
    assert_true(str_ends_with(out, table));
    assert_int_equal(out.n, target.n - pe_table(target).n + table.n);
    assert_memory_equal(out.p + PE_CODE, target.p + PE_CODE, 0x100);
    forge_free(f);
}

static void what_cannot_be_grafted(void **state UNUSED)
{
    struct forge *f;
    struct str out, signed_one, bare;
    struct diag diag;

    assert_int_equal(forge_new(&f, STR("seed"), NULL), ST_OK);
    signed_one = made(f, "valid");
    bare = made(f, "catalog");
    assert_int_equal(put_on(f, bare, signed_one, &out, &diag), ST_FORMAT);
    assert_string_equal(diag.text, "donor: no signature to take");
    assert_int_equal(put_on(f, STR("MZ"), bare, &out, &diag), ST_FORMAT);
    assert_int_equal(put_on(f, signed_one, STR(""), &out, &diag), ST_FORMAT);
    assert_null(out.p);
    forge_free(f);
}

/* Cut anywhere: a graft or a reason, and never a read outside. */
static void programs_that_are_cut(void **state UNUSED)
{
    struct forge *f;
    struct str whole, out;

    assert_int_equal(forge_new(&f, STR("seed"), NULL), ST_OK);
    whole = made(f, "valid");
    for (size_t n = 0; n < whole.n; n += 17) {
        struct diag diag = { 0 };
        char *copy = malloc(n + 1);
        struct str cut = { copy, n };
        enum status st;

        assert_non_null(copy);
        memcpy(copy, whole.p, n);
        st = put_on(f, cut, whole, &out, &diag);
        assert_int_equal(st, ST_FORMAT);
        st = put_on(f, whole, cut, &out, &diag);
        assert_true(st == ST_OK || (st == ST_FORMAT && diag.text[0]));
        free(copy);
    }
    forge_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_moves),
        cmocka_unit_test(what_cannot_be_grafted),
        cmocka_unit_test(programs_that_are_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
