/*
 * test_script - signature blocks in scripts: where they begin, end, and what is odd.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "reading.h"

extern const struct container container_script;

/* Base64 of the bytes 30 03 02 01 05. */
#define BLOCK                                                   \
    "\r\n# SIG # Begin signature block\r\n# MAMC\r\n# AQU=\r\n" \
    "# SIG # End signature block\r\n"
static const struct str der = { "\x30\x03\x02\x01\x05", 5 };

static void blocks_are_decoded(void **state UNUSED)
{
    static const struct {
        const char *path, *text;
    } cases[] = {
        { "a.ps1", "Write-Host 1" BLOCK },
        { "no-extension", "Write-Host 1" BLOCK },
        { "a.PSM1", BLOCK },
        { "a.mof", "x\r\n/* SIG # Begin signature block */\r\n/* MAMCAQU= */\r\n"
                   "/* SIG # End signature block */\r\n" },
        { "a.ps1xml", "<x/>\r\n<!-- SIG # Begin signature block -->\r\n"
                      "<!-- MAMCAQU= -->\r\n"
                      "<!-- SIG # End signature block -->\r\n" },
        { "a.js", "x\r\n// SIG // Begin signature block\r\n// SIG // MAMCAQU=\r\n"
                  "// SIG // End signature block\r\n" },
        { "a.vbs", "x\r\n'' SIG '' Begin signature block\r\n'' SIG '' MAMCAQU=\r\n"
                   "'' SIG '' End signature block\r\n" },
    };

    for (size_t i = 0; i < countof(cases); i++) {
        struct reading r;

        reading_open(&r, &container_script, cases[i].path,
                     str_from_cstr(cases[i].text));
        assert_false(r.found.is_malformed);
        assert_int_equal(r.found.nblobs, 1);
        assert_true(str_eq(r.found.blob[0].der, der));
        reading_release(&r);
    }
}

/* The same in two bytes a character, either byte first. */
static void wide_scripts(void **state UNUSED)
{
    static const char text[] = "Write-Host 1" BLOCK;

    for (size_t big = 0; big < 2; big++) {
        char wide[2 * sizeof text] = { 0 };
        struct reading r;

        wide[0] = big ? '\xFE' : '\xFF';
        wide[1] = big ? '\xFF' : '\xFE';
        for (size_t i = 0; i < sizeof text - 1; i++)
            wide[2 + 2 * i + big] = text[i];
        reading_open(&r, &container_script, "a.ps1",
                     (struct str){ wide, 2 * sizeof text });
        assert_int_equal(r.found.nblobs, 1);
        assert_true(str_eq(r.found.blob[0].der, der));
        reading_release(&r);
    }
}

static void blocks_that_cannot_be_read(void **state UNUSED)
{
    static const char *const texts[] = {
        "x\r\n# SIG # Begin signature block\r\n# MAMCAQU=\r\n",
        "x\r\n# SIG # Begin signature block\r\n# MA*C\r\n"
        "# SIG # End signature block\r\n",
        "x\r\n# SIG # Begin signature block\r\nMAMC\r\n"
        "# SIG # End signature block\r\n",
    };

    for (size_t i = 0; i < countof(texts); i++) {
        struct reading r;

        reading_open(&r, &container_script, "a.ps1", str_from_cstr(texts[i]));
        assert_true(r.found.is_malformed);
        assert_int_equal(r.found.nblobs, 0);
        reading_release(&r);
    }
}

static void scripts_without_block(void **state UNUSED)
{
    struct reading r;

    reading_open(&r, &container_script, "a.ps1", STR("Write-Host 1\r\n"));
    assert_false(r.found.is_malformed);
    assert_int_equal(r.found.nblobs, 0);
    reading_release(&r);
    /* Neither a name nor a block of a script. */
    assert_int_equal(reading_bid(&container_script, "a.txt", STR("text\r\n")), 0);
    assert_int_equal(
        reading_bid(&container_script, "a.ps1", (struct str){ "MZ\0\1" BLOCK, 90 }), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_are_decoded),
        cmocka_unit_test(wide_scripts),
        cmocka_unit_test(blocks_that_cannot_be_read),
        cmocka_unit_test(scripts_without_block),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
