/*
 * test_derive - aliases, times and file names that an event does not hold itself.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "event/derive.h"

/* What `name` is when its sources hold `values`; NULL is missing. */
static struct value derive(struct arena *arena, const char *name,
                           const char *const values[DERIVED_SOURCES_MAX])
{
    const struct derived *d = derive_find(str_from_cstr(name));
    struct value source[DERIVED_SOURCES_MAX];
    struct derive_input in = { .source = source, .arena = arena };

    assert_non_null(d);
    assert_true(d->nsources <= DERIVED_SOURCES_MAX);
    for (size_t i = 0; i < DERIVED_SOURCES_MAX; i++)
        source[i] = values[i] ? value_str(str_from_cstr(values[i])) : value_missing();
    return d->compute(&in);
}

static void values_from_sources(void **state UNUSED)
{
    static const struct {
        const char *name;
        const char *source[DERIVED_SOURCES_MAX];
        const char *want; /* NULL: missing */
    } cases[] = {
        { "#event_simpleName", { "ProcessRollup2" }, "ProcessRollup2" },
        { "event_simpleName", { NULL }, NULL },
        { "#repo.cid", { "c1" }, "c1" },
        { "@timestamp", { "1687509722190", "1687509721.669" }, "1687509722190" },
        { "@timestamp", { "soon", "1687509721.669" }, "1687509721669" },
        { "@timestamp", { NULL, NULL, "1682368414.7" }, "1682368414700" },
        { "@timestamp", { NULL, NULL, NULL, "1688546869.56" }, "1688546869560" },
        { "@timestamp", { NULL, NULL, NULL, NULL, "1688542167" }, "1688542167000" },
        { "@timestamp", { NULL }, NULL },
        { "FileName", { "\\Device\\HarddiskVolume2\\a b.exe" }, "a b.exe" },
        { "FilePath", { "\\Device\\HarddiskVolume2\\a b\\c.exe" }, "\\a b\\" },
        { "FilePath", { "\\device\\harddiskvolume12\\c.exe" }, "\\" },
        { "FilePath", { "C:\\a b\\c.exe" }, "\\a b\\" },
        { "FilePath", { "\\??\\c:\\a b\\c.exe" }, "\\a b\\" },
        { "FilePath", { "\\\\?\\D:\\a b\\c.exe" }, "\\a b\\" },
        { "FilePath", { "\\Device\\HarddiskVolume\\c" }, "\\Device\\HarddiskVolume\\" },
        { "FilePath", { "\\Device\\Mup\\host\\x\\c" }, "\\Device\\Mup\\host\\x\\" },
        { "FilePath", { "\\\\host\\x\\c" }, "\\\\host\\x\\" },
        { "FilePath", { "C:c.exe" }, "" },
        { "FilePath", { "C:" }, "" },
        { "FilePath", { "\\Device\\HarddiskVolume2" }, "\\Device\\" },
        { "FilePath", { "\\\\?\\C:" }, "\\\\?\\" },
        { "FileName", { NULL, "/usr/bin/ls" }, "ls" },
        { "FilePath", { NULL, "/usr/bin/ls" }, "/usr/bin/" },
        { "FileName", { "plain" }, "plain" },
        { "FilePath", { "plain" }, "" },
        { "FileName", { "ends\\" }, "" },
        { "FileName", { NULL }, NULL },
        { "SignInfoFlags.text", { "512" }, "NO_SIGNATURE" },
        { "SignInfoFlags.text", { "invalid" }, NULL },
        { "@rawstring", { NULL }, NULL },
        { "UserName", { "S-1-5-18" }, "SYSTEM" },
        { "UserName", { "S-1-5-180" }, NULL },
        { "UserName", { NULL }, NULL },
        { "ComputerName", { "a1" }, NULL },
    };
    struct arena arena;

    arena_init(&arena, 1 << 16);
    for (size_t i = 0; i < countof(cases); i++) {
        struct value v = derive(&arena, cases[i].name, cases[i].source);

        assert_int_equal(value_is_missing(v), !cases[i].want);
        if (cases[i].want)
            assert_true(str_eq(value_text(v, &arena), str_from_cstr(cases[i].want)));
    }
    arena_release(&arena);
}

static void times(void **state UNUSED)
{
    static const char *const bad[] = {
        "",   ".5",  "1.", "1.x",        "12a",
        "-1", "1e9", "1 ", "2021-10-01", "12345678901234567"
    };
    int64_t ms = 7;

    for (size_t i = 0; i < countof(bad); i++)
        assert_false(falcon_time(str_from_cstr(bad[i]), &ms));
    assert_int_equal(ms, 7);
    assert_true(falcon_time(STR("1.0005"), &ms));
    assert_int_equal(ms, 1000);
    assert_true(falcon_time(STR("99999999999"), &ms)); /* 11 digits: seconds */
    assert_int_equal(ms, INT64_C(99999999999000));
    assert_true(falcon_time(STR("999999999999"), &ms)); /* 12 digits: milliseconds */
    assert_int_equal(ms, INT64_C(999999999999));
}

static void ids_tell_records_apart(void **state UNUSED)
{
    const struct derived *d = derive_find(STR("@id"));
    struct arena arena;
    struct derive_input in = { .ordinal = 1, .arena = &arena };
    struct str one;
    struct str two;

    arena_init(&arena, 1 << 16);
    one = value_text(d->compute(&in), &arena);
    assert_int_equal(one.n, 16);
    assert_true(str_eq(one, value_text(d->compute(&in), &arena)));
    in.ordinal = 2;
    two = value_text(d->compute(&in), &arena);
    assert_false(str_eq(one, two));
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_from_sources),
        cmocka_unit_test(times),
        cmocka_unit_test(ids_tell_records_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
