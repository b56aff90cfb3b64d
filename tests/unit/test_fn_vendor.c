/*
 * test_fn_vendor - functions that need what is not here: they say so.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "func_harness.h"

extern const struct func func_eventInternals, func_beta_repeating, func_beta_param;
extern const struct func func_copyEvent, func_readPersistedAggregation;
extern const struct func func_remoteTable;

static void events_pass(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_eventInternals, { NULL }, { "a=1" }, { "a=1", "#1" } },
        { &func_eventInternals, { "prefix=x" }, { "a=1" }, { "a=1", "#1" } },
        { &func_beta_repeating, { "interval=10000" }, { "a=1" }, { "a=1", "#1" } },
        { &func_beta_repeating, { NULL }, { "a=1" }, { "a=1", "#1" } },
    };

    func_check(cases, countof(cases));
}

static void parameters_are_fields(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_beta_param,
          { "parameter=who", "as=p", "?who=eve" },
          { "a=1" },
          { "p=eve" } },
        { &func_beta_param, { "parameter=who", "as=p", "?who=" }, { "p=1" }, { "p=" } },
        { &func_beta_param, { "parameter=who", "as=p" }, { "a=1" }, { "p", "#1" } },
    };

    func_check(cases, countof(cases));
}

static void queries_are_refused(void **state UNUSED)
{
    static const struct func_case cases[] = {
        { &func_copyEvent, { "type=t" }, { "a=1" }, { "?parsers only" } },
        { &func_readPersistedAggregation,
          { "tag=t" },
          { "a=1" },
          { "?it asks another cluster" } },
        { &func_remoteTable,
          { "connection=c", "include=a", "name=n", "query=a=b" },
          { "a=1" },
          { "?it asks another cluster" } },
    };

    func_check(cases, countof(cases));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_pass),
        cmocka_unit_test(parameters_are_fields),
        cmocka_unit_test(queries_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
