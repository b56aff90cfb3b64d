/*
 * test_lookup - a query reads files from the folders that were opened, and no others.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "cli/lookup.h"
#include "cli/tally.h"
#include "os/write.h"

static const char *const secret = "lookup-test-secret.csv";

static void only_inside_the_folders(void **state UNUSED)
{
    static const char *const outside[] = {
        "/etc/hostname", "../lookup-test-secret.csv", "a/../../x", "..", "", "a/..",
    };
    struct lookup lookup = { .nfolders = 0 };
    struct plan_options options = { .now_ms = 0 };
    struct arena arena;
    struct diag diag;
    struct str bytes;

    arena_init(&arena, 1 << 20);
    assert_int_equal(write_whole(secret, STR("a,b\n"), &diag), ST_OK);
    lookup_attach(&lookup, &options);
    assert_int_equal(
        options.read_file(&lookup, str_from_cstr(secret), &arena, &bytes, &diag),
        ST_IO);
    assert_int_equal(lookup_add(&lookup, STR("no-such-folder"), &diag), ST_OK);
    assert_int_equal(lookup_add(&lookup, STR("."), &diag), ST_OK);
    for (size_t i = 0; i < countof(outside); i++)
        assert_int_equal(options.read_file(&lookup, str_from_cstr(outside[i]), &arena,
                                           &bytes, &diag),
                         ST_IO);
    assert_int_equal(
        options.read_file(&lookup, (struct str){ "x\0y", 3 }, &arena, &bytes, &diag),
        ST_IO);
    assert_int_equal(
        options.read_file(&lookup, str_from_cstr(secret), &arena, &bytes, &diag),
        ST_OK);
    assert_true(str_eq(bytes, STR("a,b\n")));
    assert_false(options.saved_query(&lookup, STR("../x"), &arena, &bytes));
    assert_false(options.saved_query(&lookup, STR("no-such-query"), &arena, &bytes));
    assert_int_equal(remove(secret), 0);
    arena_release(&arena);
}

static void folders_are_limited(void **state UNUSED)
{
    struct lookup lookup = { .nfolders = 0 };
    struct diag diag;

    for (int i = 0; i < LOOKUP_FOLDERS_MAX; i++)
        assert_int_equal(lookup_add(&lookup, STR("."), &diag), ST_OK);
    assert_int_equal(lookup_add(&lookup, STR("."), &diag), ST_LIMIT);
}

static void folder_of_a_file(void **state UNUSED)
{
    assert_true(str_eq(lookup_folder_of("a.cql"), STR(".")));
    assert_true(str_eq(lookup_folder_of("x/y/a.cql"), STR("x/y")));
    assert_true(str_eq(lookup_folder_of("/a.cql"), STR("/")));
}

static void tallies_print_the_most_frequent_first(void **state UNUSED)
{
    static const char *const words[] = { "b", "a", "c", "a", "d", "a", "c" };
    struct arena arena;
    struct tally tally;
    struct buf out;

    arena_init(&arena, 1 << 20);
    buf_init(&out, 1 << 10);
    tally_init(&tally, &arena);
    for (size_t i = 0; i < countof(words); i++)
        assert_true(tally_add(&tally, str_from_cstr(words[i])));
    assert_int_equal(tally.total, 7);
    tally_print(&tally, 3, &out);
    assert_true(str_eq(buf_str(&out), STR("a 3, c 2, b 1 and 1 more")));
    buf_reset(&out);
    tally_print(&tally, 9, &out);
    assert_true(str_eq(buf_str(&out), STR("a 3, c 2, b 1, d 1")));
    buf_release(&out);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_inside_the_folders),
        cmocka_unit_test(folders_are_limited),
        cmocka_unit_test(folder_of_a_file),
        cmocka_unit_test(tallies_print_the_most_frequent_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
