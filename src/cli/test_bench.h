/*
 * test_bench.h - the tests of a pack, read from its folder, with their input at hand.
 *
 * Events of a test, and what forged programs would have sent, lie in memory; files are
 * read where they are. The clock stands still: tests say the same on every day.
 */
#ifndef CLI_TEST_BENCH_H
#define CLI_TEST_BENCH_H

#include "cli/lookup.h"
#include "cli/packs.h"
#include "cli/runner.h"
#include "detect/suite.h"
#include "forge/kit.h"
#include "os/memory_file.h"

/* 2023-11-14T22:13:20Z: what tests take as now. */
#define TEST_NOW_MS INT64_C(1700000000000)

/* The input of one test. */
struct test_input {
    struct runner runner;
    bool is_open;
    struct output_file memory; /* fd -1: a file or folder */
    char memory_path[MEMORY_FILE_PATH];
    const char *path;
};

struct test_bench {
    const struct loaded_pack *pack;
    struct console quiet;
    struct arena *arena; /* borrowed */
    struct forge *forge; /* made when first needed */
    struct kit kit;
    struct lookup lookup;
    struct plan_options plan_options;
    struct plan *plan; /* of the pack's query; its tree is what is mutated */
    struct suite suite;
    struct test_input *input; /* one a test */
};

/*
 * Read the tests of `pack` and open their input. ST_FORMAT and ST_IO name the file; a
 * baseline whose folder is absent is a test that is skipped. Close it in any case;
 * `b` must not move.
 */
NODISCARD enum status test_bench_open(struct test_bench *b,
                                      const struct loaded_pack *pack,
                                      struct arena *arena, struct diag *diag);
void test_bench_close(struct test_bench *b);

/* What runs the tests of the bench. */
struct suite_engine test_bench_engine(struct test_bench *b);

#endif
