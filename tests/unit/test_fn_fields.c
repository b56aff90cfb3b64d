/*
 * test_fn_fields - functions that rename, remove, set and choose fields.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "func_harness.h"

extern const struct func func_rename, func_drop, func_select, func_default;
extern const struct func func_getField, func_setField, func_eval;
extern const struct func func_coalesce, func_if, func_test;

static void descriptors_are_in_order(void **state UNUSED)
{
    for (size_t i = 0; i < func_table_len; i++)
        func_check_descriptor(func_table[i]);
}

static void rename_moves_values(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_rename, { "field=a", "as=b" }, { "a=1" }, { "b=1", "a", "#1" } },
        { &func_rename, { "field=a", "as=b" }, { "a=1", "b=2" }, { "b=1", "a" } },
        { &func_rename, { "field=a", "as=b" }, { "b=2" }, { "b=2", "a" } },
        { &func_rename, { "field=a", "as=b" }, { "a=", "b=2" }, { "b=", "a" } },
        { &func_rename, { "field=a", "as=a" }, { "a=1" }, { "a=1" } },
        { &func_rename, { "field=a|b" }, { "a=1" }, { "b=1", "a" } },
        { &func_rename,
          { "field=a|b|c|d" },
          { "a=1", "c=2", "x=3" },
          { "b=1", "d=2", "x=3", "#3" } },
        { &func_rename, { "field=a|b|b|c" }, { "a=1" }, { "c=1", "b", "a" } },
        { &func_rename, { "field=ä b|ö" }, { "ä b=1" }, { "ö=1" } },
        { &func_rename, { "field=a" }, { "a=1" }, { "?pairs" } },
        { &func_rename, { "field=a|b|c" }, { "a=1" }, { "?pairs" } },
        { &func_rename, { "field=a|b", "as=c" }, { "a=1" }, { "?single" } },
    };

    func_check(cases, countof(cases));
}

static void drop_and_select_leave_the_rest(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_drop, { "fields=a" }, { "a=1", "b=2" }, { "a", "b=2", "#1" } },
        { &func_drop, { "fields=a|b|nosuch" }, { "a=1", "b=2" }, { "#0" } },
        { &func_drop, { "fields=a" }, { "b=2" }, { "b=2", "#1" } },
        { &func_select, { "fields=b" }, { "a=1", "b=2" }, { "a", "b=2", "#1" } },
        { &func_select, { "fields=b|a" }, { "a=1", "c=3" }, { "a=1", "b", "#1" } },
        { &func_select, { "fields=x" }, { "a=1", "c=3" }, { "#0" } },
        { &func_select, { "fields=a" }, { "a=", "c=3" }, { "a=", "#1" } },
    };

    func_check(cases, countof(cases));
}

static void default_fills_gaps(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_default, { "value=x", "field=a" }, { "b=1" }, { "a=x", "b=1" } },
        { &func_default, { "value=x", "field=a" }, { "a=1" }, { "a=1" } },
        { &func_default, { "value=x", "field=a" }, { "a=" }, { "a=" } },
        { &func_default,
          { "value=x", "field=a", "replaceEmpty=true" },
          { "a=" },
          { "a=x" } },
        { &func_default, { "value=", "field=a|b" }, { "b=2" }, { "a=", "b=2" } },
    };

    func_check(cases, countof(cases));
}

static void names_can_be_computed(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_getField, { "source=n" }, { "n=x", "x=1" }, { "_getField=1" } },
        { &func_getField,
          { "source='odd name'" },
          { "odd name=1" },
          { "_getField=1" } },
        { &func_getField, { "source=n", "as=y" }, { "n=x", "y=7" }, { "y=7" } },
        { &func_getField, { "source=n", "as=y" }, { "y=7" }, { "y=7" } },
        { &func_getField, { "source=n" }, { "n=x", "x=" }, { "_getField=" } },
        { &func_setField, { "target=n", "value=v" }, { "n=x", "v=1" }, { "x=1" } },
        { &func_setField, { "target=n", "value=v" }, { "n=x" }, { "x", "#1" } },
        { &func_setField, { "target=n", "value=v" }, { "n=", "v=1" }, { "#2" } },
        { &func_setField, { "target=n", "value=v" }, { "v=1" }, { "#1" } },
        { &func_setField, { "target='v'", "value=''" }, { "v=1" }, { "v=" } },
    };

    func_check(cases, countof(cases));
}

static void choices_are_made(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_coalesce, { "expressions=a|b" }, { "a=1", "b=2" }, { "_coalesce=1" } },
        { &func_coalesce, { "expressions=a|b" }, { "a=", "b=2" }, { "_coalesce=2" } },
        { &func_coalesce,
          { "expressions=a|b", "ignoreEmpty=false" },
          { "a=", "b=2" },
          { "_coalesce=" } },
        { &func_coalesce, { "expressions=a|'z'", "as=c" }, { "x=1" }, { "c=z" } },
        { &func_coalesce, { "expressions=a|b", "as=c" }, { "c=1" }, { "c=1" } },
        { &func_if,
          { "condition=c", "then='y'", "else='n'" },
          { "c=true" },
          { "_if=y" } },
        { &func_if, { "condition=c", "then='y'", "else='n'" }, { "c=1" }, { "_if=n" } },
        { &func_if,
          { "condition=c", "then='y'", "else=n", "as=z" },
          { "z=0" },
          { "z=0" } },
        { &func_test, { "expression=c" }, { "c=true" }, { "c=true" } },
        { &func_test, { "expression=c" }, { "c=false" }, { "!" } },
        { &func_test, { "expression=c" }, { "x=1" }, { "!" } },
    };

    func_check(cases, countof(cases));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(descriptors_are_in_order),
        cmocka_unit_test(rename_moves_values),
        cmocka_unit_test(drop_and_select_leave_the_rest),
        cmocka_unit_test(default_fills_gaps),
        cmocka_unit_test(names_can_be_computed),
        cmocka_unit_test(choices_are_made),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
