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
extern const struct func func_array_append, func_array_dedup, func_array_sort;
extern const struct func func_array_filter, func_array_eval, func_array_exists;
extern const struct func func_objectArray_eval, func_objectArray_exists, func_split;
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

static void lists_are_changed(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_array_append,
          { "array=a[]", "values='x'|'y'|'z'" },
          { "a[0]=foo", "a[1]=bar", "a[3]=baz" },
          { "a[1]=bar", "a[2]=x", "a[3]=y", "a[4]=z", "#5" } },
        { &func_array_append,
          { "array=a[]", "values=b|nosuch|''" },
          { "b=1" },
          { "a[0]=1", "a[1]=", "#3" } },
        { &func_array_dedup,
          { "array=a[]" },
          { "a[0]=x", "a[1]=y", "a[2]=x", "a[4]=z" },
          { "a[0]=x", "a[1]=y", "a[2]", "a[4]", "#2" } },
        { &func_array_dedup,
          { "array=a[]", "asArray=b[]" },
          { "a[0]=x", "a[1]=x", "b[3]=old" },
          { "a[1]=x", "b[0]=x", "b[3]", "#3" } },
        { &func_array_dedup, { "array=a[]" }, { "b=1" }, { "#1" } },
        { &func_array_sort,
          { "array=a[]" },
          { "a[0]=b", "a[1]=10", "a[2]=9" },
          { "a[0]=10", "a[1]=9", "a[2]=b" } },
        { &func_array_sort,
          { "array=a[]", "order=desc", "asArray=s[]" },
          { "a[0]=a", "a[1]=b" },
          { "a[0]=a", "s[0]=b", "s[1]=a" } },
        { &func_array_sort,
          { "array=a[]", "type=number" },
          { "a[0]=x", "a[1]=10", "a[2]=9.5" },
          { "a[0]=9.5", "a[1]=10", "a[2]=x" } },
        { &func_array_sort,
          { "array=a[]", "type=hex", "order=desc" },
          { "a[0]=0x1", "a[1]=ff", "a[2]=g" },
          { "a[0]=ff", "a[1]=0x1", "a[2]=g" } },
    };

    func_check(cases, countof(cases));
}

static void pipelines_run_on_elements(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_array_filter,
          { "array=a[]", "var=x", "function=has:x:b&set:y:1" },
          { "a[0]=ab", "a[1]=c", "a[2]=b", "x=mine" },
          { "a[0]=ab", "a[1]=b", "a[2]", "x=mine", "y", "#3" } },
        { &func_array_filter,
          { "array=a[]", "asArray=f[]", "function=has:a:b" },
          { "a[0]=ab", "a[1]=c" },
          { "a[0]=ab", "a[1]=c", "f[0]=ab", "a", "#3" } },
        { &func_array_filter,
          { "array=a[]", "function=has:a:z" },
          { "a[0]=ab", "a[1]=c" },
          { "#0" } },
        { &func_array_eval,
          { "array=a[]", "asArray=u", "var=u", "function=upper:u" },
          { "a[0]=x", "a[1]=y" },
          { "u[0]=X", "u[1]=Y", "a[0]=x", "u", "#4" } },
        { &func_array_eval,
          { "array=a[]", "asArray=k[]", "function=has:a:y&set:k:1" },
          { "a[0]=x", "a[1]=y" },
          { "k[0]=1", "k[1]", "#3" } },
        { &func_array_eval,
          { "array=a[]", "function=upper:a" },
          { "a[0]=x" },
          { "a[0]=X" } },
        { &func_objectArray_eval,
          { "array=a[]", "asArray=k[]", "var=v", "function=has:v.n:b&set:k:1" },
          { "a[0].n=a", "a[1].n=b", "a[1].m=2", "v.n=mine" },
          { "k[0]=1", "v.n=mine", "#5" } },
        { &func_array_exists,
          { "array=a[]", "var=x", "condition=x" },
          { "a[0]=false", "a[1]=true" },
          { "x", "#2" } },
        { &func_array_exists,
          { "array=a[]", "condition=a" },
          { "a[0]=no" },
          { "!", "#1" } },
        { &func_array_exists,
          { "array=a[]", "condition=a" },
          { "b=true" },
          { "!", "#1" } },
        { &func_objectArray_exists,
          { "array=a[]", "var=x", "condition=x.ok" },
          { "a[0].ok=false", "a[1].ok=true" },
          { "#2" } },
        { &func_objectArray_exists,
          { "array=a[]", "var=x", "condition=x.ok" },
          { "a[0].ok=false", "a[2].ok=true" },
          { "!", "#2" } },
    };

    func_check(cases, countof(cases));
}

static void elements_become_rows(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_split,
          { "field=a" },
          { "@id=1", "a[0]=x", "a[1]=y", "b=2" },
          { "@id=1__0", "a=x", "_index=0", "b=2", "#4", "--", "@id=1__1", "a=y",
            "_index=1", "#4" } },
        { &func_split,
          { "field=a" },
          { "a[0].n=1", "a[1].n=2", "a[0].m=3" },
          { "a.n=1", "a.m=3", "#3", "--", "a.n=2", "a.m", "#2" } },
        { &func_split,
          { "field=a", "strip=true" },
          { "a[0].n=1", "a[0][0]=z" },
          { "n=1", "a[0]=z", "_index=0", "#3" } },
        { &func_split,
          { "field=a" },
          { "a[3]=x", "a[1]=y" },
          { "a=y", "_index=1", "--", "a=x", "_index=3" } },
        { &func_split, { "field=a" }, { "b=1" }, { "0" } },
        { &func_split, { NULL }, { "_events[0].x=1" }, { "_events.x=1", "#2" } },
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
        cmocka_unit_test(lists_are_changed),
        cmocka_unit_test(pipelines_run_on_elements),
        cmocka_unit_test(elements_become_rows),
        cmocka_unit_test(a_long_name_is_no_other),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
