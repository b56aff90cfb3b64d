/*
 * test_block_map - the elements of a block map, and names that have to be compared.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "signature/block_map.h"

#define OPEN "<BlockMap HashMethod=\"http://www.w3.org/2001/04/xmlenc#sha256\">"
/* 32 bytes of zero. */
#define ZEROS "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

static void roots_of_maps(void **state UNUSED)
{
    static const struct {
        const char *xml;
        enum digest_algorithm algorithm; /* NONE: no map */
    } cases[] = {
        { OPEN, DIGEST_SHA256 },
        { "\xEF\xBB\xBF<?xml version='1.0'?><!-- <BlockMap> -->\r\n" OPEN,
          DIGEST_SHA256 },
        { "<BlockMap a='>' HashMethod='http://www.w3.org/2001/04/xmlenc#sha512'/>",
          DIGEST_SHA512 },
        { "<BlockMap HashMethod = \"http://www.w3.org/2001/04/xmldsig-more#sha384\" >",
          DIGEST_SHA384 },
        { "<BlockMap HashMethod=\"http://www.w3.org/2000/09/xmldsig#sha1\">",
          DIGEST_NONE },
        { "<BlockMap>", DIGEST_NONE },
        { "<BlockMap HashMethod>", DIGEST_NONE },
        { "<BlockMap HashMethod=sha256>", DIGEST_NONE },
        { "<Blocks HashMethod=\"http://www.w3.org/2001/04/xmlenc#sha256\">",
          DIGEST_NONE },
        { "<BlockMap HashMethod=\"http://www.w3.org/2001/04/xmlenc#sha256\"",
          DIGEST_NONE },
        { "<!-- " OPEN, DIGEST_NONE },
        { "", DIGEST_NONE },
    };

    for (size_t i = 0; i < countof(cases); i++) {
        struct block_map m;
        bool is_map = block_map_open(&m, str_from_cstr(cases[i].xml));

        assert_int_equal(is_map, cases[i].algorithm != DIGEST_NONE);
        if (is_map)
            assert_int_equal(m.algorithm, cases[i].algorithm);
    }
}

static void items_in_order(void **state UNUSED)
{
    static const char xml[] =
        OPEN "<File Name='a\\b' Size='65537' LfhSize='31'>"
             "<Block Hash='" ZEROS "' Size='9'/><x:Other/><Block Size='9' Hash='AAAA'/>"
             "</File><File Size='x'/></BlockMap>";
    static const char zeros[32];
    struct block_map_item item;
    struct block_map m;

    assert_true(block_map_open(&m, STR(xml)));
    block_map_next(&m, &item);
    assert_int_equal(item.kind, BLOCK_MAP_FILE);
    assert_true(str_eq(item.name, STR("a\\b")));
    assert_int_equal(item.size, 65537);
    block_map_next(&m, &item);
    assert_int_equal(item.kind, BLOCK_MAP_BLOCK);
    assert_int_equal(item.hash.algorithm, DIGEST_SHA256);
    assert_memory_equal(item.hash.bytes, zeros, sizeof zeros);
    /* Too short for a SHA-256. */
    block_map_next(&m, &item);
    assert_int_equal(item.kind, BLOCK_MAP_BLOCK);
    assert_int_equal(item.hash.algorithm, DIGEST_NONE);
    block_map_next(&m, &item);
    assert_int_equal(item.kind, BLOCK_MAP_FILE);
    assert_int_equal(item.name.n, 0);
    assert_true(item.size == UINT64_MAX);
    block_map_next(&m, &item);
    assert_int_equal(item.kind, BLOCK_MAP_END);
    block_map_next(&m, &item);
    assert_int_equal(item.kind, BLOCK_MAP_END);
}

static void assert_name(size_t (*make)(struct str name, char *out), const char *name,
                        const char *expected)
{
    char out[64];
    size_t n = make(str_from_cstr(name), out);

    assert_true(str_eq((struct str){ out, n }, str_from_cstr(expected)));
}

static void names(void **state UNUSED)
{
    assert_name(block_map_name, "Assets\\Big &amp; &lt;new&gt;.png",
                "Assets/Big & <new>.png");
    assert_name(block_map_name, "&quot;&apos;&other;&", "\"'&other;&");
    assert_name(block_map_name, "100%25", "100%25");
    assert_name(block_map_zip_name, "Assets/Big%20%26%5b1%5D.png",
                "Assets/Big &[1].png");
    assert_name(block_map_zip_name, "100%", "100%");
    assert_name(block_map_zip_name, "%2", "%2");
    assert_name(block_map_zip_name, "%zz%2B", "%zz+");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roots_of_maps),
        cmocka_unit_test(items_in_order),
        cmocka_unit_test(names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
