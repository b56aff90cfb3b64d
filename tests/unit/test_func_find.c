/*
 * test_func_find - functions are found by name whatever the case, and near misses
 * guessed.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "func/func.h"
#include "func/planned.h"

/* The order that the generated table and the list of names promise. */
static int compare_nocase(const char *a, const char *b)
{
    for (;; a++, b++) {
        int x = *a >= 'A' && *a <= 'Z' ? *a + 32 : *a;
        int y = *b >= 'A' && *b <= 'Z' ? *b + 32 : *b;

        if (x != y || x == 0)
            return x - y;
    }
}

static void tables_are_sorted(void **state UNUSED)
{
    for (size_t i = 1; i < func_names_len; i++)
        assert_true(compare_nocase(func_names[i - 1], func_names[i]) < 0);
    for (size_t i = 1; i < func_table_len; i++)
        assert_true(compare_nocase(func_table[i - 1]->name, func_table[i]->name) < 0);
    assert_true(func_names_len >= 196);
}

static void every_descriptor_is_found(void **state UNUSED)
{
    for (size_t i = 0; i < func_table_len; i++) {
        struct str name = str_from_cstr(func_table[i]->name);

        assert_ptr_equal(func_find(name), func_table[i]);
        assert_null(func_find_planned(name));
    }
}

static void every_name_is_found_once(void **state UNUSED)
{
    for (size_t i = 0; i < func_names_len; i++) {
        struct str name = str_from_cstr(func_names[i]);
        const char *planned = func_find_planned(name);

        assert_true((func_find(name) != NULL) != (planned != NULL));
        if (planned)
            assert_string_equal(planned, func_names[i]);
    }
    assert_null(func_find(STR("nosuch")));
    assert_null(func_find_planned(STR("nosuch")));
    assert_null(func_find_planned(STR("coun")));
    assert_null(func_find_planned(STR("")));
}

static void aliases_ignore_case(void **state UNUSED)
{
    assert_string_equal(func_find_alias(STR("Lookup"))->canonical, "match");
    assert_string_equal(func_find_alias(STR("rdns"))->canonical, "reverseDns");
    assert_null(func_find_alias(STR("match")));
}

static void near_misses_are_guessed(void **state UNUSED)
{
    static const struct {
        const char *name, *nearest;
    } cases[] = {
        { "gruopBy", "groupBy" },
        { "cout", "count" },
        { "formattime", "formatTime" },
        { "startsWith", "text:startsWith" },
        { "contains", "text:contains" },
        { "selectlst", "selectLast" },
        { "limit", "head" },
        { "substr", "text:substring" },
        { "Variance", "stdDev" },
    };

    for (size_t i = 0; i < countof(cases); i++)
        assert_string_equal(func_nearest(str_from_cstr(cases[i].name)),
                            cases[i].nearest);
    assert_null(func_nearest(STR("ngsiem_query")));
    assert_null(func_nearest(STR("x")));
    assert_null(func_nearest(STR("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_are_sorted),
        cmocka_unit_test(every_descriptor_is_found),
        cmocka_unit_test(every_name_is_found_once),
        cmocka_unit_test(aliases_ignore_case),
        cmocka_unit_test(near_misses_are_guessed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
