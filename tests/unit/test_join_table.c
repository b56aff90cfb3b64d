/*
 * test_join_table - the newest record of a key wins, whatever order records come in,
 * and so it is with the limit.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "cli/join_table.h"

static const size_t plenty = 1 << 20;

static struct join_values two(struct str a, struct str b)
{
    return (struct join_values){ .value = { a, b } };
}

static void assert_value(const struct join_table *t, struct str key, size_t i,
                         const char *expected)
{
    const struct join_values *v = join_table_find(t, key);

    assert_non_null(v);
    assert_true(str_eq(v->value[i], str_from_cstr(expected)));
    assert_non_null(v->value[i].p);
}

static void newest_wins(void **state UNUSED)
{
    const struct {
        int64_t time;
        struct join_values values;
    } record[] = {
        { 5, two(STR("old"), STR("")) },
        { 9, two(STR("new"), STR("a long value that needs room")) },
        { 9, two(STR("new"), STR("a")) }, /* of one time: the last by bytes */
        { 7, two(STR("middle"), (struct str){ NULL, 0 }) },
    };
    static const size_t order[][4] = {
        { 0, 1, 2, 3 }, { 3, 2, 1, 0 }, { 2, 0, 3, 1 }, { 1, 3, 0, 2 }
    };

    for (size_t k = 0; k < countof(order); k++) {
        struct join_table t;

        join_table_init(&t, plenty);
        for (size_t i = 0; i < countof(record); i++)
            join_table_put(&t, STR("key"), record[order[k][i]].time,
                           &record[order[k][i]].values);
        assert_int_equal(t.n, 1);
        assert_value(&t, STR("key"), 0, "new");
        assert_value(&t, STR("key"), 1, "a long value that needs room");
        join_table_release(&t);
    }
}

static void missing_is_not_empty(void **state UNUSED)
{
    const struct join_values missing = two(STR("x"), (struct str){ NULL, 0 });
    const struct join_values empty = two(STR("x"), STR(""));
    struct join_table t;

    join_table_init(&t, plenty);
    join_table_put(&t, STR("a"), 1, &missing);
    join_table_put(&t, STR("b"), 1, &missing);
    join_table_put(&t, STR("b"), 1, &empty);
    join_table_put(&t, STR("b"), 1, &missing);
    assert_null(join_table_find(&t, STR("a"))->value[1].p);
    assert_value(&t, STR("b"), 1, "");
    assert_null(join_table_find(&t, STR("c")));
    join_table_release(&t);
}

static void put_number(struct join_table *t, unsigned i, size_t n)
{
    static char text[512];
    char key[4] = { (char)('a' + i % 26), (char)('a' + i / 26 % 26), '\0', 'k' };
    const struct join_values v = two((struct str){ text, n }, STR("v"));

    memset(text, 'x', sizeof text);
    join_table_put(t, (struct str){ key, sizeof key }, 1, &v);
}

/* Two records a key, of different lengths. */
static void put_nth(struct join_table *t, unsigned i)
{
    put_number(t, i / 2, 10 * (i % 7));
}

/* The bytes that a table counts are the same in every order, so the limit is, too. */
static void the_limit_does_not_depend_on_order(void **state UNUSED)
{
    size_t bytes = 0;

    for (unsigned step = 1; step < 30; step += 2) { /* coprime to 600: every number */
        struct join_table t;

        if (step % 3 == 0 || step % 5 == 0)
            continue;
        join_table_init(&t, bytes ? bytes : plenty);
        for (unsigned i = 0; i < 600; i++)
            put_nth(&t, i * step % 600);
        assert_false(t.is_off);
        if (bytes)
            assert_int_equal(t.bytes, bytes);
        bytes = t.bytes;
        join_table_release(&t);
        join_table_init(&t, bytes - 1);
        for (unsigned i = 0; i < 600; i++)
            put_nth(&t, i * step % 600);
        assert_true(t.is_off);
        assert_int_equal(t.n, 0);
        assert_null(join_table_find(&t, STR("aa")));
        join_table_release(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(newest_wins),
        cmocka_unit_test(missing_is_not_empty),
        cmocka_unit_test(the_limit_does_not_depend_on_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
