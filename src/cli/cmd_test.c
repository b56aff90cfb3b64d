/*
 * cmd_test.c - countersign test: do the detections find what they should, and would the
 * tests notice if they did not?
 */
#include "base/base.h"

#include "cli/command.h"
#include "cli/console.h"
#include "cli/test_bench.h"
#include "cli/test_changed.h"
#include "cli/test_report.h"
#include "cli/values.h"
#include "query/problem.h"

enum { OUT_MAX = 1 << 26 };

enum test_option {
    TEST_COVERAGE,
    TEST_MUTATE,
    TEST_MIN_TESTS,
    TEST_CHANGED,
    TEST_SINCE,
    TEST_FORMAT,
};

static const struct option options[] = {
    [TEST_COVERAGE] = { 0, "coverage", OPTION_FLAG, NULL,
                        "fail unless every condition was true of some row and false of "
                        "another, and every branch taken" },
    [TEST_MUTATE] = { 0, "mutate", OPTION_FLAG, NULL,
                      "drop and turn round each condition in turn; fail unless some test "
                      "notices" },
    [TEST_MIN_TESTS] = { 0, "min-tests", OPTION_TEXT, "N",
                         "fail a pack with fewer tests" },
    [TEST_CHANGED] = { 0, "changed", OPTION_FLAG, NULL,
                       "only packs whose files differ from git's HEAD" },
    [TEST_SINCE] = { 0, "since", OPTION_TEXT, "COMMIT",
                     "only packs whose files differ from COMMIT" },
    [TEST_FORMAT] = { 'F', "format", OPTION_TEXT, "table|tap|junit|json",
                      "how to print; default: table" },
    { 0, NULL, OPTION_FLAG, NULL, NULL },
};

struct job {
    const struct arguments *args;
    int64_t min_tests;
    struct arena arena; /* packs and points */
    struct packs packs;
    struct test_points points;
};

/* ---- points of a pack ---- */

static enum status add_point(struct job *job, const struct test_bench *b,
                             struct str name, enum suite_state state, struct str why,
                             struct diag *diag)
{
    struct test_point point = { .pack = b->pack->pack.id,
                                .name = str_dup(&job->arena, name),
                                .state = state,
                                .why = str_dup(&job->arena, why) };

    if (!point.name.p || !point.why.p || !test_points_add(&job->points, &point))
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    return ST_OK;
}

static enum status add_claim(struct job *job, const struct test_bench *b,
                             const char *claim, bool holds, struct str why,
                             struct diag *diag)
{
    return add_point(job, b, str_from_cstr(claim), holds ? SUITE_PASSED : SUITE_FAILED,
                     why, diag);
}

static enum status add_tests(struct job *job, const struct test_bench *b,
                             struct diag *diag)
{
    for (size_t i = 0; i < b->suite.ntests; i++) {
        const struct suite_test *t = &b->suite.test[i];

        TRY(add_point(job, b, t->id, t->state, t->why, diag));
        job->points.v[job->points.n - 1].shows = str_dup(&job->arena, t->test.name);
    }
    return ST_OK;
}

/* The condition with its place and its line, as a compiler shows it. */
static void add_weakness(const struct test_bench *b, const struct weakness *w,
                         struct buf *out)
{
    struct span span = w->condition->node->span;
    struct str query = b->suite.query;
    struct str text = str_slice(query, span.offset, span.offset + span.length);
    struct place place = place_of(query, span.offset);
    struct str line = str_cut(&text, '\n');

    if (w->condition->kind == CONDITION_BRANCH)
        line = STR("the branch that takes everything");
    buf_printf(out, "%.*s:%zu:%zu: %.*s: %s\n", STR_ARG(b->pack->query_path),
               place.line, place.column, STR_ARG(line), weakness_text(w->kind));
    buf_printf(out, "%5zu | %.*s\n", place.line, STR_ARG(place.text));
}

static enum status add_weaknesses(struct job *job, const struct test_bench *b,
                                  size_t from, const char *claim, size_t n,
                                  size_t total, struct diag *diag)
{
    struct buf name, why;
    enum status st;

    buf_init(&name, OUT_MAX);
    buf_init(&why, OUT_MAX);
    buf_printf(&name, "%s (%zu of %zu)", claim, n, total);
    for (size_t i = from; i < b->suite.nweaknesses; i++)
        add_weakness(b, &b->suite.weakness[i], &why);
    st = name.failed || why.failed
             ? diag_set(diag, ST_NOMEM, 0, "out of memory")
             : add_claim(job, b, buf_str(&name).p, b->suite.nweaknesses == from,
                         buf_str(&why), diag);
    buf_release(&why);
    buf_release(&name);
    return st;
}

/* ---- testing a pack ---- */

/* Is there at least one test of each kind that a detection needs? */
static enum status check_kinds(struct job *job, const struct test_bench *b,
                               struct diag *diag)
{
    size_t positive = suite_count(&b->suite, TEST_POSITIVE);
    size_t negative = suite_count(&b->suite, TEST_NEGATIVE);
    struct str why = { "", 0 };

    if (!positive)
        why = STR("no positive test: nothing shows that it finds anything");
    else if (!negative)
        why = STR("no negative test: nothing shows that it leaves anything out");
    TRY(add_claim(job, b, "there are positive and negative tests", positive && negative,
                  why, diag));
    if (!job->min_tests)
        return ST_OK;
    return add_claim(job, b, "there are as many tests as are asked for",
                     b->suite.ntests >= (size_t)job->min_tests, STR(""), diag);
}

static bool has_failed(const struct suite *s)
{
    for (size_t i = 0; i < s->ntests; i++)
        if (s->test[i].state == SUITE_FAILED)
            return true;
    return false;
}

static enum status test_bench_run(struct job *job, struct test_bench *b,
                                  struct diag *diag)
{
    struct suite_engine engine = test_bench_engine(b);
    struct suite *s = &b->suite;
    size_t from;

    TRY(suite_run(s, &engine, diag));
    TRY(add_tests(job, b, diag));
    TRY(check_kinds(job, b, diag));
    if (job->args->text[TEST_COVERAGE]) {
        TRY(suite_cover(s, &engine, diag));
        TRY(add_weaknesses(job, b, 0, "every condition is covered", s->nseen,
                           s->noutcomes, diag));
    }
    from = s->nweaknesses;
    if (!job->args->text[TEST_MUTATE])
        return ST_OK;
    if (has_failed(s))
        return add_claim(job, b, "every mutant is caught", false,
                         STR("a test that fails anyway notices nothing: mend it first"),
                         diag);
    TRY(suite_mutate(s, &engine, diag));
    return add_weaknesses(job, b, from, "every mutant is caught", s->ncaught,
                          s->nmutants, diag);
}

/* Should it be tested? Without git everything is, and that is said. */
static bool is_wanted(const struct job *job, const struct loaded_pack *pack)
{
    const char *since = job->args->text[TEST_SINCE];
    struct diag diag = { 0 };
    bool changed = false;

    if (!since && !job->args->text[TEST_CHANGED])
        return true;
    if (test_changed(pack->folder.p, since ? since : "HEAD", &changed, &diag) == ST_OK)
        return changed;
    console_warn(job->args->console, "%s; it is tested in any case", diag.text);
    return true;
}

static enum status test_pack(struct job *job, const struct loaded_pack *pack,
                             struct diag *diag)
{
    struct test_bench *b;
    struct arena arena;
    enum status st;

    if (!is_wanted(job, pack))
        return ST_OK;
    b = calloc(1, sizeof *b);
    if (!b)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    arena_init(&arena, SIZE_MAX);
    st = test_bench_open(b, pack, &arena, diag);
    if (st == ST_OK)
        st = test_bench_run(job, b, diag);
    test_bench_close(b);
    free(b);
    arena_release(&arena);
    return st;
}

/* ---- the command ---- */

static enum status test_packs(struct job *job, struct diag *diag)
{
    const struct arguments *args = job->args;
    const char *standard;

    if (args->text[TEST_MIN_TESTS])
        TRY(value_of_count("min-tests", args->text[TEST_MIN_TESTS], 1, SUITE_TESTS_MAX,
                           &job->min_tests, diag));
    for (size_t i = 0; i < args->noperands; i++)
        TRY(packs_add(&job->packs, args->operand[i], &job->arena, diag));
    if (args->noperands == 0) {
        TRY(packs_default_folder(&standard, diag));
        TRY(packs_add(&job->packs, standard, &job->arena, diag));
    }
    for (size_t i = 0; i < job->packs.n; i++)
        TRY(test_pack(job, &job->packs.v[i], diag));
    return ST_OK;
}

static int print(const struct job *job, const struct test_format *format)
{
    const struct console *console = job->args->console;
    size_t failed = test_points_count(&job->points, SUITE_FAILED);
    size_t skipped = test_points_count(&job->points, SUITE_SKIPPED);
    struct buf out;
    int printed;

    buf_init(&out, OUT_MAX);
    format->print(&job->points, console->has_out_color, &out);
    printed = console_print_buf(console, &out);
    buf_release(&out);
    console_note(console, "%zu passed, %zu failed, %zu skipped",
                 job->points.n - failed - skipped, failed, skipped);
    if (printed != EXIT_CLEAN)
        return printed;
    return failed ? EXIT_FOUND : EXIT_CLEAN;
}

static int test_run(const struct command *self UNUSED, const struct arguments *args)
{
    const char *name = args->text[TEST_FORMAT] ? args->text[TEST_FORMAT] : "table";
    const struct test_format *format = test_format_find(name);
    struct job job = { .args = args };
    struct diag diag = { 0 };
    enum status st;
    int result;

    if (!format) {
        console_error(args->console, "--format: table, tap, junit or json, not '%s'",
                      name);
        return EXIT_FAILED;
    }
    arena_init(&job.arena, SIZE_MAX);
    job.points.arena = &job.arena;
    st = test_packs(&job, &diag);
    result = st == ST_OK ? print(&job, format) : console_fail(args->console, &diag);
    arena_release(&job.arena);
    return result;
}

const struct command command_test = {
    .name = "test",
    .group = GROUP_WRITE,
    .summary = "Run the tests of detections, and test the tests.",
    .usage = "countersign test [OPTIONS] [PACK…]",
    .details =
        "Runs the tests in the folder tests/ of each PACK (a detection, or a folder of "
        "them; default: those that come with countersign): events in, findings out. A "
        "detection passes only with a positive and a negative test.\n"
        "\n"
        "--coverage and --mutate ask how much the tests prove: whether every condition "
        "was seen both true and false, and whether a test fails when a condition is "
        "dropped or turned round. What is not covered or not noticed is shown with its "
        "line. docs/testing-detections.md describes the files.\n"
        "\n"
        "The exit status is 1 when something failed.",
    .examples =
        "  countersign test                               # all of them\n"
        "  countersign test --coverage --mutate my-pack/  # before it is shared\n"
        "  countersign test --changed --format junit      # in continuous "
        "integration\n",
    .options = options,
    .run = test_run,
};
