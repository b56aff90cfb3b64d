/*
 * test_archive - zip archives as sources: every member is read as the file would be
 * that it was; what cannot be read is named, and the rest is.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "input/sources.h"
#include "scratch.h"
#include "zip_case.h"

static const char *const archive = "a.zip";

static int enter(void **state UNUSED)
{
    scratch_enter();
    return 0;
}

static int leave(void **state UNUSED)
{
    scratch_remove();
    return 0;
}

static void print_problems(const struct sources *s, struct buf *out)
{
    struct sources_summary sum;

    sources_summary(s, &sum);
    for (size_t i = 0; i < sum.nproblems; i++)
        buf_printf(out, "! %.*s: %.*s\n", STR_ARG(sum.problem[i].path),
                   STR_ARG(sum.problem[i].why));
}

/* All chunks in input order, each under the name of its source; then the problems. */
static void read_all(const char *const *paths, size_t n, struct buf *out)
{
    const struct sources_options options = { .workers = 1 };
    struct sources *s = NULL;
    struct feed *feed = NULL;
    struct chunk chunk;
    struct diag diag;
    uint64_t done, total;

    if (sources_new(&s, paths, n, &options, &diag) != ST_OK)
        fail_msg("%s", diag.text);
    assert_int_equal(sources_open(s, true, &feed, &diag), ST_OK);
    while (feed->next(feed, 0, &chunk, &diag) == ST_OK && chunk.bytes.n)
        buf_printf(out, "%.*s\n%.*s", STR_ARG(chunk.source_name), STR_ARG(chunk.bytes));
    sources_close(s, feed);
    sources_progress(s, &done, &total);
    assert_true(done <= total);
    print_problems(s, out);
    sources_free(s);
}

static void check(struct zip_making *z, const char *expected)
{
    struct buf out;

    zip_making_end(z);
    scratch_write(archive, buf_str(&z->file));
    zip_making_release(z);
    buf_init(&out, SIZE_MAX);
    read_all(&archive, 1, &out);
    buf_add_char(&out, '\0');
    assert_string_equal(out.p, expected);
    buf_release(&out);
}

static void members_are_files(void **state UNUSED)
{
    struct str gzip = scratch_gzip(STR("{\"gzip\":1}\n"));
    struct str zstd = scratch_zstd(STR("{\"zstd\":1}\n"));
    struct zip_making z;

    zip_making_init(&z);
    zip_making_add(&z, "d/stored.json", STR("{\"stored\":1}\n"), false);
    zip_making_add(&z, "d/deflated.json", STR("{\"deflated\":1}\n"), true);
    zip_making_add(&z, "c.gz", gzip, true);
    zip_making_add(&z, "./c.zst", zstd, false);
    zip_making_add(&z, "b.json", STR("[{\"array\":1}]"), true);
    zip_making_add(&z, "bom", STR("\xef\xbb\xbf{\"bom\":1}\n"), true);
    check(&z, "a.zip/./c.zst\n{\"zstd\":1}\n"
              "a.zip/b.json\n[{\"array\":1}]"
              "a.zip/bom\n{\"bom\":1}\n"
              "a.zip/c.gz\n{\"gzip\":1}\n"
              "a.zip/d/deflated.json\n{\"deflated\":1}\n"
              "a.zip/d/stored.json\n{\"stored\":1}\n");
    free((void *)(uintptr_t)gzip.p);
    free((void *)(uintptr_t)zstd.p);
}

static void what_nobody_meant_is_passed_over(void **state UNUSED)
{
    struct zip_making z;

    zip_making_init(&z);
    zip_making_add(&z, "d/", STR(""), false);
    zip_making_add(&z, "d/a", STR("{\"a\":1}\n"), true);
    zip_making_add(&z, "__MACOSX/d/._a", STR("{\"x\":1}\n"), true);
    zip_making_add(&z, "__MACOSX/d/b", STR("{\"x\":1}\n"), true);
    zip_making_add(&z, "d/.DS_Store", STR("{\"x\":1}\n"), true);
    zip_making_add(&z, ".git/b", STR("{\"x\":1}\n"), true);
    zip_making_add(&z, "d/_SUCCESS", STR("{\"x\":1}\n"), false);
    zip_making_add(&z, "d/empty", STR(""), false);
    check(&z, "a.zip/d/a\n{\"a\":1}\n");
}

static void two_members_of_one_name_are_two(void **state UNUSED)
{
    const char *const twice[] = { archive, archive };
    struct zip_making z;
    struct buf out;

    zip_making_init(&z);
    zip_making_add(&z, "x", STR("{\"a\":1}\n"), true);
    zip_making_add(&z, "x", STR("{\"a\":2}\n"), true);
    check(&z, "a.zip/x\n{\"a\":1}\na.zip/x\n{\"a\":2}\n");
    buf_init(&out, SIZE_MAX);
    read_all(twice, countof(twice), &out);
    assert_true(str_eq(buf_str(&out), STR("a.zip/x\n{\"a\":1}\na.zip/x\n{\"a\":2}\n")));
    buf_release(&out);
}

/* A sound member, and one whose entry is changed: only that one is missing. */
static void check_spoilt(size_t at, unsigned more, const char *expected)
{
    struct zip_making z;

    zip_making_init(&z);
    zip_making_add(&z, "good", STR("{\"a\":1}\n"), true);
    zip_making_add(&z, "spoilt", STR("{\"b\":1}\n{\"b\":2}\n{\"b\":3}\n"), true);
    zip_making_spoil(&z, at, more);
    check(&z, expected);
}

static void what_the_directory_says_is_checked(void **state UNUSED)
{
    check_spoilt(ZIP_AT_FLAGS, 1,
                 "a.zip/good\n{\"a\":1}\n! a.zip/spoilt: encrypted; skipped\n");
    check_spoilt(ZIP_AT_METHOD, 6,
                 "a.zip/good\n{\"a\":1}\n"
                 "! a.zip/spoilt: packed with a method other than deflate; skipped\n");
    check_spoilt(
        ZIP_AT_CRC, 1,
        "a.zip/good\n{\"a\":1}\na.zip/spoilt\n{\"b\":1}\n{\"b\":2}\n{\"b\":3}\n"
        "! a.zip/spoilt: zip member breaks off after 24 bytes (checksum "
        "differs); 3 records before it were read\n");
    check_spoilt(
        ZIP_AT_SIZE, 1,
        "a.zip/good\n{\"a\":1}\na.zip/spoilt\n{\"b\":1}\n{\"b\":2}\n{\"b\":3}\n"
        "! a.zip/spoilt: zip member breaks off after 24 bytes (shorter than "
        "the directory says); 3 records before it were read\n");
    check_spoilt(
        ZIP_AT_SIZE, -1u,
        "a.zip/good\n{\"a\":1}\na.zip/spoilt\n{\"b\":1}\n{\"b\":2}\n"
        "! a.zip/spoilt: zip member breaks off after 23 bytes (longer than the "
        "directory says); 2 records before it were read\n");
    check_spoilt(ZIP_AT_OFFSET, 1,
                 "a.zip/good\n{\"a\":1}\n"
                 "! a.zip/spoilt: zip: no local header where the directory says\n");
}

static void members_that_share_bytes_are_left_out(void **state UNUSED)
{
    struct zip_making z;

    zip_making_init(&z);
    zip_making_add(&z, "x", STR("{\"a\":1}\n"), true);
    zip_making_add(&z, "y", STR("{\"a\":2}\n"), true);
    zip_making_spoil(&z, ZIP_AT_OFFSET, -(unsigned)z.local);
    check(&z, "a.zip/x\n{\"a\":1}\n"
              "! a.zip/y: shares bytes with another member; skipped\n");
}

static void damage_inside_a_member(void **state UNUSED)
{
    struct zip_making z;

    zip_making_init(&z);
    zip_making_add(&z, "bad", STR("{\"a\":1}\n{\"a\":2}\n"), true);
    memset(z.file.p + z.local + 33, 0xff, 8);
    zip_making_add(&z, "good", STR("{\"b\":1}\n"), true);
    zip_making_add(&z, "name", STR("{\"c\":1}\n"), true);
    z.file.p[z.local + 30] = 'N';
    zip_making_add(&z, "zip", STR("PK\3\4 {\"d\":1}\n"), false);
    check(&z,
          "a.zip/good\n{\"b\":1}\n"
          "! a.zip/bad: zip member breaks off after 0 bytes (corrupt data); 0 records "
          "before it were read\n"
          "! a.zip/name: zip: a file has two names\n"
          "! a.zip/zip: a zip archive cannot be read from a stream or out of another "
          "archive; save it to a file\n");
}

/* The directory stands at the end: without it there is no archive. */
static void a_cut_archive_is_named(void **state UNUSED)
{
    const char *const paths[] = { archive, "b.json" };
    struct zip_making z;
    struct buf out;

    zip_making_init(&z);
    zip_making_add(&z, "x", STR("{\"a\":1}\n"), true);
    zip_making_end(&z);
    scratch_write(archive, str_slice(buf_str(&z.file), 0, z.file.n - 1));
    scratch_write("b.json", STR("{\"b\":1}\n"));
    buf_init(&out, SIZE_MAX);
    read_all(paths, countof(paths), &out);
    assert_true(
        str_eq(buf_str(&out), STR("b.json\n{\"b\":1}\n! a.zip: zip: no end record\n")));
    buf_release(&out);
    zip_making_release(&z);
}

/* A chunk's worth and more, so that pieces meet at every border there is. */
static void long_members_are_whole(void **state UNUSED)
{
    struct buf lines, out;
    struct zip_making z;
    size_t n = 0;

    buf_init(&lines, SIZE_MAX);
    for (unsigned i = 0; lines.n < 3 * CHUNK_BYTES; i++)
        buf_printf(&lines, "{\"n\":\"%u\",\"m\":\"%u\"}\n", i, i * 2654435761u);
    zip_making_init(&z);
    zip_making_add(&z, "x", buf_str(&lines), true);
    zip_making_add(&z, "y", buf_str(&lines), false);
    zip_making_end(&z);
    scratch_write(archive, buf_str(&z.file));
    buf_init(&out, SIZE_MAX);
    read_all(&archive, 1, &out);
    for (size_t i = 0; i < out.n; i++)
        n += out.p[i] == '{';
    for (size_t i = 0; i < lines.n; i++)
        n -= lines.p[i] == '{' ? 2 : 0;
    assert_int_equal(n, 0);
    assert_true(str_find(buf_str(&out), STR("!")) == SIZE_MAX);
    buf_release(&lines);
    buf_release(&out);
    zip_making_release(&z);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(members_are_files, enter, leave),
        cmocka_unit_test_setup_teardown(what_nobody_meant_is_passed_over, enter, leave),
        cmocka_unit_test_setup_teardown(two_members_of_one_name_are_two, enter, leave),
        cmocka_unit_test_setup_teardown(what_the_directory_says_is_checked, enter,
                                        leave),
        cmocka_unit_test_setup_teardown(members_that_share_bytes_are_left_out, enter,
                                        leave),
        cmocka_unit_test_setup_teardown(damage_inside_a_member, enter, leave),
        cmocka_unit_test_setup_teardown(a_cut_archive_is_named, enter, leave),
        cmocka_unit_test_setup_teardown(long_members_are_whole, enter, leave),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
