/*
 * test_pack - pack.yaml: what is read, and what is refused with file and line.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/buf.h"
#include "detect/pack.h"

static const char whole[] = "id: T1\n"
                            "title: A title\n"
                            "description: >-\n"
                            "  two\n"
                            "  lines\n"
                            "severity: high\n"
                            "query: detection.cql\n"
                            "attack: {technique: T1036.001, tactics: [a, b]}\n"
                            "events: [ProcessRollup2]\n"
                            "fields: {required: [ImageFileName]}\n";

static void a_whole_pack(void **state UNUSED)
{
    struct arena arena;
    struct pack pack;
    struct diag diag;

    arena_init(&arena, 1 << 20);
    assert_int_equal(pack_parse(&pack, STR(whole), "p.yaml", &arena, &diag), ST_OK);
    assert_true(str_eq(pack.id, STR("T1")));
    assert_true(str_eq(pack.description, STR("two lines")));
    assert_true(str_eq(pack.technique, STR("T1036.001")));
    assert_int_equal(pack.tactics.n, 2);
    assert_true(str_eq(pack.tactics.v[1], STR("b")));
    assert_int_equal(pack.references.n, 0);
    assert_int_equal(pack.as_published.n, 0);
    arena_release(&arena);
}

static void what_is_refused(void **state UNUSED)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        { "", "p.yaml:1: the file is empty" },
        { "- a\n", "p.yaml:1: a pack is a map of keys" },
        { "id: a\n\ntitel: b\n",
          "p.yaml:3: unknown key 'titel'; did you mean 'title'?" },
        { "id: a\nattack:\n  tactcs: [x]\n",
          "p.yaml:3: unknown key 'tactcs'; did you mean 'tactics'?" },
        { "id: a\nid: b\n", "p.yaml:2: the key is already there" },
        { "id: [a]\n", "p.yaml:1: plain text is expected for 'id'" },
        { "id: ''\n", "p.yaml:1: there is nothing for 'id'" },
        { "events: a\n", "p.yaml:1: a list is expected for 'events'" },
        { "events:\n  - [a]\n", "p.yaml:2: plain text is expected in 'events'" },
        { "attack: a\n", "p.yaml:1: keys are expected below 'attack'" },
        { "a: &x b\nc: *x\n", "p.yaml:2: aliases are not allowed" },
        { "? [a]\n: b\n", "p.yaml:1: a key must be plain text" },
        { "id: a\n---\nid: b\n", "p.yaml:2: a second document begins" },
        { "id: a\n", "p.yaml:1: 'title' is missing" },
    };
    struct arena arena;
    struct pack pack;
    struct diag diag;

    arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < countof(cases); i++) {
        assert_int_not_equal(
            pack_parse(&pack, str_from_cstr(cases[i].text), "p.yaml", &arena, &diag),
            ST_OK);
        assert_string_equal(diag.text, cases[i].message);
    }
    arena_release(&arena);
}

/* The whole pack with one value replaced. */
static void assert_refused(const char *from, const char *to, const char *message)
{
    const char *at = strstr(whole, from);
    struct arena arena;
    struct pack pack;
    struct diag diag;
    struct buf text;

    arena_init(&arena, 1 << 20);
    buf_init(&text, 1 << 20);
    buf_add(&text, (struct str){ whole, (size_t)(at - whole) });
    buf_add_cstr(&text, to);
    buf_add_cstr(&text, at + strlen(from));
    assert_int_equal(pack_parse(&pack, buf_str(&text), "p.yaml", &arena, &diag),
                     ST_FORMAT);
    assert_string_equal(diag.text, message);
    buf_release(&text);
    arena_release(&arena);
}

static void values_have_a_form(void **state UNUSED)
{
    assert_refused("id: T1", "id: ../x",
                   "p.yaml:1: id: letters, digits, '.', '-' and '_' only, not '../x'");
    assert_refused("high", "grave",
                   "p.yaml:6: severity: low, medium or high, not 'grave'");
    assert_refused(
        "detection.cql", "../../etc/passwd",
        "p.yaml:7: query: a file in the same folder, not '../../etc/passwd'");
    assert_refused("detection.cql", ".hidden",
                   "p.yaml:7: query: a file in the same folder, not '.hidden'");
}

static void depth_and_size_are_bounded(void **state UNUSED)
{
    static char text[YAML_BYTES_MAX + 1];
    struct yaml_node *root;
    struct arena arena;
    struct diag diag;

    arena_init(&arena, 64 << 20);
    memset(text, '[', YAML_DEPTH_MAX);
    memset(text + YAML_DEPTH_MAX, ']', YAML_DEPTH_MAX);
    assert_int_equal(
        yaml_parse(&root, (struct str){ text, 2 * YAML_DEPTH_MAX }, "p", &arena, &diag),
        ST_OK);
    memset(text, '[', YAML_DEPTH_MAX + 1);
    memset(text + YAML_DEPTH_MAX + 1, ']', YAML_DEPTH_MAX + 1);
    assert_int_equal(yaml_parse(&root, (struct str){ text, 2 * YAML_DEPTH_MAX + 2 },
                                "p", &arena, &diag),
                     ST_LIMIT);
    memset(text, '#', sizeof text);
    assert_int_equal(
        yaml_parse(&root, (struct str){ text, sizeof text }, "p", &arena, &diag),
        ST_LIMIT);
    memset(text, ',', YAML_BYTES_MAX);
    text[0] = '[';
    for (size_t i = 1; i <= 2 * YAML_NODES_MAX; i += 2)
        text[i] = 'x';
    text[2 * YAML_NODES_MAX] = ']';
    assert_int_equal(yaml_parse(&root, (struct str){ text, 2 * YAML_NODES_MAX + 1 },
                                "p", &arena, &diag),
                     ST_LIMIT);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_pack),
        cmocka_unit_test(what_is_refused),
        cmocka_unit_test(values_have_a_form),
        cmocka_unit_test(depth_and_size_are_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
