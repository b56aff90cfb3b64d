/*
 * test_sources - files, folders and streams as a feed: every record comes once, with
 * its place, whatever the cuts and the threads; what is broken is named and left.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/buf.h"
#include "input/sources.h"
#include "os/thread.h"
#include "scratch.h"

enum { WORKERS = 3 };

struct piece {
    uint64_t ordinal, sequence;
    struct str bytes; /* heap */
};

/* What all workers were handed. */
struct gathered {
    struct feed *feed;
    struct lock *lock;
    struct piece *piece;
    size_t n;
    enum status status;
};

static void gather(void *arg, unsigned worker)
{
    struct gathered *g = arg;
    struct chunk chunk;
    struct diag diag;

    while (g->feed->next(g->feed, worker, &chunk, &diag) == ST_OK && chunk.bytes.n) {
        char *copy = malloc(chunk.bytes.n);

        assert_non_null(copy);
        memcpy(copy, chunk.bytes.p, chunk.bytes.n);
        lock_take(g->lock);
        g->piece = realloc(g->piece, (g->n + 1) * sizeof *g->piece);
        assert_non_null(g->piece);
        g->piece[g->n++] =
            (struct piece){ chunk.ordinal, chunk.sequence, { copy, chunk.bytes.n } };
        lock_release(g->lock);
    }
}

static int by_ordinal(const void *a, const void *b)
{
    const struct piece *x = a, *y = b;

    return x->ordinal < y->ordinal ? -1 : x->ordinal > y->ordinal;
}

/* One pass: all bytes in the order of their ordinals, which are checked on the way. */
static void read_all(struct sources *s, bool ordered, struct buf *out)
{
    struct gathered g = { .lock = lock_new() };
    struct diag diag;

    assert_int_equal(sources_open(s, ordered, &g.feed, &diag), ST_OK);
    threads_run(WORKERS, gather, &g);
    sources_close(s, g.feed);
    if (g.n)
        qsort(g.piece, g.n, sizeof *g.piece, by_ordinal);
    for (size_t i = 0; i < g.n; i++) {
        const struct piece *p = &g.piece[i];

        if (ordered)
            assert_int_equal(p->sequence, i);
        if (i)
            assert_true(p->ordinal >= g.piece[i - 1].ordinal + g.piece[i - 1].bytes.n);
        buf_add(out, p->bytes);
        free((void *)(uintptr_t)p->bytes.p);
    }
    free(g.piece);
    lock_free(g.lock);
}

static struct sources *open_paths(const char *const *paths, size_t n)
{
    const struct sources_options options = { .workers = WORKERS };
    struct sources *s = NULL;
    struct diag diag;

    if (sources_new(&s, paths, n, &options, &diag) != ST_OK)
        fail_msg("%s", diag.text);
    return s;
}

static void print_problems(const struct sources *s, struct buf *out)
{
    struct sources_summary sum;

    sources_summary(s, &sum);
    for (size_t i = 0; i < sum.nproblems; i++)
        buf_printf(out, "%.*s: %.*s\n", STR_ARG(sum.problem[i].path),
                   STR_ARG(sum.problem[i].why));
}

/* Read `paths` both ways; compare bytes and problems with what is expected. */
static void check(const char *const *paths, size_t n, struct str expected,
                  const char *problems)
{
    struct sources *s = open_paths(paths, n);
    struct buf out;

    for (int ordered = 0; ordered < 2; ordered++) {
        buf_init(&out, SIZE_MAX);
        read_all(s, ordered != 0, &out);
        assert_int_equal(out.n, expected.n);
        assert_memory_equal(out.p ? out.p : "", expected.p, expected.n);
        buf_release(&out);
    }
    buf_init(&out, SIZE_MAX);
    print_problems(s, &out);
    buf_add_char(&out, '\0');
    assert_string_equal(out.p, problems);
    buf_release(&out);
    sources_free(s);
}

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

/* About `n` bytes of records of very different lengths. */
static void make_lines(struct buf *b, size_t n, unsigned seed)
{
    static const size_t lengths[] = { 0, 1, 40, 1000, 5000, 70000, 300000 };

    while (b->n < n) {
        seed = seed * 1103515245u + 12345u;
        buf_printf(b, "{\"n\":\"%zu\",\"x\":\"", b->n);
        buf_pad(b, lengths[(seed >> 16) % countof(lengths)], 'x');
        buf_add_cstr(b, "\"}\n");
    }
}

static void write_packed(const char *path, struct str packed)
{
    scratch_write(path, packed);
    free((void *)(uintptr_t)packed.p);
}

/* One text as plain, gzip and zstd: the same bytes at the same places. */
static void every_codec_gives_the_same(void **state UNUSED)
{
    static const char *const names[] = { "a.ndjson", "a.gz", "a.zst" };
    struct buf text;

    buf_init(&text, SIZE_MAX);
    make_lines(&text, 5 << 20, 1);
    scratch_write(names[0], buf_str(&text));
    write_packed(names[1], scratch_gzip(buf_str(&text)));
    write_packed(names[2], scratch_zstd(buf_str(&text)));
    for (size_t i = 0; i < countof(names); i++)
        check(&names[i], 1, buf_str(&text), "");
    buf_release(&text);
}

/* A line end at every place around the border of a range. */
static void lines_meet_borders(void **state UNUSED)
{
    static const char *const name = "border";

    for (size_t shift = 0; shift < 6; shift++) {
        struct buf text;

        buf_init(&text, SIZE_MAX);
        buf_add_cstr(&text, "{\"x\":\"");
        buf_pad(&text, CHUNK_BYTES - 12 + shift, 'y');
        buf_add_cstr(&text, "\"}\n{\"a\":1}\n\n{}\n");
        scratch_write(name, buf_str(&text));
        check(&name, 1, buf_str(&text), "");
        text.n--; /* without the last line end */
        scratch_write(name, buf_str(&text));
        check(&name, 1, buf_str(&text), "");
        buf_release(&text);
    }
}

static void byte_order_mark_is_skipped(void **state UNUSED)
{
    static const char *const name = "bom";

    scratch_write(name, STR("\xef\xbb\xbf{\"a\":1}\n"));
    check(&name, 1, STR("{\"a\":1}\n"), "");
    write_packed(name, scratch_gzip(STR("\xef\xbb\xbf{\"a\":1}\n")));
    check(&name, 1, STR("{\"a\":1}\n"), "");
}

static void several_members_and_frames(void **state UNUSED)
{
    static const char *const name = "many";
    struct str a = scratch_gzip(STR("{\"a\":1}\n{\"a\"")),
               b = scratch_gzip(STR(":2}\n"));
    struct buf packed;

    buf_init(&packed, SIZE_MAX);
    buf_add(&packed, a);
    buf_add(&packed, b);
    buf_pad(&packed, 1000, '\0');
    scratch_write(name, buf_str(&packed));
    check(&name, 1, STR("{\"a\":1}\n{\"a\":2}\n"), "");
    buf_add_cstr(&packed, "oops");
    scratch_write(name, buf_str(&packed));
    check(
        &name, 1, STR("{\"a\":1}\n{\"a\":2}\n"),
        "many: gzip stream breaks off after 16 bytes (something else follows the last "
        "member); 2 records before it were read\n");
    free((void *)(uintptr_t)a.p);
    free((void *)(uintptr_t)b.p);
    a = scratch_zstd(STR("{\"a\":1}\n{\"a\""));
    b = scratch_zstd(STR(":2}\n"));
    buf_reset(&packed);
    buf_add(&packed, (struct str){ "\x50\x2a\x4d\x18\x03\0\0\0abc", 11 });
    buf_add(&packed, a);
    buf_add(&packed, (struct str){ "\x5f\x2a\x4d\x18\0\0\0\0", 8 });
    buf_add(&packed, b);
    scratch_write(name, buf_str(&packed));
    check(&name, 1, STR("{\"a\":1}\n{\"a\":2}\n"), "");
    free((void *)(uintptr_t)a.p);
    free((void *)(uintptr_t)b.p);
    buf_release(&packed);
}

/* Records that were whole before the damage are read; the rest is told. */
static void check_damaged(struct str packed, size_t nlines_least, const char *word)
{
    static const char *const name = "damaged";
    struct sources *s;
    struct buf out;
    size_t n = 0;

    scratch_write(name, packed);
    s = open_paths(&name, 1);
    buf_init(&out, SIZE_MAX);
    read_all(s, false, &out);
    for (size_t i = 0; i < out.n; i++)
        n += out.p[i] == '\n';
    assert_true(n >= nlines_least);
    assert_true(out.n == 0 || out.p[out.n - 1] == '\n');
    buf_reset(&out);
    print_problems(s, &out);
    assert_true(str_find(buf_str(&out), STR("stream breaks off after")) != SIZE_MAX);
    assert_true(str_find(buf_str(&out), str_from_cstr(word)) != SIZE_MAX);
    buf_release(&out);
    sources_free(s);
}

static void damage_ends_a_stream(void **state UNUSED)
{
    struct str packed;
    struct buf text;

    buf_init(&text, SIZE_MAX);
    for (unsigned i = 0; i < 100000; i++)
        buf_printf(&text, "{\"n\":\"%u\",\"m\":\"%u\"}\n", i, i * 2654435761u);
    packed = scratch_gzip(buf_str(&text));
    check_damaged((struct str){ packed.p, packed.n / 2 }, 30000, "the file ends");
    check_damaged((struct str){ packed.p, packed.n - 1 }, 100000, "the file ends");
    ((char *)(uintptr_t)packed.p)[packed.n - 6] ^= 1;
    check_damaged(packed, 100000, "checksum differs");
    free((void *)(uintptr_t)packed.p);
    packed = scratch_zstd(buf_str(&text));
    check_damaged((struct str){ packed.p, packed.n / 2 }, 20000, "the file ends");
    memset((char *)(uintptr_t)packed.p + packed.n / 2, 0xff, 64);
    check_damaged(packed, 20000, "zstd stream");
    free((void *)(uintptr_t)packed.p);
    buf_release(&text);
}

/* A line above the limit is left out; the ones beside it are not, at either kind of
 * read. */
static void long_line_is_left_out(void **state UNUSED)
{
    static const char *const names[] = { "long", "long.zst" };
    struct buf text, rest;

    for (size_t over = 0; over < 2; over++) {
        buf_init(&text, SIZE_MAX);
        buf_init(&rest, SIZE_MAX);
        make_lines(&text, 1500000, 7);
        buf_add(&rest, buf_str(&text));
        buf_add_cstr(&text, "{\"x\":\"");
        buf_pad(&text, RECORD_BYTES_MAX - 8 + over, 'x');
        buf_add_cstr(&text, "\"}\n");
        if (!over)
            buf_add(&rest, str_slice(buf_str(&text), rest.n, text.n));
        buf_add_cstr(&text, "{\"a\":1}\n");
        buf_add_cstr(&rest, "{\"a\":1}\n");
        scratch_write(names[0], buf_str(&text));
        write_packed(names[1], scratch_zstd(buf_str(&text)));
        for (size_t i = 0; i < countof(names); i++) {
            char why[200];

            (void)snprintf(why, sizeof why,
                           "%s: record at byte %zu is longer than 64 MiB; skipped\n",
                           names[i], rest.n - 8);
            check(&names[i], 1, buf_str(&rest), over ? why : "");
        }
        buf_release(&text);
        buf_release(&rest);
    }
}

static void folders_are_walked(void **state UNUSED)
{
    static const char *const paths[] = { "in/b", "in", "in/b/part-1" };

    scratch_folder("in");
    scratch_folder("in/b");
    scratch_folder("in/.git");
    scratch_write("in/c", STR("{\"c\":1}\n"));
    scratch_write("in/b/part-2", STR("{\"b\":2}\n"));
    write_packed("in/b/part-1", scratch_gzip(STR("{\"b\":1}\n")));
    scratch_write("in/_SUCCESS", STR("x"));
    scratch_write("in/b/empty", STR(""));
    scratch_write("in/.hidden", STR("{\"h\":1}\n"));
    scratch_write("in/.git/x", STR("{\"h\":1}\n"));
    scratch_fifo("in/pipe");
    scratch_link("..", "in/b/loop");
    scratch_link("nowhere", "in/gone");
    scratch_write("in/notes", STR("hello\n"));
    check(paths, countof(paths), STR("{\"b\":1}\n{\"b\":2}\n{\"c\":1}\n"),
          "in/b/loop: folder was entered before; not entered again\n"
          "in/gone: No such file or directory\n"
          "in/pipe: not a regular file; skipped\n"
          "in/notes: format not recognised; name it with --input\n");
}

static void nothing_to_read_is_an_error(void **state UNUSED)
{
    const struct sources_options options = { .workers = 1 };
    static const char *const missing = "missing", *const empty = "empty";
    struct sources *s = NULL;
    struct diag diag;

    assert_int_equal(sources_new(&s, &missing, 1, &options, &diag), ST_IO);
    assert_string_equal(diag.text, "missing: No such file or directory");
    scratch_folder("empty");
    assert_int_equal(sources_new(&s, &empty, 1, &options, &diag), ST_IO);
    assert_string_equal(diag.text, "no input files found");
}

static void what_cannot_be_read_is_named(void **state UNUSED)
{
    static const char *const paths[] = { "a", "b", "f", "gone", "text" };
    struct sources_summary sum;
    struct sources *s;
    struct buf out;

    scratch_write("a", STR("{\"a\":1}\n"));
    scratch_write("b", STR(""));
    scratch_write("text", STR("no JSON at all\n"));
    scratch_write("gone", STR("{\"a\":1}\n"));
    scratch_folder("f");
    scratch_forbid("f");
    s = open_paths(paths, countof(paths));
    scratch_delete("gone");
    buf_init(&out, SIZE_MAX);
    read_all(s, false, &out);
    assert_int_equal(out.n, 8);
    buf_reset(&out);
    print_problems(s, &out);
    assert_true(str_find(buf_str(&out), STR("gone: No such file or directory\n")) !=
                SIZE_MAX);
    assert_true(str_find(buf_str(&out), STR("text: format not recognised")) !=
                SIZE_MAX);
    sources_summary(s, &sum);
    assert_int_equal(sum.failed, 2 + !scratch_is_root());
    assert_int_equal(sum.files, 2);
    assert_int_equal(sum.bytes_read, 8);
    if (!scratch_is_root())
        assert_true(str_find(buf_str(&out), STR("f: Permission denied\n")) != SIZE_MAX);
    buf_release(&out);
    sources_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_codec_gives_the_same, enter, leave),
        cmocka_unit_test_setup_teardown(lines_meet_borders, enter, leave),
        cmocka_unit_test_setup_teardown(byte_order_mark_is_skipped, enter, leave),
        cmocka_unit_test_setup_teardown(several_members_and_frames, enter, leave),
        cmocka_unit_test_setup_teardown(damage_ends_a_stream, enter, leave),
        cmocka_unit_test_setup_teardown(long_line_is_left_out, enter, leave),
        cmocka_unit_test_setup_teardown(folders_are_walked, enter, leave),
        cmocka_unit_test_setup_teardown(nothing_to_read_is_an_error, enter, leave),
        cmocka_unit_test_setup_teardown(what_cannot_be_read_is_named, enter, leave),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
