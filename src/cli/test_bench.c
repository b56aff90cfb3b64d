#include "base/base.h"

#include <stdio.h>

#include "cli/test_bench.h"
#include "os/walk.h"

enum {
    PATH_BYTES = 4096,
    FORGE_SCENARIOS_MAX = 64,
};

static const char seed[] = "countersign test";

/* ---- reading the folder ---- */

struct listing {
    struct test_bench *b;
    struct diag *diag;
};

static struct str id_of(struct str path)
{
    size_t from = path.n;

    while (from && path.p[from - 1] != '/')
        from--;
    return str_slice(path, from, path.n - strlen(".yaml"));
}

static enum status visit(void *ctx, const char *path,
                         const struct file_info *info UNUSED)
{
    struct listing *l = ctx;
    struct test_bench *b = l->b;
    struct suite_test *t = &b->suite.test[b->suite.ntests];
    struct str bytes;
    enum status st;

    if (!str_ends_with(str_from_cstr(path), STR(".yaml")))
        return ST_OK;
    if (b->suite.ntests == SUITE_TESTS_MAX)
        return diag_set(l->diag, ST_LIMIT, 0, "%.*s: more than %d tests",
                        STR_ARG(b->pack->folder), SUITE_TESTS_MAX);
    TRY(file_load(path, YAML_BYTES_MAX, &bytes, l->diag));
    *t = (struct suite_test){ .path = str_dup(b->arena, str_from_cstr(path)),
                              .state = SUITE_FAILED };
    t->id = id_of(t->path);
    st = t->path.p ? pack_test_parse(&t->test, bytes, path, b->arena, l->diag)
                   : diag_set(l->diag, ST_NOMEM, 0, "out of memory");
    free((void *)(uintptr_t)bytes.p);
    b->suite.ntests += st == ST_OK;
    return st;
}

static void cannot_visit(void *ctx, const char *path, const char *why)
{
    struct listing *l = ctx;

    (void)diag_set(l->diag, ST_IO, 0, "%s: %s", path, why);
}

static enum status read_tests(struct test_bench *b, struct diag *diag)
{
    struct listing l = { b, diag };
    struct walk_visitor visitor = { .ctx = &l, .file = visit, .problem = cannot_visit };
    struct walk_memory memory;
    struct file_info info;
    char folder[PATH_BYTES];
    enum status st;
    int n = snprintf(folder, sizeof folder, "%.*s/tests", STR_ARG(b->pack->folder));

    if (n < 0 || n >= PATH_BYTES)
        return diag_set(diag, ST_LIMIT, 0, "the path is too long");
    b->suite.test = arena_new_array(b->arena, struct suite_test, SUITE_TESTS_MAX + 1);
    b->input = arena_new_array(b->arena, struct test_input, SUITE_TESTS_MAX);
    if (!b->suite.test || !b->input)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    if (file_look(folder, &info, NULL) != ST_OK || info.type != FILE_FOLDER)
        return ST_OK; /* no tests: the suite says so */
    diag->text[0] = '\0';
    walk_memory_init(&memory);
    st = walk_folder(folder, &visitor, &memory, diag);
    walk_memory_release(&memory);
    return st == ST_OK && diag->text[0] ? ST_IO : st;
}

/* ---- input ---- */

static enum status keep_path(struct test_bench *b, struct test_input *in,
                             const char *path, struct diag *diag)
{
    struct str copy = str_dup(b->arena, str_from_cstr(path));

    in->path = copy.p;
    return copy.p ? ST_OK : diag_set(diag, ST_NOMEM, 0, "out of memory");
}

static enum status write_memory(struct test_input *in, struct str bytes,
                                struct diag *diag)
{
    if (in->memory.fd < 0)
        TRY(memory_file_open(&in->memory, in->memory_path, diag));
    in->path = in->memory_path;
    TRY(output_write(&in->memory, bytes, diag));
    return output_write(&in->memory, STR("\n"), diag);
}

/* A file beside the test and nowhere else: the test may come from a stranger. */
static bool is_beside(struct str name)
{
    return name.n && name.p[0] != '/' && str_find(name, STR("..")) == SIZE_MAX &&
           !memchr(name.p, '\0', name.n);
}

static enum status find_file(struct test_bench *b, const struct suite_test *t,
                             struct test_input *in, struct diag *diag)
{
    struct str folder = lookup_folder_of(t->path.p);
    char path[PATH_BYTES];
    int n = snprintf(path, sizeof path, "%.*s/%.*s", STR_ARG(folder),
                     STR_ARG(t->test.text));
    struct file_info info;

    if (n < 0 || n >= PATH_BYTES || !is_beside(t->test.text))
        return diag_set(diag, ST_FORMAT, 0,
                        "%s: file: a name in the folder of the test", t->path.p);
    TRY(file_look(path, &info, diag));
    return keep_path(b, in, path, diag);
}

/* "$NAME/rest" below what the environment says, else relative to the test. */
static bool folder_path(const struct suite_test *t, char path[PATH_BYTES])
{
    struct str rest = t->test.text, folder = lookup_folder_of(t->path.p);
    struct str variable;
    char name[64];
    const char *value;
    int n;

    if (rest.p[0] != '$') {
        n = snprintf(path, PATH_BYTES, "%.*s/%.*s", STR_ARG(folder), STR_ARG(rest));
        return n > 0 && n < PATH_BYTES;
    }
    rest = str_slice(rest, 1, rest.n);
    variable = str_cut(&rest, '/');
    n = snprintf(name, sizeof name, "%.*s", STR_ARG(variable));
    value = n > 0 && (size_t)n < sizeof name ? getenv(name) : NULL;
    if (!value || !*value)
        return false;
    n = snprintf(path, PATH_BYTES, "%s/%.*s", value, STR_ARG(rest));
    return n > 0 && n < PATH_BYTES;
}

static enum status find_folder(struct test_bench *b, struct suite_test *t,
                               struct test_input *in, struct diag *diag)
{
    char path[PATH_BYTES];
    struct file_info info;
    struct buf why;

    if (folder_path(t, path) && file_look(path, &info, NULL) == ST_OK &&
        info.type == FILE_FOLDER)
        return keep_path(b, in, path, diag);
    buf_init(&why, PATH_BYTES);
    buf_printf(&why, "there is no folder %.*s", STR_ARG(t->test.text));
    t->why = str_dup(b->arena, buf_str(&why));
    buf_release(&why);
    t->state = SUITE_SKIPPED;
    return t->why.p ? ST_OK : diag_set(diag, ST_NOMEM, 0, "out of memory");
}

/* ---- forged input ---- */

static enum status find_scenarios(const struct suite_test *t,
                                  const struct scenario *out[FORGE_SCENARIOS_MAX],
                                  struct diag *diag)
{
    for (size_t i = 0; i < t->test.forge.n; i++) {
        char name[64];
        int n = snprintf(name, sizeof name, "%.*s", STR_ARG(t->test.forge.v[i]));

        out[i] = i < FORGE_SCENARIOS_MAX && n > 0 && (size_t)n < sizeof name
                     ? scenario_find(name)
                     : NULL;
        if (!out[i])
            return diag_set(diag, ST_FORMAT, 0, "%s: nothing called '%.*s' is forged",
                            t->path.p, STR_ARG(t->test.forge.v[i]));
    }
    return ST_OK;
}

/* Is it a file of telemetry in that form? */
static bool has_form(const char *path, struct str form)
{
    struct str rest = str_from_cstr(path);

    return str_eq(str_cut(&rest, '/'), STR("telemetry")) &&
           str_eq(str_cut(&rest, '/'), form) && !memchr(rest.p, '/', rest.n);
}

static enum status forge_input(struct test_bench *b, const struct suite_test *t,
                               struct test_input *in, struct diag *diag)
{
    static const char *const host[] = { "FORGED-WS-01" };
    const struct scenario *scenario[FORGE_SCENARIOS_MAX];
    struct kit_order order = { .scenario = scenario,
                               .nscenarios = t->test.forge.n,
                               .host = host,
                               .nhosts = 1,
                               .time_ms = TEST_NOW_MS };

    if (t->test.forge.n > FORGE_SCENARIOS_MAX)
        return diag_set(diag, ST_LIMIT, 0, "%s: more than %d forged cases", t->path.p,
                        FORGE_SCENARIOS_MAX);
    TRY(find_scenarios(t, scenario, diag));
    if (!b->forge)
        TRY(forge_new(&b->forge, STR(seed), diag));
    TRY(kit_make(b->forge, &order, &b->kit, diag));
    for (size_t i = 0; i < b->kit.n; i++)
        if (has_form(b->kit.file[i].path, t->test.form))
            TRY(write_memory(in, b->kit.file[i].bytes, diag));
    return ST_OK;
}

static enum status make_input(struct test_bench *b, struct suite_test *t,
                              struct test_input *in, struct diag *diag)
{
    switch (t->test.input) {
    case INPUT_EVENTS:
        return write_memory(in, t->test.text, diag);
    case INPUT_FILE:
        return find_file(b, t, in, diag);
    case INPUT_FORGE:
        return forge_input(b, t, in, diag);
    case INPUT_FOLDER:
        return find_folder(b, t, in, diag);
    }
    return ST_OK;
}

static enum status open_input(struct test_bench *b, size_t i, struct diag *diag)
{
    struct test_input *in = &b->input[i];
    struct suite_test *t = &b->suite.test[i];
    bool is_large = t->test.kind == TEST_BASELINE;
    /* Without the search in raw bytes every record of a test is read, and known good.
     */
    struct runner_options options = { .npaths = 1, .has_prefilter = is_large };

    *in = (struct test_input){ .memory = { .fd = -1 } };
    TRY(make_input(b, t, in, diag));
    if (t->state == SUITE_SKIPPED)
        return ST_OK;
    options.paths = &in->path;
    options.threads = is_large ? 0 : 1;
    TRY(runner_open(&in->runner, &options, false, &b->quiet, diag));
    in->is_open = true;
    return ST_OK;
}

/* ---- running ---- */

static enum status take_rows(void *ctx, struct batch *batch, struct diag *diag)
{
    return harvest_add(ctx, batch, diag);
}

/* A record that cannot be read would make a test pass for no reason. */
static enum status check_records(const struct runner *r, struct diag *diag)
{
    if (r->bad.n && strstr(r->bad.text, "memory"))
        return diag_set(diag, ST_LIMIT, 0, "%.200s", r->bad.text);
    if (r->bad.n)
        return diag_set(diag, ST_FORMAT, 0, "a record cannot be read: %.200s",
                        r->bad.text);
    if (runner_read_nothing(r))
        return diag_set(diag, ST_FORMAT, 0, "nothing of the input can be read");
    return ST_OK;
}

/* Why a query does not compile: its first error. */
static void tell_problem(const struct plan *plan, enum status st, struct diag *diag)
{
    (void)diag_set(diag, st, 0, "%s", status_text(st));
    for (size_t i = 0; plan && i < plan->problems.n; i++)
        if (plan->problems.v[i].severity == SEVERITY_ERROR) {
            (void)diag_set(diag, st, 0, "%.*s", STR_ARG(plan->problems.v[i].message));
            return;
        }
}

static enum status run_query(void *ctx, size_t test, struct str query,
                             struct harvest *out, struct diag *diag)
{
    struct test_bench *b = ctx;
    struct runner *runner = &b->input[test].runner;
    struct row_output output = { out, take_rows };
    struct plan_options options = b->plan_options;
    struct plan *plan = NULL;
    enum status st;

    options.allow_unbound = false;
    options.param = b->suite.test[test].test.param;
    options.nparams = b->suite.test[test].test.nparams;
    st = plan_new(&plan, query, &options);
    if (st != ST_OK && plan && plan->arena.failed)
        st = diag_set(diag, ST_NOMEM, 0, "out of memory");
    else if (st != ST_OK)
        tell_problem(plan, st, diag);
    else
        st = runner_run(runner, plan, &output, diag);
    plan_free(plan);
    if (st == ST_OK && b->suite.test[test].test.kind != TEST_BASELINE)
        st = check_records(runner, diag);
    return st;
}

struct suite_engine test_bench_engine(struct test_bench *b)
{
    return (struct suite_engine){ b, run_query };
}

/* ---- opening ---- */

static enum status read_query(struct test_bench *b, struct diag *diag)
{
    struct suite_test *test = b->suite.test;
    size_t ntests = b->suite.ntests;
    enum status st;

    b->plan_options.now_ms = TEST_NOW_MS;
    b->plan_options.allow_unbound = true; /* each test brings values of its own */
    lookup_attach(&b->lookup, &b->plan_options);
    TRY(lookup_add(&b->lookup, b->pack->folder, diag));
    st = plan_new(&b->plan, b->pack->query, &b->plan_options);
    if (st != ST_OK)
        return diag_set(diag, st, 0, "%.*s: %s; 'countersign lint' says where",
                        STR_ARG(b->pack->query_path), status_text(st));
    TRY(suite_init(&b->suite, b->pack->query, b->plan->ast, b->arena, diag));
    b->suite.test = test;
    b->suite.ntests = ntests;
    return ST_OK;
}

enum status test_bench_open(struct test_bench *b, const struct loaded_pack *pack,
                            struct arena *arena, struct diag *diag)
{
    *b = (struct test_bench){ .pack = pack,
                              .arena = arena,
                              .quiet = { .is_quiet = true } };
    TRY(read_tests(b, diag));
    for (size_t i = 0; i < b->suite.ntests; i++)
        b->input[i].memory.fd = -1;
    TRY(read_query(b, diag));
    for (size_t i = 0; i < b->suite.ntests; i++)
        TRY(open_input(b, i, diag));
    return ST_OK;
}

void test_bench_close(struct test_bench *b)
{
    for (size_t i = 0; b->input && i < b->suite.ntests; i++) {
        if (b->input[i].is_open)
            runner_close(&b->input[i].runner);
        memory_file_close(&b->input[i].memory);
    }
    plan_free(b->plan);
    forge_free(b->forge);
}
