/*
 * test_appx - app packages: where the signature is, and the blocks of their files.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "forge/forge.h"
#include "reading.h"
#include "signature/appx_blocks.h"

extern const struct container container_appx;

struct world {
    struct forge *forge;
    struct forge_sample sample;
};

static int set_up(void **state)
{
    struct world *w = calloc(1, sizeof *w);

    assert_non_null(w);
    *state = w;
    assert_int_equal(forge_new(&w->forge, STR("seed"), NULL), ST_OK);
    assert_int_equal(forge_make(w->forge, forge_find("x98a"), &w->sample, NULL), ST_OK);
    return 0;
}

static int tear_down(void **state)
{
    struct world *w = *state;

    forge_free(w->forge);
    free(w);
    return 0;
}

/* What the block map's check says of the package; the text is empty when it fits. */
static void check_blocks(const struct world *w, char *out, size_t n)
{
    struct str bytes = w->sample.bytes, map;
    struct digester *g;
    struct subject s;
    struct arena arena;
    struct zip zip;
    const char *problem;

    arena_init(&arena, 1 << 24);
    assert_int_equal(digester_new(&g, NULL), ST_OK);
    subject_from_memory(&s, STR("x.msix"), &bytes, &arena);
    assert_int_equal(zip_open(&zip, &s, NULL), ST_OK);
    assert_int_equal(
        zip_view(&zip, zip_find(&zip, STR("AppxBlockMap.xml")), 1 << 20, &map, NULL),
        ST_OK);
    assert_int_equal(appx_blocks_check(&zip, map, g, &problem, NULL), ST_OK);
    assert_true(snprintf(out, n, "%s", problem ? problem : "") < (int)n);
    digester_free(g);
    arena_release(&arena);
}

/* The place of the first byte of `text` in the package, which may be changed. */
static char *place_of(const struct world *w, struct str text)
{
    size_t at = str_find(w->sample.bytes, text);

    assert_int_not_equal(at, SIZE_MAX);
    return (char *)(uintptr_t)w->sample.bytes.p + at;
}

static void signature_is_found(void **state)
{
    struct world *w = *state;
    struct reading r;

    reading_open(&r, &container_appx, "package", w->sample.bytes);
    assert_int_equal(r.found.nblobs, 1);
    assert_true(str_starts_with(r.found.blob[0].der, STR("\x30\x82")));
    reading_release(&r);
    /* What is no PKCX inside is damage, not absence. */
    *place_of(w, STR("PKCX")) = 'x';
    reading_open(&r, &container_appx, "package", w->sample.bytes);
    assert_true(r.found.is_malformed);
    reading_release(&r);
}

static void changed_blocks_name_their_file(void **state)
{
    struct world *w = *state;
    char problem[512];

    check_blocks(w, problem, sizeof problem);
    assert_string_equal(problem, "");
    /* In the second block of the second file. */
    place_of(w, STR("data.bin"))[66000] ^= 1;
    check_blocks(w, problem, sizeof problem);
    assert_non_null(strstr(problem, "'data.bin' has a block that does not fit"));
}

static void maps_of_other_files(void **state)
{
    static const struct {
        struct str what;
        char c;
        const char *problem;
    } cases[] = {
        { { "HashMethod", 10 }, 'h', "cannot be read" },
        { { "App.exe\" Size", 13 }, 'B', "'Bpp.exe' is not in the package" },
        { { "70000\"", 6 }, '8', "'data.bin' has another size" },
        { { "<File Name=\"data", 16 }, '!', "has a block that belongs to no file" },
    };

    for (size_t i = 0; i < countof(cases); i++) {
        struct world *w = *state;
        char *p = place_of(w, cases[i].what), old;
        char problem[512];

        if (cases[i].c == '!')
            p++;
        old = *p;
        *p = cases[i].c;
        check_blocks(w, problem, sizeof problem);
        assert_non_null(strstr(problem, cases[i].problem));
        *p = old;
    }
}

static void zips_of_other_kinds(void **state UNUSED)
{
    static const char empty[22] = "PK\5\6";

    assert_int_equal(
        reading_bid(&container_appx, "x.msix", (struct str){ empty, sizeof empty }), 0);
    assert_int_equal(reading_bid(&container_appx, "x.msix", STR("PK\3\4....")), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(signature_is_found, set_up, tear_down),
        cmocka_unit_test_setup_teardown(changed_blocks_name_their_file, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(maps_of_other_files, set_up, tear_down),
        cmocka_unit_test(zips_of_other_kinds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
