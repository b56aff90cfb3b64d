/*
 * test_tuning - what suppressions hide and what they must not, and what is refused.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/buf.h"
#include "detect/tuning.h"

#define NOW_MS INT64_C(1700000000000) /* 2023-11-14T22:13:20Z */

static void paths(void **state UNUSED)
{
    static const struct {
        const char *pattern, *path;
        bool matches;
    } cases[] = {
        { "\\Temp\\a.exe", "\\Device\\HarddiskVolume3\\Temp\\a.exe", true },
        { "\\Temp\\a.exe", "C:\\TEMP\\A.EXE", true },
        { "\\Temp\\a.exe", "\\??\\C:\\Temp\\a.exe", true },
        { "c:/temp/a.exe", "D:\\Temp\\a.exe", true },
        { "\\Temp\\a.exe", "C:\\x\\Temp\\a.exe", false },
        { "\\Temp\\a.exe", "C:\\Temp\\\\a.exe", true },
        { "\\Temp\\a.exe", "C:\\Temp \\a.exe", false },
        { "\\Temp\\a.exe", "C:\\x\\..\\Temp\\a.exe", false },
        { "Temp\\a.exe", "C:\\x\\Temp\\a.exe", true },
        { "*.exe", "C:\\x\\Temp\\a.exe", true },
        { "*.exe", "C:\\x.exe\\a.dll", false },
        { "\\Temp\\*", "C:\\Temp\\a\\b", false },
        { "\\Temp\\**", "C:\\Temp\\a\\b", true },
        { "\\Temp\\**", "C:\\Temp", true },
        { "\\**\\b\\*.dll", "C:\\a\\b\\a\\b\\x.dll", true },
        { "\\**\\b\\*.dll", "C:\\a\\b\\c\\x.dll", false },
        { "\\Device\\HarddiskVolumeX\\a", "C:\\Device\\HarddiskVolumeX\\a", true },
        { "\\\\*\\SYSVOL\\**", "\\Device\\Mup\\dc1\\SYSVOL\\x\\a.exe", true },
        { "\\\\*\\SYSVOL\\**", "\\\\dc1\\sysvol\\a.exe", true },
        { "\\\\*\\SYSVOL\\**", "\\\\?\\UNC\\dc1\\sysvol\\a.exe", true },
        { "\\\\*\\SYSVOL\\**", "C:\\x\\SYSVOL\\a.exe", false },
        { "\\\\*\\SYSVOL\\**", "C:\\\\\\x\\SYSVOL\\a.exe", false },
        { "\\\\*\\SYSVOL\\**", "C:\\Device\\Mup\\x\\SYSVOL\\a.exe", false },
        { "\\x\\SYSVOL\\*", "\\\\x\\SYSVOL\\a.exe", false },
    };
    struct arena arena;

    arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < countof(cases); i++) {
        struct path_glob g;

        assert_true(path_glob_compile(&g, &arena, str_from_cstr(cases[i].pattern)));
        if (path_glob_match(&g, str_from_cstr(cases[i].path)) != cases[i].matches)
            fail_msg("%s and %s", cases[i].pattern, cases[i].path);
    }
    arena_release(&arena);
}

/* A suppression around the keys of `match`. */
static enum status add(struct tuning *t, struct arena *arena, const char *match,
                       const struct tuning_param *param, struct diag *diag)
{
    struct tuning_context context = { .name = "t.yaml",
                                      .now_ms = NOW_MS,
                                      .param = param,
                                      .nparams = param ? 1 : 0,
                                      .arena = arena };
    enum status st;
    struct buf text;

    buf_init(&text, 1 << 16);
    buf_printf(&text, "suppressions:\n- {id: a, reason: r, owner: o, match: {%s}}\n",
               match);
    st = tuning_add(t, str_dup(arena, buf_str(&text)), &context, diag);
    buf_release(&text);
    return st;
}

static const struct finding finding = {
    .detection = { "T1", 2 },
    .state = { "untrusted", 9 },
    .host = { "FIN-1", 5 },
    .image = { "C:\\Program Files\\A\\a.exe", 24 },
    .sha256 = { "ABCD", 4 },
    .users = { "eve\nSYSTEM", 10 },
    .issuer = { "CN=Own CA", 9 },
};

static void hiding(void **state UNUSED)
{
    static const struct tuning_param own = { { "ca", 2 }, { "*own*", 5 } };
    static const struct {
        const char *match;
        bool hides, hides_mismatch; /* the same finding with the class hash_mismatch */
    } cases[] = {
        { "host: fin-*", true, false },
        { "host: [a, FIN-1]", true, false },
        { "host: HR-*", false, false },
        { "host: FIN-1, detection: T2", false, false },
        { "host: FIN-1, class: untrusted", true, false },
        { "host: FIN-1, class: hash_mismatch", false, true },
        { "host: FIN-1, class: '*'", true, false },
        { "hash: abcd", true, true },
        { "path: '\\Program Files\\A\\**'", true, false },
        { "path: '\\A\\**'", false, false },
        { "user: eve", false, false },
        { "user: [eve, system]", true, false },
        { "command: '*'", false, false },
        { "thumbprint: '*'", false, false },
        { "issuer: '?ca'", true, false },
        { "issuer: '?other'", false, false },
    };
    struct finding mismatch = finding;

    mismatch.state = STR("hash_mismatch");
    for (size_t i = 0; i < countof(cases); i++) {
        struct tuning t = { .n = 0 };
        struct arena arena;
        struct diag diag;

        arena_init(&arena, 1 << 20);
        if (add(&t, &arena, cases[i].match, &own, &diag) != ST_OK)
            fail_msg("%s: %s", cases[i].match, diag.text);
        if ((tuning_find(&t, &finding) != NULL) != cases[i].hides ||
            (tuning_find(&t, &mismatch) != NULL) != cases[i].hides_mismatch)
            fail_msg("%s", cases[i].match);
        arena_release(&arena);
    }
}

static void the_last_day_counts(void **state UNUSED)
{
    static const struct {
        const char *date;
        bool is_off;
    } cases[] = { { "2023-11-13", true }, { "2023-11-14", false } };

    for (size_t i = 0; i < countof(cases); i++) {
        struct tuning t = { .n = 0 };
        struct tuning_context context = { .name = "t.yaml", .now_ms = NOW_MS };
        struct arena arena;
        struct diag diag;
        struct buf text;

        arena_init(&arena, 1 << 20);
        context.arena = &arena;
        buf_init(&text, 1 << 10);
        buf_printf(&text,
                   "suppressions:\n- {id: a, reason: r, owner: o, expires: %s, "
                   "match: {host: '*'}}\n",
                   cases[i].date);
        assert_int_equal(tuning_add(&t, buf_str(&text), &context, &diag), ST_OK);
        assert_int_equal(t.v[0].is_off, cases[i].is_off);
        assert_int_equal(tuning_find(&t, &finding) == NULL, cases[i].is_off);
        buf_release(&text);
        arena_release(&arena);
    }
}

static void what_is_refused(void **state UNUSED)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        { "- a\n", "t.yaml:1: a tuning file is a map with the key 'suppressions'" },
        { "supressions: []\n",
          "t.yaml:1: unknown key 'supressions'; did you mean 'suppressions'?" },
        { "suppressions: a\n", "t.yaml:1: a list is expected for 'suppressions'" },
        { "suppressions:\n- a\n", "t.yaml:2: a suppression is a map of keys, not 'a'" },
        { "suppressions:\n- {id: a}\n", "t.yaml:2: a suppression lacks 'reason'" },
        { "suppressions:\n- {id: a, reason: b}\n",
          "t.yaml:2: a suppression lacks 'owner'" },
        { "suppressions:\n- {id: a, reason: b, owner: c}\n",
          "t.yaml:2: a suppression lacks 'match'" },
        { "suppressions:\n- {match: {class: a}}\n",
          "t.yaml:2: name a path, hash, signer, issuer, thumbprint, host, user or "
          "command in 'match'" },
        { "suppressions:\n- {match: {hots: a}}\n",
          "t.yaml:2: unknown key 'hots'; did you mean 'host'?" },
        { "suppressions:\n- {match: {host: []}}\n",
          "t.yaml:2: there is nothing for 'host'" },
        { "suppressions:\n- {match: {host: ''}}\n",
          "t.yaml:2: a value is expected for 'host'" },
        { "suppressions:\n- {expires: soon}\n",
          "t.yaml:2: a date as 2027-06-30 is expected for 'expires'" },
        { "suppressions:\n"
          "- {id: a, reason: b, owner: c, match: {host: d}}\n"
          "- {id: a, reason: b, owner: c, match: {host: d}}\n",
          "t.yaml:3: there is another suppression 'a'" },
    };

    for (size_t i = 0; i < countof(cases); i++) {
        struct tuning t = { .n = 0 };
        struct tuning_context context = { .name = "t.yaml", .now_ms = NOW_MS };
        struct arena arena;
        struct diag diag;

        arena_init(&arena, 1 << 20);
        context.arena = &arena;
        assert_int_equal(tuning_add(&t, str_from_cstr(cases[i].text), &context, &diag),
                         ST_FORMAT);
        assert_string_equal(diag.text, cases[i].message);
        arena_release(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths),
        cmocka_unit_test(hiding),
        cmocka_unit_test(the_last_day_counts),
        cmocka_unit_test(what_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
