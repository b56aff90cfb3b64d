/*
 * test_cfbf - compound files: streams long and short, their order, and broken chains.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "forge/cfbf_write.h"
#include "forge/forge.h"
#include "reading.h"
#include "signature/cfbf.h"

extern const struct container container_msi;

enum { BIG = 5000, SECTOR = 512, ENTRY = 128, STREAMS = 3 };

static const struct str package = { "\x84\x10\x0C\0\0\0\0\0\xC0\0\0\0\0\0\0\x46", 16 };

struct world {
    struct forge *forge;
    struct arena arena;
    struct str file; /* the forge's; tests change it */
    struct subject subject;
    struct cfbf cfbf;
    char big[BIG];
};

static int set_up(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    struct cfbf_stream stream[STREAMS];

    assert_non_null(w);
    *state = w;
    assert_int_equal(forge_new(&w->forge, STR("seed"), NULL), ST_OK);
    memset(w->big, 'b', sizeof w->big);
    stream[0] = (struct cfbf_stream){ STR("Long"), { w->big, sizeof w->big } };
    stream[1] = (struct cfbf_stream){ STR("B"), STR("short") };
    stream[2] = (struct cfbf_stream){ STR("Ab"), { NULL, 0 } };
    w->file = cfbf_write(w->forge, package, stream, STREAMS);
    assert_non_null(w->file.p);
    arena_init(&w->arena, 1 << 24);
    subject_from_memory(&w->subject, STR("x.msi"), &w->file, &w->arena);
    return 0;
}

static int tear_down(void **state)
{
    struct world *w = *state;

    arena_release(&w->arena);
    forge_free(w->forge);
    free(w);
    return 0;
}

/* Where the directory is, by the header. */
static char *directory_of(const struct world *w)
{
    char *bytes = (char *)(uintptr_t)w->file.p;

    return bytes + (1 + (size_t)(uint8_t)bytes[48]) * SECTOR;
}

static enum status list(struct world *w, struct cfbf_entry **entry, size_t *n)
{
    struct cfbf_entry root;

    cfbf_rewind(&w->cfbf);
    cfbf_entry(&w->cfbf, 0, &root);
    return cfbf_children(&w->cfbf, &root, entry, n, NULL);
}

/* The shorter name first, then byte by byte; contents whole. */
static void streams_in_order(void **state)
{
    static const char *const names[STREAMS] = { "A\0b\0\0\0", "B\0\0\0", "L\0o\0" };
    struct world *w = *state;
    struct cfbf_entry *entry;
    struct str bytes;
    size_t n;

    assert_int_equal(cfbf_open(&w->cfbf, &w->subject, NULL), ST_OK);
    assert_int_equal(list(w, &entry, &n), ST_OK);
    assert_int_equal(n, STREAMS);
    for (size_t i = 0; i < n; i++)
        assert_memory_equal(entry[i].name.p, names[i], 4);
    assert_int_equal(cfbf_view(&w->cfbf, &entry[0], 10, &bytes, NULL), ST_OK);
    assert_int_equal(bytes.n, 0);
    assert_int_equal(cfbf_view(&w->cfbf, &entry[1], 10, &bytes, NULL), ST_OK);
    assert_true(str_eq(bytes, STR("short")));
    assert_int_equal(cfbf_view(&w->cfbf, &entry[2], BIG - 1, &bytes, NULL), ST_LIMIT);
    assert_int_equal(cfbf_view(&w->cfbf, &entry[2], BIG, &bytes, NULL), ST_OK);
    assert_true(str_eq(bytes, (struct str){ w->big, sizeof w->big }));
}

/* A neighbour that points back at itself would be listed for ever. */
static void circles_end(void **state)
{
    struct world *w = *state;
    struct cfbf_entry *entry;
    size_t n;

    directory_of(w)[ENTRY + 72] = 1;
    assert_int_equal(cfbf_open(&w->cfbf, &w->subject, NULL), ST_OK);
    assert_int_equal(list(w, &entry, &n), ST_FORMAT);
}

/* A stream that says it is longer than its chain. */
static void chains_that_end_early(void **state)
{
    struct world *w = *state;
    struct cfbf_entry *entry;
    struct str bytes;
    size_t n;

    directory_of(w)[ENTRY + 121] = 0x20;
    assert_int_equal(cfbf_open(&w->cfbf, &w->subject, NULL), ST_OK);
    assert_int_equal(list(w, &entry, &n), ST_OK);
    assert_int_not_equal(cfbf_view(&w->cfbf, &entry[2], 1 << 20, &bytes, NULL), ST_OK);
}

/* Cut anywhere, it is broken or its contents cannot be read; never read outside. */
static void cut_files(void **state)
{
    struct world *w = *state;

    for (size_t n = 0; n < w->file.n; n += 100) {
        struct str part = str_slice(w->file, 0, n);

        subject_from_memory(&w->subject, STR("x.msi"), &part, &w->arena);
        if (cfbf_is_one(w->subject.head))
            assert_int_not_equal(cfbf_open(&w->cfbf, &w->subject, NULL), ST_OK);
    }
}

/* The class of the root tells packages from other compound files. */
static void packages_are_told_by_class(void **state)
{
    struct world *w = *state;
    struct reading r;

    reading_open(&r, &container_msi, "x", w->file);
    assert_false(r.found.is_malformed);
    assert_int_equal(r.found.nblobs, 0);
    reading_release(&r);
    directory_of(w)[80] = 0x06;
    assert_int_equal(reading_bid(&container_msi, "x.msi", w->file), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(streams_in_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(circles_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(chains_that_end_early, set_up, tear_down),
        cmocka_unit_test_setup_teardown(cut_files, set_up, tear_down),
        cmocka_unit_test_setup_teardown(packages_are_told_by_class, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
