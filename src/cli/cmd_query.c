/*
 * cmd_query.c - countersign query: run a query over files, folders or a stream.
 */
#include "base/base.h"

#include "cli/command.h"
#include "cli/emit.h"
#include "cli/hosts.h"
#include "cli/interval.h"
#include "cli/joins.h"
#include "cli/lookup.h"
#include "cli/params.h"
#include "cli/query_source.h"
#include "cli/runner.h"
#include "cli/values.h"
#include "query/lint.h"

enum query_option {
    QUERY_FILE,
    QUERY_FORMAT,
    QUERY_OUTPUT,
    QUERY_INPUT,
    QUERY_FROM,
    QUERY_TO,
    QUERY_LAST,
    QUERY_PARAM,
    QUERY_LOOKUP_DIR,
    QUERY_LIBRARY,
    QUERY_GEOIP,
    QUERY_ASN,
    QUERY_FLAGS,
    QUERY_HOSTS,
    QUERY_ENRICH,
    QUERY_LOOKUP,
    QUERY_ENRICH_MEMORY,
    QUERY_DIALECT,
    QUERY_IMPLIED_TAIL,
    QUERY_STRICT,
    QUERY_EXIT_STATUS,
    QUERY_THREADS,
    QUERY_LIMIT_MEMORY,
    QUERY_NO_PREFILTER,
    QUERY_STATS,
};

static const struct option options[] = {
    [QUERY_FILE] = { 'f', "file", OPTION_TEXT, "FILE",
                     "read the query from FILE; '-' is standard input" },
    [QUERY_FORMAT] = { 'F', "format", OPTION_TEXT, "NAME",
                       "table (default on a terminal), ndjson (elsewhere), json, csv, "
                       "tsv, raw" },
    [QUERY_OUTPUT] = { 'o', "output", OPTION_TEXT, "FILE",
                       "write rows to FILE, which appears when all is done" },
    [QUERY_INPUT] = { 0, "input", OPTION_TEXT, "NAME",
                      "read the events as this format; default: by content" },
    [QUERY_FROM] = { 0, "from", OPTION_TEXT, "TIME",
                     "only events from TIME on: 2023-11-14, 2023-11-14T22:13:20Z, 24h" },
    [QUERY_TO] = { 0, "to", OPTION_TEXT, "TIME", "only events before TIME" },
    [QUERY_LAST] = { 0, "last", OPTION_TEXT, "TIME",
                     "only events of the last 15m, 24h, 7d" },
    [QUERY_PARAM] = { 'p', "param", OPTION_LIST, "NAME=VALUE",
                      "the value of ?NAME; a comma separates several" },
    [QUERY_LOOKUP_DIR] = { 'L', "lookup-dir", OPTION_LIST, "DIR",
                           "where match() and readFile() find files; default: the "
                           "current folder and the query's" },
    [QUERY_LIBRARY] = { 0, "library", OPTION_LIST, "DIR",
                        "saved queries: $scope/pkg:name() is scope/pkg/name.cql below "
                        "DIR" },
    [QUERY_GEOIP] = { 0, "geoip", OPTION_TEXT, "FILE",
                      "MaxMind database of places, for ipLocation(); default: "
                      "GeoLite2-City.mmdb in a lookup folder" },
    [QUERY_ASN] = { 0, "asn", OPTION_TEXT, "FILE",
                    "MaxMind database of networks, for asn(); default: "
                    "GeoLite2-ASN.mmdb in a lookup folder" },
    [QUERY_FLAGS] = { 0, "flags", OPTION_TEXT, "text|number",
                      "SignInfoFlags in words, as many public queries expect, or as "
                      "the sensor's bit mask (default)" },
    [QUERY_HOSTS] = { 0, "hosts", OPTION_TEXT, "PATH",
                      "lookup records that name hosts, for ComputerName; default: "
                      "'aidmaster' below PATH" },
    [QUERY_ENRICH] = { 0, "enrich", OPTION_FLAG, NULL,
                       "look users and processes up that events name by id, in other "
                       "records of PATH" },
    [QUERY_LOOKUP] = { 0, "lookup", OPTION_LIST, "FILE",
                       "look hosts, users and processes up in the records of FILE" },
    [QUERY_ENRICH_MEMORY] = { 0, "enrich-memory", OPTION_TEXT, "SIZE",
                              "bound of what is looked up; default: 64M" },
    [QUERY_DIALECT] = { 0, "dialect", OPTION_TEXT, "strict|lenient",
                        "strict: refuse what LogScale refuses; lenient (default): run "
                        "it and warn" },
    [QUERY_IMPLIED_TAIL] = { 0, "implied-tail", OPTION_FLAG, NULL,
                             "add tail(200) where LogScale does" },
    [QUERY_STRICT] = { 0, "strict", OPTION_FLAG, NULL,
                       "fail when the query has warnings or a record cannot be read" },
    [QUERY_EXIT_STATUS] = { 'e', "exit-status", OPTION_FLAG, NULL,
                            "exit with 1 when there are no rows" },
    [QUERY_THREADS] = { 'j', "threads", OPTION_TEXT, "N",
                        "workers; default: one a processor" },
    [QUERY_LIMIT_MEMORY] = { 0, "limit-memory", OPTION_TEXT, "SIZE",
                             "bound of what groups and collected values may take" },
    [QUERY_NO_PREFILTER] = { 0, "no-prefilter", OPTION_FLAG, NULL,
                             "decode every record, even those that cannot matter" },
    [QUERY_STATS] = { 0, "stats", OPTION_FLAG, NULL,
                      "say on stderr how much was read, and how fast" },
    { 0, NULL, OPTION_FLAG, NULL, NULL },
};

/* Everything between the command line and the rows. */
struct job {
    const struct arguments *args;
    const struct console *console;
    struct arena arena;
    struct query_source source;
    struct lookup lookup;
    struct plan_options plan_options;
    struct plan *plan;
    struct hosts hosts;
    struct joins *joins; /* NULL: not asked for */
    struct runner_options runner_options;
    struct runner runner;
    struct emitter emitter;
    size_t complained;
};

static enum status read_query(struct job *job, struct diag *diag)
{
    const struct arguments *args = job->args;
    size_t used = 0;

    if (args->text[QUERY_FILE]) {
        TRY(query_source_load(&job->source, args->text[QUERY_FILE], diag));
    } else if (args->noperands) {
        used = 1;
        TRY(query_source_copy(&job->source, args->operand[0], diag));
    } else {
        return diag_set(diag, ST_SYNTAX, 0,
                        "query: no query; usage: countersign query QUERY [PATH…]");
    }
    job->runner_options.paths = args->operand + used;
    job->runner_options.npaths = args->noperands - used;
    return ST_OK;
}

static enum status read_lookup_folders(struct job *job, struct diag *diag)
{
    const char *const *folder = job->args->list[QUERY_LOOKUP_DIR];
    const char *file = job->args->text[QUERY_FILE];

    lookup_attach(&job->lookup, &job->plan_options);
    TRY(lookup_add_all(&job->lookup, folder, job->args->list[QUERY_LIBRARY], diag));
    if (!folder[0])
        TRY(lookup_add(&job->lookup, STR("."), diag));
    if (!folder[0] && file && strcmp(file, "-") != 0)
        TRY(lookup_add(&job->lookup, lookup_folder_of(file), diag));
    job->plan_options.location_db = job->args->text[QUERY_GEOIP];
    job->plan_options.network_db = job->args->text[QUERY_ASN];
    return lookup_databases(&job->lookup, &job->arena, &job->plan_options, diag);
}

static bool is_word(const char *text, const char *word)
{
    return text && strcmp(text, word) == 0;
}

static enum status read_runner_options(struct job *job, struct diag *diag)
{
    const char *const *text = job->args->text;
    struct runner_options *o = &job->runner_options;
    int64_t threads = 0;

    o->input = text[QUERY_INPUT];
    /* Only who decodes every record can say that all of them are well. */
    o->has_prefilter = !text[QUERY_NO_PREFILTER] && !text[QUERY_STRICT];
    o->has_flags_text = is_word(text[QUERY_FLAGS], "text");
    if (text[QUERY_THREADS])
        TRY(value_of_count("threads", text[QUERY_THREADS], 1, 1024, &threads, diag));
    o->threads = (unsigned)threads;
    if (text[QUERY_LIMIT_MEMORY])
        TRY(value_of_size("limit-memory", text[QUERY_LIMIT_MEMORY], &o->memory_limit,
                          diag));
    return ST_OK;
}

static bool is_enriched(const struct job *job)
{
    return job->args->text[QUERY_ENRICH] || job->args->list[QUERY_LOOKUP][0];
}

static enum status read_options(struct job *job, struct diag *diag)
{
    struct plan_options *o = &job->plan_options;

    o->dialect = is_word(job->args->text[QUERY_DIALECT], "strict") ? DIALECT_STRICT
                                                                   : DIALECT_LENIENT;
    o->is_joined = is_enriched(job);
    o->implied_tail = job->args->text[QUERY_IMPLIED_TAIL] != NULL;
    TRY(interval_parse(o, job->args->text[QUERY_FROM], job->args->text[QUERY_TO],
                       job->args->text[QUERY_LAST], diag));
    TRY(params_parse(job->args->list[QUERY_PARAM], &job->arena, &o->param, &o->nparams,
                     diag));
    TRY(read_lookup_folders(job, diag));
    TRY(read_runner_options(job, diag));
    return read_query(job, diag);
}

/*
 * Words sought in a bit mask find nothing: say so before the user waits for it. True
 * when it is the mask that there is in words, too.
 */
static bool check_words(struct job *job)
{
    struct plan *plan = job->plan;
    size_t before = plan->problems.warnings;

    if (job->runner_options.has_flags_text)
        return false;
    lint_words(plan);
    return plan->problems.warnings > before &&
           slots_find(&plan->slots, STR("SignInfoFlags")) >= 0;
}

/* False: the query has errors, which have been printed. */
static bool make_plan(struct job *job)
{
    enum status st = plan_new(&job->plan, job->source.text, &job->plan_options);
    bool wants_words;

    if (!job->plan) {
        console_error(job->console, "%s", status_text(st));
        return false;
    }
    wants_words = st == ST_OK && check_words(job);
    job->complained =
        query_source_complain(&job->source, &job->plan->problems, 0, job->console);
    if (st != ST_OK)
        return false;
    if (wants_words)
        console_note(job->console, "--flags text gives SignInfoFlags in words");
    if (is_word(job->args->text[QUERY_FORMAT], "raw"))
        job->plan->wants_raw = true;
    return true;
}

/* Host names are read only for a query that asks for them. */
static enum status find_hosts(struct job *job, struct diag *diag)
{
    struct host_places places = { job->args->text[QUERY_HOSTS],
                                  job->runner_options.paths,
                                  job->runner_options.npaths };

    if (slots_find(&job->plan->slots, STR("ComputerName")) < 0)
        return ST_OK;
    TRY(hosts_load(&job->hosts, &places, &job->arena, job->console, diag));
    if (hosts_any(&job->hosts))
        job->runner_options.hosts = &job->hosts;
    return ST_OK;
}

static enum status open_joins(struct job *job, struct diag *diag)
{
    uint64_t memory = JOINS_MEMORY;

    if (job->args->text[QUERY_ENRICH_MEMORY])
        TRY(value_of_size("enrich-memory", job->args->text[QUERY_ENRICH_MEMORY],
                          &memory, diag));
    if (!is_enriched(job))
        return ST_OK;
    job->joins = joins_new((size_t)memory);
    job->runner_options.joins = job->joins;
    return job->joins ? ST_OK : diag_set(diag, ST_NOMEM, 0, "out of memory");
}

/* Ask with a plan of its own; a query that ends in an odd way asks for everything. */
static enum status ask_joins(struct job *job, struct diag *diag)
{
    bool shows_all = job->plan->whole_event[0].name.n > 0;
    struct plan *plan = NULL;
    struct buf text;
    enum status st;

    buf_init(&text, QUERY_BYTES_MAX);
    buf_add(&text, job->source.text);
    buf_add_cstr(&text, shows_all ? JOINS_ASK_ALL_STEP : JOINS_ASK_STEP);
    st = text.failed ? ST_LIMIT : plan_new(&plan, buf_str(&text), &job->plan_options);
    if (st == ST_NOMEM)
        (void)diag_set(diag, st, 0, "out of memory");
    else
        st = joins_ask(job->joins, &job->runner, &plan, st == ST_OK, diag);
    plan_free(plan);
    buf_release(&text);
    return st;
}

static enum status gather_joins(struct job *job, struct diag *diag)
{
    const char *const *lookup = job->args->list[QUERY_LOOKUP];

    if (!job->joins)
        return ST_OK;
    if (job->args->text[QUERY_ENRICH]) {
        TRY(ask_joins(job, diag));
        TRY(joins_gather(job->joins, &job->runner, diag));
    }
    if (lookup[0])
        TRY(joins_gather_files(job->joins, lookup, job->console, diag));
    joins_start(job->joins);
    return ST_OK;
}

static bool was_strict_failure(const struct job *job, bool has_bad_input)
{
    if (!job->args->text[QUERY_STRICT])
        return false;
    return has_bad_input || job->plan->problems.warnings > 0;
}

static int report(struct job *job)
{
    bool has_bad_input = runner_report(&job->runner);

    if (job->joins)
        joins_report(job->joins, job->console);
    (void)query_source_complain(&job->source, &job->plan->problems, job->complained,
                                job->console);
    if (job->args->text[QUERY_STATS]) {
        struct buf text;

        buf_init(&text, 1024);
        runner_summary(&job->runner, &text);
        console_note(job->console, "%.*s", STR_ARG(buf_str(&text)));
        buf_release(&text);
    }
    if (was_strict_failure(job, has_bad_input) || job->runner.stats.is_partial ||
        runner_read_nothing(&job->runner))
        return EXIT_FAILED;
    return job->args->text[QUERY_EXIT_STATUS] && job->emitter.rows == 0 ? EXIT_FOUND
                                                                        : EXIT_CLEAN;
}

/* The runner is open: run, print, report. */
static int run_plan(struct job *job, struct diag *diag)
{
    const char *const *text = job->args->text;
    const struct emitter_options where = { .format = text[QUERY_FORMAT],
                                           .path = text[QUERY_OUTPUT] };
    struct row_output output;
    enum status st;

    if (emitter_open(&job->emitter, &where, job->console, diag) != ST_OK)
        return console_fail(job->console, diag);
    job->emitter.progress = &job->runner.progress;
    output = emitter_output(&job->emitter);
    st = gather_joins(job, diag);
    if (st == ST_OK)
        st = runner_run(&job->runner, job->plan, &output, diag);
    if (st == ST_OK)
        st = emitter_finish(&job->emitter, diag);
    else
        emitter_abandon(&job->emitter);
    if (emitter_is_broken(&job->emitter))
        return EXIT_CLEAN;
    if (st != ST_OK) {
        (void)runner_report(&job->runner);
        return console_fail(job->console, diag);
    }
    return report(job);
}

static int query_run(const struct command *self UNUSED, const struct arguments *args)
{
    struct job job = { .args = args, .console = args->console };
    struct diag diag;
    int result = EXIT_FAILED;

    arena_init(&job.arena, SIZE_MAX);
    if (read_options(&job, &diag) != ST_OK) {
        result = console_fail(args->console, &diag);
        goto out;
    }
    if (!make_plan(&job))
        goto out;
    if (args->text[QUERY_STRICT] && job.plan->problems.warnings)
        goto out;
    if (find_hosts(&job, &diag) != ST_OK || open_joins(&job, &diag) != ST_OK ||
        runner_open(&job.runner, &job.runner_options, !plan_reads_input(job.plan),
                    args->console, &diag) != ST_OK) {
        result = console_fail(args->console, &diag);
        goto out;
    }
    result = run_plan(&job, &diag);
    runner_close(&job.runner);
out:
    joins_free(job.joins);
    plan_free(job.plan);
    query_source_release(&job.source);
    arena_release(&job.arena);
    return result;
}

const struct command command_query = {
    .name = "query",
    .group = GROUP_FIND,
    .summary = "Run a query over event files.",
    .usage = "countersign query [OPTIONS] QUERY [PATH…]\n"
             "       countersign query [OPTIONS] -f FILE [PATH…]",
    .details =
        "QUERY is written in the query language of CrowdStrike LogScale. PATH names files "
        "or folders with events: one JSON object a line, as Falcon Data Replicator writes "
        "them, or JSON documents, or Windows events as JSON or XML, compressed with gzip "
        "or zstd or not, in zip archives or not. What a file is shows its content. "
        "Without PATH, or with '-', events come from standard input.\n"
        "\n"
        "Rows go to stdout, everything else to stderr.",
    .examples =
        "  countersign query 'groupBy(#event_simpleName)' examples/telemetry\n"
        "  countersign query -f hunt.cql --last 24h /data/fdr\n"
        "  zcat part-00000.gz | countersign query 'ImageFileName=/\\\\temp\\\\/i' -F raw\n",
    .options = options,
    .run = query_run,
};
