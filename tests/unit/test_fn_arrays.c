/*
 * test_fn_arrays - functions over fields called a[0], a[1], …
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "func/array.h"
#include "func_harness.h"

extern const struct func func_array_length, func_array_contains, func_array_drop;
extern const struct func func_array_rename, func_concatArray;

static void names_are_taken_apart(void **state UNUSED)
{
    static const struct {
        const char *field;
        bool is_owned;
        size_t index;
        const char *rest;
    } cases[] = {
        { "a[0]", true, 0, "" },
        { "a[12].b", true, 12, ".b" },
        { "a[1][2]", true, 1, "[2]" },
        { "a[99999999999999999999]", true, SIZE_MAX, "" },
        { "a", false, 0, "" },
        { "a[", false, 0, "" },
        { "a[]", false, 0, "" },
        { "a[1", false, 0, "" },
        { "a[x]", false, 0, "" },
        { "a[-1]", false, 0, "" },
        { "ab[0]", false, 0, "" },
        { "b[0]", false, 0, "" },
    };

    for (size_t i = 0; i < countof(cases); i++) {
        struct str rest = { NULL, 0 };
        size_t index = 0;
        bool got = array_owns(STR("a"), str_from_cstr(cases[i].field), &index, &rest);

        assert_int_equal(got, cases[i].is_owned);
        assert_int_equal(index, cases[i].index);
        assert_true(str_eq(rest, str_from_cstr(cases[i].rest)));
    }
}

static void whole_arrays(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_array_length,
          { "array=a[]" },
          { "a[0]=1", "a[1]=2" },
          { "_length=2" } },
        { &func_array_length, { "array=a" }, { "a[0]=", "a[2]=2" }, { "_length=1" } },
        { &func_array_length, { "array=a[]" }, { "a[1]=1" }, { "_length=0" } },
        { &func_array_length, { "array=a.b[]" }, { "a.b[0]=1" }, { "_length=1" } },
        { &func_array_contains,
          { "array=a[]", "value=y" },
          { "a[0]=x", "a[1]=y" },
          { "#2" } },
        { &func_array_contains,
          { "array=a[]", "value=y" },
          { "a[0]=x", "a[2]=y" },
          { "!" } },
        { &func_array_contains,
          { "array=a[]", "value=y" },
          { "a[0]=yy", "a=y" },
          { "!" } },
        { &func_array_contains, { "array=a[]", "value=" }, { "a[0]=" }, { "#1" } },
        { &func_array_contains, { "array=a[]", "value=" }, { "b=" }, { "!" } },
        { &func_array_drop,
          { "array=a[]" },
          { "a[0]=1", "a[7].x=2", "ab[0]=3", "a=4" },
          { "ab[0]=3", "a=4", "#2" } },
        { &func_array_drop, { "array=a[]" }, { "b=1" }, { "b=1" } },
        { &func_array_rename,
          { "array=a[]", "asArray=b[]" },
          { "a[0]=1", "a[1].x=2", "b[0]=old", "b[5]=old" },
          { "b[0]=1", "b[1].x=2", "b[5]", "#2" } },
        { &func_array_rename,
          { "array=a[]", "asArray=b[]" },
          { "b[0]=old" },
          { "b[0]=old" } },
        { &func_array_rename,
          { "array=a[]", "asArray=a[]" },
          { "a[0]=1" },
          { "a[0]=1" } },
        { &func_array_rename,
          { "array=a[]", "asArray=a[0].b[]" },
          { "a[0]=1" },
          { "?inside" } },
    };

    func_check(cases, countof(cases));
}

static void elements_are_joined(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_concatArray,
          { "field=a" },
          { "a[0]=x", "a[1]=y", "a[2]=z" },
          { "_concatArray=xyz" } },
        { &func_concatArray,
          { "field=a[]", "prefix=<", "suffix=>", "separator=, ", "as=s" },
          { "a[0]=x", "a[1]=", "a[2]=z" },
          { "s=<x, , z>" } },
        { &func_concatArray,
          { "field=a", "from=1", "to=1" },
          { "a[0]=x", "a[1]=y", "a[2]=z" },
          { "_concatArray=y" } },
        { &func_concatArray,
          { "field=a", "from=1", "to=100000" },
          { "a[0]=x", "a[1]=y" },
          { "_concatArray=y" } },
        { &func_concatArray,
          { "field=a", "from=2" },
          { "a[0]=x" },
          { "_concatArray" } },
        { &func_concatArray, { "field=a", "prefix=<" }, { "b=x" }, { "_concatArray" } },
        { &func_concatArray, { "field=a", "from=2", "to=1" }, { "b=x" }, { "?less" } },
    };

    func_check(cases, countof(cases));
}

static void a_long_name_is_no_other(void **state UNUSED)
{
    char name[512];
    const char *row[2] = { name, NULL };
    const char *arg[3] = { name, "asArray=b", NULL };
    const char *want[3] = { "b[0]=1", "#1", NULL };
    struct func_long_case c = { &func_array_rename, arg, row, want };
    char array[512];

    memset(name, 'n', sizeof name);
    memcpy(name + 400, "[0]=1", 6);
    memset(array, 'n', sizeof array);
    memcpy(array, "array=", 6);
    memcpy(array + 406, "[]", 3);
    arg[0] = array;
    func_check_long(&c, "long name");
    arg[1] = NULL;
    c.func = &func_array_length;
    want[0] = "_length=1";
    want[1] = NULL;
    func_check_long(&c, "length of a long name");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_taken_apart),
        cmocka_unit_test(whole_arrays),
        cmocka_unit_test(elements_are_joined),
        cmocka_unit_test(a_long_name_is_no_other),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
