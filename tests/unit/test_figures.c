/*
 * test_figures - numbers as people read them, the progress line, and parameters.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "cli/figures.h"
#include "cli/params.h"
#include "cli/progress.h"

static void assert_buf(struct buf *out, const char *want)
{
    buf_add_char(out, '\0');
    assert_string_equal(out->p, want);
    buf_reset(out);
}

static void counts_bytes_and_times(void **state UNUSED)
{
    struct buf out;

    buf_init(&out, 4096);
    add_count(&out, 0);
    assert_buf(&out, "0");
    add_count(&out, 1234567);
    assert_buf(&out, "1,234,567");
    add_count(&out, 1000);
    assert_buf(&out, "1,000");
    add_bytes(&out, 999);
    assert_buf(&out, "999 B");
    add_bytes(&out, 1000);
    assert_buf(&out, "1.0 kB");
    add_bytes(&out, 2987654321);
    assert_buf(&out, "2.9 GB");
    add_bytes(&out, UINT64_MAX);
    assert_buf(&out, "18.4 EB");
    add_elapsed(&out, 999999999);
    assert_buf(&out, "999 ms");
    add_elapsed(&out, 59900000000);
    assert_buf(&out, "59.9 s");
    add_elapsed(&out, 80000000000);
    assert_buf(&out, "1 min 20 s");
    add_elapsed(&out, 7500000000000);
    assert_buf(&out, "2 h 5 min");
    add_counted(&out, 1, "file");
    add_counted(&out, 2, "file");
    assert_buf(&out, "1 file2 files");
    buf_release(&out);
}

static void progress_lines(void **state UNUSED)
{
    struct buf out;

    buf_init(&out, 4096);
    progress_line(1200000000, 2900000000, 2000000000, &out);
    assert_buf(&out, " 41%  1.2 GB of 2.9 GB  600 MB/s  2.8 s left");
    progress_line(5000000, 0, 1000000000, &out);
    assert_buf(&out, "5.0 MB  5.0 MB/s");
    progress_line(0, 100, 1000000000, &out);
    assert_buf(&out, "  0%  0 B of 100 B  0 B/s");
    progress_line(200, 100, 1000000000, &out);
    assert_buf(&out, "100%  200 B of 100 B  200 B/s");
    buf_release(&out);
}

static void parameters_split_at_commas(void **state UNUSED)
{
    static const char *const given[] = { "host=a, \"b, c\"", "empty=", "eq=x=y", NULL };
    static const char *const bad[] = { "novalue", NULL };
    static const char *const nameless[] = { "=x", NULL };
    static const struct {
        const char *name, *value;
    } want[] = {
        { "host", "a" }, { "host", "b, c" }, { "empty", "" }, { "eq", "x=y" }
    };
    const struct plan_param *param;
    struct arena arena;
    struct diag diag;
    size_t n;

    arena_init(&arena, 1 << 16);
    assert_int_equal(params_parse(given, &arena, &param, &n, &diag), ST_OK);
    assert_int_equal(n, countof(want));
    for (size_t i = 0; i < n; i++) {
        assert_true(str_eq(param[i].name, str_from_cstr(want[i].name)));
        assert_true(str_eq(param[i].value, str_from_cstr(want[i].value)));
    }
    assert_int_equal(params_parse(bad, &arena, &param, &n, &diag), ST_SYNTAX);
    assert_string_equal(diag.text, "--param takes name=value, not 'novalue'");
    assert_int_equal(params_parse(nameless, &arena, &param, &n, &diag), ST_SYNTAX);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_bytes_and_times),
        cmocka_unit_test(progress_lines),
        cmocka_unit_test(parameters_split_at_commas),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
