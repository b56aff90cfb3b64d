/*
 * cmd_hunt.c - countersign hunt: run detections over events and say what they find.
 */
#include "base/base.h"

#include "cli/command.h"
#include "cli/emit.h"
#include "cli/evidence.h"
#include "cli/figures.h"
#include "cli/hosts.h"
#include "cli/hunt_about.h"
#include "cli/hunt_findings.h"
#include "cli/hunt_programs.h"
#include "cli/hunt_queries.h"
#include "cli/interval.h"
#include "cli/joins.h"
#include "cli/packs.h"
#include "cli/params.h"
#include "cli/runner.h"
#include "cli/values.h"

enum hunt_option {
    HUNT_PACK,
    HUNT_SEVERITY,
    HUNT_PARAM,
    HUNT_TUNING,
    HUNT_NO_TUNING,
    HUNT_PREVIEW,
    HUNT_BASELINE,
    HUNT_EVIDENCE,
    HUNT_STRICT,
    HUNT_FORMAT,
    HUNT_OUTPUT,
    HUNT_FROM,
    HUNT_TO,
    HUNT_LAST,
    HUNT_HOSTS,
    HUNT_LOOKUP,
    HUNT_NO_ENRICH,
    HUNT_ENRICH_MEMORY,
    HUNT_INPUT,
    HUNT_THREADS,
#define X(name, ...) HUNT_##name,
    VERIFY_INPUT_OPTIONS(X)
#undef X
};

static const struct option options[] = {
    [HUNT_PACK] = { 'p', "pack", OPTION_LIST, "DIR",
                    "a detection, or a folder of them; default: those that come with "
                    "countersign" },
    [HUNT_SEVERITY] = { 's', "severity", OPTION_TEXT, "low|medium|high",
                        "leave out findings below this; default: low" },
    [HUNT_PARAM] = { 0, "param", OPTION_LIST, "NAME=VALUE",
                     "a parameter of the detections or of suppressions" },
    [HUNT_TUNING] = { 0, "tuning", OPTION_LIST, "FILE",
                      "suppress findings as FILE says, or as the profile of that name "
                      "of a detection; tuning.yaml beside a detection always counts" },
    [HUNT_NO_TUNING] = { 0, "no-tuning", OPTION_FLAG, NULL,
                         "leave tuning.yaml beside detections alone" },
    [HUNT_PREVIEW] = { 0, "preview-tuning", OPTION_TEXT, "FILE",
                       "print only what FILE would suppress" },
    [HUNT_BASELINE] = { 0, "baseline", OPTION_TEXT, "FILE",
                        "remember findings in FILE from run to run, and raise the "
                        "severity of those that are new or on few hosts" },
    [HUNT_EVIDENCE] = { 0, "evidence", OPTION_TEXT, "FOLDER",
                        "write findings, the events behind them and the detections to "
                        "FOLDER, for 'replay'; it must be new" },
    [HUNT_STRICT] = { 0, "strict", OPTION_FLAG, NULL,
                      "exit with 2 when a record or a file could not be read" },
    [HUNT_FORMAT] = { 'F', "format", OPTION_TEXT, "NAME",
                      "findings (default on a terminal), ndjson (elsewhere), table, "
                      "json, csv, tsv, markdown, html, sarif, ocsf, ecs, timesketch, "
                      "navigator" },
    [HUNT_OUTPUT] = { 'o', "output", OPTION_TEXT, "FILE",
                      "write findings to FILE, which appears when all is done" },
    [HUNT_FROM] = { 0, "from", OPTION_TEXT, "TIME",
                    "only events from TIME on: 2023-11-14, 2023-11-14T22:13:20Z, 24h" },
    [HUNT_TO] = { 0, "to", OPTION_TEXT, "TIME", "only events before TIME" },
    [HUNT_LAST] = { 0, "last", OPTION_TEXT, "TIME",
                    "only events of the last 15m, 24h, 7d" },
    [HUNT_HOSTS] = { 0, "hosts", OPTION_TEXT, "PATH",
                     "lookup records that name hosts; default: 'aidmaster' below PATH" },
    [HUNT_LOOKUP] = { 0, "lookup", OPTION_LIST, "FILE",
                      "more records that tell of hosts, users and processes" },
    [HUNT_NO_ENRICH] = { 0, "no-enrich", OPTION_FLAG, NULL,
                         "do not look users and command lines up in other records" },
    [HUNT_ENRICH_MEMORY] = { 0, "enrich-memory", OPTION_TEXT, "SIZE",
                             "bound of what is looked up; default: 64M" },
    [HUNT_INPUT] = { 0, "input", OPTION_TEXT, "NAME",
                     "read the events as this format; default: by content" },
    [HUNT_THREADS] = { 'j', "threads", OPTION_TEXT, "N",
                       "workers; default: one a processor" },
#define X(name, ...) [HUNT_##name] = { __VA_ARGS__ },
    VERIFY_INPUT_OPTIONS(X)
#undef X
        { 0, NULL, OPTION_FLAG, NULL, NULL },
};

struct hunt {
    const struct arguments *args;
    const struct console *console;
    struct arena arena;
    struct packs packs;
    struct hosts hosts;
    struct joins *joins; /* NULL: with --no-enrich */
    struct plan_options plan_options;
    struct hunt_programs programs;
    struct runner runner;
    struct emitter emitter;
    struct row_output emitter_output;
    struct about about;
    struct hunt_findings findings;
    struct evidence evidence;
};

static enum status find_packs(struct hunt *h, struct diag *diag)
{
    const char *const *folder = h->args->list[HUNT_PACK];
    const char *standard;

    for (size_t i = 0; folder[i]; i++)
        TRY(packs_add(&h->packs, folder[i], &h->arena, diag));
    if (folder[0])
        return ST_OK;
    TRY(packs_default_folder(&standard, diag));
    return packs_add(&h->packs, standard, &h->arena, diag);
}

/* The workers that --threads asks for; 0: one a processor. */
static enum status read_threads(const struct hunt *h, unsigned *out, struct diag *diag)
{
    int64_t threads = 0;

    if (h->args->text[HUNT_THREADS])
        TRY(value_of_count("threads", h->args->text[HUNT_THREADS], 1, 1024, &threads,
                           diag));
    *out = (unsigned)threads;
    return ST_OK;
}

static enum status open_runner(struct hunt *h, struct diag *diag)
{
    struct runner_options o = {
        .paths = h->programs.paths,
        .npaths = h->programs.npaths,
        .input = h->args->text[HUNT_INPUT],
        .has_others = h->programs.has_mixed,
        .has_prefilter = !h->args->text[HUNT_STRICT],
        .hosts = hosts_any(&h->hosts) ? &h->hosts : NULL,
        .joins = h->joins,
    };

    TRY(read_threads(h, &o.threads, diag));
    return runner_open(&h->runner, &o, false, h->console, diag);
}

static enum status take_rows(void *ctx, struct batch *batch, struct diag *diag)
{
    struct hunt *h = ctx;

    if (h->evidence.folder)
        TRY(evidence_note(&h->evidence, batch, diag));
    TRY(hunt_findings_take(&h->findings, batch, diag));
    return h->emitter_output.rows(h->emitter_output.ctx, batch, diag);
}

/* What the events that the packs look at do not say themselves. */
static enum status gather_joins(struct hunt *h, const struct hunt_queries *queries,
                                struct diag *diag)
{
    const char *const *lookup = h->args->list[HUNT_LOOKUP];

    if (!h->joins)
        return ST_OK;
    TRY(hunt_queries_ask(queries, h->joins, diag));
    TRY(joins_gather(h->joins, &h->runner, diag));
    if (lookup[0])
        TRY(joins_gather_files(h->joins, lookup, h->console, diag));
    joins_start(h->joins);
    return ST_OK;
}

static enum status run_packs(struct hunt *h, struct diag *diag)
{
    const struct hunt_queries queries = { .packs = &h->packs,
                                          .options = &h->plan_options,
                                          .findings = &h->findings,
                                          .runner = &h->runner,
                                          .console = h->console };
    struct row_output output = { h, take_rows };

    TRY(gather_joins(h, &queries, diag));
    return hunt_queries_run(&queries, &output, diag);
}

static void print_summary(const struct hunt *h)
{
    struct buf text;

    buf_init(&text, 1 << 16);
    hunt_findings_summary(&h->findings, &text);
    buf_add(&text, STR("\n  read      "));
    runner_summary(&h->runner, &text);
    if (h->console->err_is_terminal)
        console_note(h->console, "%s", "");
    console_note(h->console, "%.*s", STR_ARG(buf_str(&text)));
    buf_release(&text);
}

/* A report says what was read, which is known only now. */
static enum status finish(struct hunt *h, struct diag *diag)
{
    enum status st;
    struct buf text;

    buf_init(&text, 1 << 12);
    runner_input(&h->runner, &text);
    h->about.input = buf_str(&text);
    st = emitter_finish(&h->emitter, diag);
    buf_release(&text);
    return st;
}

static enum status write_evidence(struct hunt *h, struct diag *diag)
{
    const struct evidence_run run = {
        .packs = &h->packs,
        .plan_options = &h->plan_options,
        .params = h->args->list[HUNT_PARAM],
        .paths = h->args->operand,
        .npaths = h->args->noperands,
        .runner = &h->runner,
        .now_ms = h->findings.now_ms,
    };

    return evidence_write(&h->evidence, &run, diag);
}

/* What a preview shows was found before and decided upon. */
static bool has_found(const struct hunt *h)
{
    return h->findings.severities.total > 0 && !h->findings.options.preview;
}

/* The emitter is open: hunt, end the output, report. */
static int hunt_and_report(struct hunt *h, struct diag *diag)
{
    bool has_bad_input;
    enum status st = run_packs(h, diag);

    if (st == ST_OK)
        st = finish(h, diag);
    else
        emitter_abandon(&h->emitter);
    if (emitter_is_broken(&h->emitter))
        return has_found(h) ? EXIT_FOUND : EXIT_CLEAN;
    has_bad_input = runner_report(&h->runner);
    if (h->joins)
        joins_report(h->joins, h->console);
    if (st == ST_OK && !h->runner.stats.is_partial)
        st = hunt_findings_save(&h->findings, diag);
    if (st == ST_OK && h->evidence.folder)
        st = write_evidence(h, diag);
    if (st != ST_OK)
        return console_fail(h->console, diag);
    hunt_findings_warn(&h->findings, h->console);
    print_summary(h);
    if (has_bad_input && h->args->text[HUNT_STRICT])
        return EXIT_FAILED;
    if (has_found(h))
        return EXIT_FOUND;
    /* Nothing in half of the events, or in none, does not mean that there is nothing.
     */
    if (h->runner.stats.is_partial || runner_read_nothing(&h->runner))
        return EXIT_FAILED;
    return EXIT_CLEAN;
}

/* Programs among the paths become events. */
static enum status open_programs(struct hunt *h, struct diag *diag)
{
    const char *const *const *list = h->args->list;
    struct hunt_paths where = {
        .paths = h->args->operand,
        .npaths = h->args->noperands,
        .inputs = { .roots = list[HUNT_ROOTS],
                    .crl = list[HUNT_CRL],
                    .catalogs = list[HUNT_CATALOGS],
                    .known = list[HUNT_KNOWN],
                    .at = h->args->text[HUNT_AT] },
    };

    TRY(read_threads(h, &where.threads, diag));
    return hunt_programs_open(&h->programs, &where, &h->arena, h->console, diag);
}

static enum status open_joins(struct hunt *h, struct diag *diag)
{
    uint64_t memory = JOINS_MEMORY;

    if (h->args->text[HUNT_ENRICH_MEMORY])
        TRY(value_of_size("enrich-memory", h->args->text[HUNT_ENRICH_MEMORY], &memory,
                          diag));
    if (h->args->text[HUNT_NO_ENRICH])
        return ST_OK;
    h->plan_options.is_joined = true;
    h->joins = joins_new((size_t)memory);
    return h->joins ? ST_OK : diag_set(diag, ST_NOMEM, 0, "out of memory");
}

/* --last, or the parameter TimeWindow, as DET0031 calls it. */
static const char *time_window(const struct arguments *args)
{
    static const char name[] = "TimeWindow=";
    const char *last = args->text[HUNT_LAST];

    for (size_t i = 0; !last && args->list[HUNT_PARAM][i]; i++)
        if (strncmp(args->list[HUNT_PARAM][i], name, sizeof name - 1) == 0)
            last = args->list[HUNT_PARAM][i] + sizeof name - 1;
    return last;
}

static enum status prepare(struct hunt *h, struct diag *diag)
{
    const char *const *text = h->args->text;
    struct host_places places = { text[HUNT_HOSTS], h->args->operand,
                                  h->args->noperands };

    struct hunt_findings_options findings = {
        .tuning = h->args->list[HUNT_TUNING],
        .preview = text[HUNT_PREVIEW],
        .baseline = text[HUNT_BASELINE],
        .severity = text[HUNT_SEVERITY],
        .has_no_tuning = text[HUNT_NO_TUNING] != NULL,
    };

    TRY(interval_parse(&h->plan_options, text[HUNT_FROM], text[HUNT_TO],
                       time_window(h->args), diag));
    TRY(find_packs(h, diag));
    TRY(open_joins(h, diag));
    TRY(hunt_about_make(&h->about, &h->packs, &h->arena, diag));
    TRY(params_parse(h->args->list[HUNT_PARAM], &h->arena, &h->plan_options.param,
                     &h->plan_options.nparams, diag));
    findings.param = h->plan_options.param;
    findings.nparams = h->plan_options.nparams;
    TRY(hunt_findings_open(&h->findings, &findings, &h->packs, &h->about, &h->arena,
                           diag));
    if (text[HUNT_EVIDENCE] && h->args->noperands == 0)
        return diag_set(diag, ST_UNSUPPORTED, 0,
                        "--evidence reads its input again, which a stream does not "
                        "allow; save it to a file first");
    if (text[HUNT_EVIDENCE])
        TRY(evidence_open(&h->evidence, text[HUNT_EVIDENCE], &h->arena, diag));
    TRY(hosts_load(&h->hosts, &places, &h->arena, h->console, diag));
    TRY(open_programs(h, diag));
    return open_runner(h, diag);
}

static int hunt_run(const struct command *self UNUSED, const struct arguments *args)
{
    struct hunt h = { .args = args,
                      .console = args->console,
                      .programs = { .events = { .fd = -1 } } };
    struct emitter_options output = { .format = args->text[HUNT_FORMAT],
                                      .path = args->text[HUNT_OUTPUT],
                                      .about = &h.about };
    struct diag diag = { 0 };
    int result = EXIT_FAILED;

    arena_init(&h.arena, SIZE_MAX);
    if (prepare(&h, &diag) != ST_OK) {
        result = console_fail(args->console, &diag);
        goto out;
    }
    if (!output.format && !output.path && args->console->out_is_terminal)
        output.format = "findings";
    if (emitter_open(&h.emitter, &output, args->console, &diag) != ST_OK) {
        result = console_fail(args->console, &diag);
    } else {
        h.emitter.progress = &h.runner.progress;
        h.emitter_output = emitter_output(&h.emitter);
        result = hunt_and_report(&h, &diag);
    }
    runner_close(&h.runner);
out:
    joins_free(h.joins);
    hunt_programs_close(&h.programs);
    evidence_close(&h.evidence);
    arena_release(&h.arena);
    return result;
}

const struct command command_hunt = {
    .name = "hunt",
    .group = GROUP_FIND,
    .summary = "Look for invalid code signatures in events.",
    .usage = "countersign hunt [OPTIONS] [PATH…]",
    .details =
        "Runs every detection over the events in PATH (files or folders, as for 'query') "
        "and prints what they find, the rarest first. Where a folder has lookup records "
        "in 'aidmaster', hosts are shown by name. Programs, and folders of them, are "
        "verified with the imported roots (see 'roots') and their verdicts hunted; "
        "--roots, --crl, --catalogs, --known and --at are for them, as in 'verify'. "
        "Without Microsoft's trust list a sound signature whose root is not known is "
        "left out, and their number told.\n"
        "\n"
        "What events say only by an id (the user, the process that loaded a module) is "
        "looked up in other records of PATH, which are read up to three times for it; "
        "--no-enrich leaves it out. A stream cannot be searched: see --lookup.\n"
        "\n"
        "The exit status is 1 when something was found.",
    .examples =
        "  countersign hunt examples/telemetry\n"
        "  countersign hunt --severity medium --last 24h -o findings.ndjson /data\n"
        "  countersign hunt --format html -o report.html /data\n"
        "  countersign hunt /srv/share/programs\n"
        "  countersign hunt --pack my-detections/ events.ndjson\n",
    .options = options,
    .run = hunt_run,
};
