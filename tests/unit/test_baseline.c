/*
 * test_baseline - what is new, what is rare, and that the file keeps it.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/arena.h"
#include "detect/baseline.h"

static struct finding on_host(const char *image, const char *host)
{
    return (struct finding){
        .image = str_from_cstr(image),
        .host = str_from_cstr(host),
        .sha256 =
            STR("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    };
}

static enum baseline_verdict note(struct baseline *b, const char *image,
                                  const char *host)
{
    struct finding f = on_host(image, host);

    return baseline_note(b, &f, 1700000000000);
}

/* The next run: what was written is read by another baseline. */
static void run_again(struct baseline *b, struct arena *arena)
{
    struct buf text;
    struct diag diag;

    buf_init(&text, 1 << 20);
    baseline_write(b, &text);
    baseline_init(b, arena);
    if (baseline_read(b, str_dup(arena, buf_str(&text)), "b", &diag) != ST_OK)
        fail_msg("%s", diag.text);
    buf_release(&text);
}

static void nothing_is_new_in_the_first_run(void **state UNUSED)
{
    struct baseline b;
    struct arena arena;

    arena_init(&arena, 1 << 20);
    baseline_init(&b, &arena);
    assert_int_equal(note(&b, "C:\\a.exe", "h1"), BASELINE_KNOWN);
    run_again(&b, &arena);
    assert_int_equal(note(&b, "\\Device\\HarddiskVolume2\\A.exe", "h1"),
                     BASELINE_KNOWN);
    assert_int_equal(note(&b, "C:\\b.exe", "h1"), BASELINE_NEW);
    arena_release(&arena);
}

/* Findings of one run do not make each other known. */
static void a_run_is_judged_as_a_whole(void **state UNUSED)
{
    struct baseline b;
    struct arena arena;

    arena_init(&arena, 1 << 20);
    baseline_init(&b, &arena);
    run_again(&b, &arena);
    assert_int_equal(note(&b, "C:\\a.exe", "h1"), BASELINE_NEW);
    assert_int_equal(note(&b, "C:\\a.exe", "h2"), BASELINE_NEW);
    run_again(&b, &arena);
    assert_int_equal(note(&b, "C:\\a.exe", "h2"), BASELINE_KNOWN);
    assert_int_equal(note(&b, "C:\\a.exe", "h3"), BASELINE_RARE);
    assert_int_equal(note(&b, "C:\\a.exe", "h4"), BASELINE_RARE);
    run_again(&b, &arena);
    assert_int_equal(note(&b, "C:\\a.exe", "h5"), BASELINE_KNOWN);
    arena_release(&arena);
}

static void many_hosts_are_not_all_kept(void **state UNUSED)
{
    char host[16];
    struct baseline b;
    struct arena arena;

    arena_init(&arena, 1 << 20);
    baseline_init(&b, &arena);
    for (int i = 0; i < 1000; i++) {
        (void)snprintf(host, sizeof host, "h%d", i);
        (void)note(&b, "C:\\a.exe", host);
    }
    run_again(&b, &arena);
    assert_int_equal(b.pair[0]->nhosts, BASELINE_HOSTS_MAX);
    assert_int_equal(note(&b, "C:\\a.exe", "h2000"), BASELINE_KNOWN);
    arena_release(&arena);
}

static void what_is_refused(void **state UNUSED)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        { "", "b:1: this is no baseline: a line is a JSON object" },
        { "{}", "b:1: this is no baseline" },
        { "{\"countersign_baseline\":2}", "b:1: a baseline of another version" },
        { "{\"countersign_baseline\":1}\n{", "b:2: the JSON is damaged" },
        { "{\"countersign_baseline\":1}\n{\"hosts\":[]}", "b:2: a pair has no hosts" },
        { "{\"countersign_baseline\":1}\n{\"hosts\":[1]}",
          "b:2: 'hosts' is a list of texts" },
        { "{\"countersign_baseline\":1}\n{\"hosts\":[\"x\"]}",
          "b:2: a host is 16 hexadecimal digits" },
        { "{\"countersign_baseline\":1}\n{\"first\":\"x\"}",
          "b:2: 'first' is no time" },
        { "{\"countersign_baseline\":1}\n{\"sha256\":1}", "b:2: a text is expected" },
    };

    for (size_t i = 0; i < countof(cases); i++) {
        struct baseline b;
        struct arena arena;
        struct diag diag;

        arena_init(&arena, 1 << 20);
        baseline_init(&b, &arena);
        assert_int_equal(baseline_read(&b, str_from_cstr(cases[i].text), "b", &diag),
                         ST_FORMAT);
        assert_string_equal(diag.text, cases[i].message);
        arena_release(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_new_in_the_first_run),
        cmocka_unit_test(a_run_is_judged_as_a_whole),
        cmocka_unit_test(many_hosts_are_not_all_kept),
        cmocka_unit_test(what_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
