/*
 * test_problem_codes - every example of the code table has the problem that it shows.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "query/lint.h"
#include "query/plan.h"

static bool has_code(const struct problems *list, const char *code)
{
    for (size_t i = 0; i < list->n; i++)
        if (!strcmp(list->v[i].code, code))
            return true;
    return false;
}

/* Check and lint `query`; does it have `code`? */
static bool shows(const char *query, const char *code, enum dialect dialect)
{
    struct plan_options options = { .dialect = dialect };
    struct plan *plan;
    enum status st = plan_new(&plan, str_from_cstr(query), &options);
    bool found;

    assert_non_null(plan);
    if (plan->ast && (st == ST_OK || st == ST_TYPE))
        lint_plan(plan);
    found = has_code(&plan->problems, code);
    plan_free(plan);
    return found;
}

static void examples_show_their_code(void **state UNUSED)
{
    size_t missing = 0;

    for (size_t i = 0; i < problem_codes_len; i++) {
        const struct problem_code *c = &problem_codes[i];

        if (!c->example[0] || shows(c->example, c->code, DIALECT_LENIENT) ||
            shows(c->example, c->code, DIALECT_STRICT))
            continue;
        print_message("# %s is not shown by: %s\n", c->code, c->example);
        missing++;
    }
    assert_int_equal(missing, 0);
}

/* What is shown as the better query does not have the problem. */
static void fixed_examples_lack_their_code(void **state UNUSED)
{
    size_t wrong = 0;

    for (size_t i = 0; i < problem_codes_len; i++) {
        const struct problem_code *c = &problem_codes[i];

        if (!c->fixed[0] || !shows(c->fixed, c->code, DIALECT_LENIENT))
            continue;
        print_message("# %s is still shown by: %s\n", c->code, c->fixed);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

/* It is also right in all other ways: LogScale would take it. */
static void fixed_examples_are_right(void **state UNUSED)
{
    size_t wrong = 0;

    for (size_t i = 0; i < problem_codes_len; i++) {
        const char *fixed = problem_codes[i].fixed;
        struct plan_options options = { .dialect = DIALECT_STRICT };
        struct plan *plan;

        if (!fixed[0])
            continue;
        if (plan_new(&plan, str_from_cstr(fixed), &options) != ST_OK) {
            print_message("# %s: %s\n", fixed, plan->problems.v[0].code);
            wrong++;
        }
        plan_free(plan);
    }
    assert_int_equal(wrong, 0);
}

static void codes_are_complete(void **state UNUSED)
{
    for (size_t i = 0; i < problem_codes_len; i++) {
        const struct problem_code *c = &problem_codes[i];
        const char letter = "NWE"[c->severity];

        assert_int_equal(c->code[0], letter);
        assert_true(strlen(c->title) > 3 && strlen(c->reason) > 10);
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(problem_codes[k].code, c->code);
    }
}

/* Codes whose problems can be fixed for certain, at least in their example. */
static const char *const fixable[] = {
    "E208", "E209", "E210", "E211", "E212", "E213", "E228",
    "W304", "W307", "W308", "W314", "W315", "W503", "W504",
    "W508", "W513", "W516", "N524", "N527", "W525", "W526",
};

/* The plan of `query`, linted; NULL never. */
static struct plan *linted(struct str query)
{
    static const struct plan_options options = { .dialect = DIALECT_LENIENT,
                                                 .allow_unbound = true };
    struct plan *plan;
    enum status st = plan_new(&plan, query, &options);

    assert_non_null(plan);
    if (plan->ast && (st == ST_OK || st == ST_TYPE))
        lint_plan(plan);
    return plan;
}

static bool has_fix(const struct problems *list, const char *code)
{
    for (size_t i = 0; i < list->n; i++)
        if (!strcmp(list->v[i].code, code) && list->v[i].fix.present)
            return true;
    return false;
}

/* What is left of `code` when the fixes have been applied until there are none. */
static bool is_left(const char *query, const char *code, struct arena *arena)
{
    struct str text = str_from_cstr(query);
    bool found = true;
    size_t n = 1;

    for (size_t i = 0; i < 10 && n; i++) {
        struct plan *plan = linted(text);

        found = has_code(&plan->problems, code);
        text = lint_repair(text, &plan->problems, arena, &n);
        assert_non_null(text.p);
        plan_free(plan);
    }
    assert_int_equal(n, 0);
    return found;
}

static bool is_listed(const char *code)
{
    for (size_t i = 0; i < countof(fixable); i++)
        if (!strcmp(fixable[i], code))
            return true;
    return false;
}

static void fixes_remove_their_problem(void **state UNUSED)
{
    size_t wrong = 0;
    struct arena arena;

    arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < problem_codes_len; i++) {
        const struct problem_code *c = &problem_codes[i];
        struct plan *plan = linted(str_from_cstr(c->example));
        bool is_fixed = has_fix(&plan->problems, c->code);

        plan_free(plan);
        if (is_fixed == is_listed(c->code) &&
            (!is_fixed || !is_left(c->example, c->code, &arena)))
            continue;
        print_message("# %s: has a fix: %d\n", c->code, is_fixed);
        wrong++;
    }
    arena_release(&arena);
    assert_int_equal(wrong, 0);
}

/* Queries that are as they should be have no problem at all. */
static void clean_queries_are_clean(void **state UNUSED)
{
    static const char *const clean[] = {
        "#event_simpleName=ProcessRollup2 | groupBy(aid) | sort(_count, limit=max)",
        "UserName=* UserName!=\"\"",
        "case { event_platform=Win | a := 1; event_platform=Mac | a := 2 }",
        "a=X | a := lower(a) | a=x",
        "SignInfoFlags=/^8/",
    };

    for (size_t i = 0; i < countof(clean); i++) {
        struct plan_options options = { .dialect = DIALECT_STRICT };
        struct plan *plan;

        assert_int_equal(plan_new(&plan, str_from_cstr(clean[i]), &options), ST_OK);
        lint_plan(plan);
        if (plan->problems.n)
            fail_msg("%s: %s", clean[i], plan->problems.v[0].code);
        plan_free(plan);
    }
}

static void problems_stand_in_order(void **state UNUSED)
{
    struct plan_options options = { .dialect = DIALECT_LENIENT };
    struct plan *plan;

    assert_int_equal(
        plan_new(&plan, STR("a!=\"\" | SignInfoFlags=bad | sort(x)"), &options), ST_OK);
    lint_plan(plan);
    assert_int_equal(plan->problems.n, 3);
    for (size_t i = 1; i < plan->problems.n; i++)
        assert_true(plan->problems.v[i - 1].span.offset <=
                    plan->problems.v[i].span.offset);
    plan_free(plan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(examples_show_their_code),
        cmocka_unit_test(fixed_examples_lack_their_code),
        cmocka_unit_test(fixed_examples_are_right),
        cmocka_unit_test(codes_are_complete),
        cmocka_unit_test(fixes_remove_their_problem),
        cmocka_unit_test(clean_queries_are_clean),
        cmocka_unit_test(problems_stand_in_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
