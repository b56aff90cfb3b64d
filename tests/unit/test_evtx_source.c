/*
 * test_evtx_source - event logs as sources: every chunk comes once and at its place,
 * however many workers read, from files, carved chunks, and compressed streams.
 */
#include "base/base.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "input/sources.h"
#include "make_evtx.h"
#include "os/thread.h"
#include "scratch.h"

enum { WORKERS = 3, CHUNKS = 21, DIRTY = 1, FILE_HEADER = 4096 };

#define CHECKSUM "log: a checksum differs; what it covers was read all the same\n"

/* What all workers were handed, put together by ordinal. */
struct gathered {
    struct feed *feed;
    struct lock *lock;
    char *bytes; /* room for the whole file */
    size_t room, n;
    uint32_t flags;
};

static void gather(void *arg, unsigned worker)
{
    struct gathered *g = arg;
    struct chunk chunk;
    struct diag diag;

    while (g->feed->next(g->feed, worker, &chunk, &diag) == ST_OK && chunk.bytes.n) {
        lock_take(g->lock);
        assert_true(chunk.ordinal <= g->room &&
                    chunk.bytes.n <= g->room - chunk.ordinal);
        memcpy(g->bytes + chunk.ordinal, chunk.bytes.p, chunk.bytes.n);
        g->n += chunk.bytes.n;
        g->flags = chunk.flags;
        lock_release(g->lock);
    }
}

static void print_problems(const struct sources *s, struct buf *out)
{
    struct sources_summary sum;

    sources_summary(s, &sum);
    for (size_t i = 0; i < sum.nproblems; i++)
        buf_printf(out, "%.*s: %.*s\n", STR_ARG(sum.problem[i].path),
                   STR_ARG(sum.problem[i].why));
    buf_add_char(out, '\0');
}

/* Read `path` in both modes: `log` from its first chunk on must come. */
static void check(const char *path, struct str log, size_t first, uint32_t flags,
                  const char *problems)
{
    const struct sources_options options = { .workers = WORKERS };
    struct sources *s = NULL;
    struct diag diag;
    struct buf out;

    assert_int_equal(sources_new(&s, &path, 1, &options, &diag), ST_OK);
    for (int ordered = 0; ordered < 2; ordered++) {
        struct gathered g = { .lock = lock_new(),
                              .bytes = calloc(1, log.n),
                              .room = log.n };

        assert_int_equal(sources_open(s, ordered, &g.feed, &diag), ST_OK);
        threads_run(WORKERS, gather, &g);
        sources_close(s, g.feed);
        assert_int_equal(g.n, log.n - first);
        assert_memory_equal(g.bytes + first, log.p + first, log.n - first);
        assert_int_equal(g.flags, flags);
        lock_free(g.lock);
        free(g.bytes);
    }
    buf_init(&out, SIZE_MAX);
    print_problems(s, &out);
    assert_string_equal(out.p, problems);
    buf_release(&out);
    sources_free(s);
}

/* More chunks than a worker claims at once, all different. */
static void make_log(struct make_evtx *m, uint32_t flags)
{
    make_evtx_start(m, flags);
    for (unsigned i = 0; i < CHUNKS; i++) {
        size_t definition = 0;
        char image[] = "a";

        image[0] = (char)('a' + i);
        make_chunk(m);
        make_sysmon(m, &definition, image);
        make_chunk_end(m);
    }
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

static void test_file(void **state UNUSED)
{
    struct make_evtx m;
    struct str cut;

    make_log(&m, DIRTY);
    scratch_write("log", make_evtx_file(&m));
    check("log", make_evtx_file(&m), FILE_HEADER, DIRTY, "");
    cut = str_slice(make_evtx_file(&m), 0, m.file.n - 1000);
    scratch_write("log", cut);
    check("log", cut, FILE_HEADER, DIRTY, "");
    make_evtx_release(&m);
}

static void test_header_alone(void **state UNUSED)
{
    struct make_evtx m;

    make_evtx_start(&m, 0);
    scratch_write("log", make_evtx_file(&m));
    check("log", make_evtx_file(&m), FILE_HEADER, 0, "");
    make_evtx_release(&m);
}

static void test_carved_chunks(void **state UNUSED)
{
    struct make_evtx m;

    make_log(&m, DIRTY);
    scratch_write("log", make_evtx_chunks(&m));
    check("log", make_evtx_chunks(&m), 0, 0, "");
    make_evtx_release(&m);
}

static void test_compressed(void **state UNUSED)
{
    struct make_evtx m;
    struct str packed;

    make_log(&m, DIRTY);
    packed = scratch_gzip(make_evtx_file(&m));
    scratch_write("log", packed);
    check("log", make_evtx_file(&m), FILE_HEADER, DIRTY, "");
    free((void *)(uintptr_t)packed.p);
    packed = scratch_zstd(make_evtx_chunks(&m));
    scratch_write("log", packed);
    check("log", make_evtx_chunks(&m), 0, 0, "");
    free((void *)(uintptr_t)packed.p);
    make_evtx_release(&m);
}

/* However many sums differ, it is told once. */
static void test_checksums(void **state UNUSED)
{
    struct make_evtx m;
    struct str packed;

    make_log(&m, 0);
    m.file.p[FILE_HEADER + 600] ^= 1;
    m.file.p[m.file.n - MAKE_CHUNK_BYTES + 600] ^= 1;
    m.file.p[50] ^= 1;
    scratch_write("log", make_evtx_file(&m));
    check("log", make_evtx_file(&m), FILE_HEADER, 0, CHECKSUM);
    packed = scratch_gzip(make_evtx_file(&m));
    scratch_write("log", packed);
    check("log", make_evtx_file(&m), FILE_HEADER, 0, CHECKSUM);
    free((void *)(uintptr_t)packed.p);
    make_evtx_release(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_file),          cmocka_unit_test(test_header_alone),
        cmocka_unit_test(test_carved_chunks), cmocka_unit_test(test_compressed),
        cmocka_unit_test(test_checksums),
    };

    return cmocka_run_group_tests(tests, enter, leave);
}
