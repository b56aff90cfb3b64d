/*
 * test_arena - alignment, limits, sticky failure and reuse of arenas.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/str.h"

static void limit_is_exact(void **state UNUSED)
{
    struct arena a;

    arena_init(&a, 100);
    assert_non_null(arena_alloc(&a, 100, 1));
    assert_false(a.failed);
    assert_null(arena_alloc(&a, 1, 1));
    assert_true(a.failed);
    arena_reset(&a);
    assert_false(a.failed);
    assert_null(arena_alloc(&a, 101, 1));
    arena_release(&a);
}

static void memory_is_zeroed_and_aligned(void **state UNUSED)
{
    struct arena a;

    arena_init(&a, SIZE_MAX);
    for (size_t i = 1; i < 2000; i++) {
        unsigned char *p = arena_alloc(&a, i, 16);

        assert_non_null(p);
        assert_int_equal((uintptr_t)p % 16, 0);
        for (size_t k = 0; k < i; k++)
            assert_int_equal(p[k], 0);
        memset(p, 0xff, i);
        if (i % 100 == 0)
            arena_reset(&a);
    }
    arena_release(&a);
}

static void array_size_does_not_wrap(void **state UNUSED)
{
    struct arena a;

    arena_init(&a, SIZE_MAX);
    assert_null(arena_alloc_array(&a, SIZE_MAX / 2, 3, 1));
    assert_true(a.failed);
    arena_release(&a);
}

static void copies_end_with_nul(void **state UNUSED)
{
    struct arena a;
    struct str copy;

    arena_init(&a, SIZE_MAX);
    copy = str_dup(&a, STR("abc"));
    assert_int_equal(copy.n, 3);
    assert_string_equal(copy.p, "abc");
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(limit_is_exact),
        cmocka_unit_test(memory_is_zeroed_and_aligned),
        cmocka_unit_test(array_size_does_not_wrap),
        cmocka_unit_test(copies_end_with_nul),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
