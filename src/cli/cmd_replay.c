/*
 * cmd_replay.c - countersign replay: the findings of an evidence folder once more.
 */
#include "base/base.h"

#include <stdio.h>

#include "cli/command.h"
#include "cli/evidence.h"
#include "cli/figures.h"
#include "cli/hunt_queries.h"
#include "cli/load.h"
#include "cli/params.h"
#include "output/json_row.h"
#include "text/json.h"
#include "text/json_text.h"
#include "text/number.h"

enum { MANIFEST_BYTES_MAX = 64 << 20, FINDINGS_BYTES_MAX = 1 << 30, PARAMS_MAX = 1000 };

struct replay {
    const struct arguments *args;
    const char *folder;
    struct arena arena;
    struct packs packs;
    struct plan_options plan_options;
    struct buf found;
    const char *param[PARAMS_MAX + 1];
    size_t nparams;
};

/* A file of the evidence. */
static enum status load(struct replay *r, const char *name, size_t limit,
                        struct str *out, struct diag *diag)
{
    struct str path =
        load_path(&r->arena, str_from_cstr(r->folder), str_from_cstr(name));

    if (!path.p)
        return diag_set(diag, ST_LIMIT, 0, "%s: the path is too long", r->folder);
    return load_file(path.p, limit, &r->arena, out, diag);
}

/* ---- the manifest ------------------------------------------------------------ */

static enum status damaged(const struct replay *r, struct diag *diag)
{
    return diag_set(diag, ST_FORMAT, 0, "%s/manifest.json: this is no manifest",
                    r->folder);
}

static enum status read_params(struct replay *r, struct json *json, struct diag *diag)
{
    struct json_token t = json_next(json);

    if (t.kind != JSON_ARRAY_BEGIN)
        return damaged(r, diag);
    while ((t = json_next(json)).kind == JSON_STRING) {
        char *text = arena_text(&r->arena, t.text.n + 1);

        if (!text || r->nparams == PARAMS_MAX)
            return diag_set(diag, ST_LIMIT, 0, "too many parameters");
        text[json_unescape(t.text, text)] = '\0';
        r->param[r->nparams++] = text;
    }
    return t.kind == JSON_ARRAY_END ? ST_OK : damaged(r, diag);
}

static enum status read_member(struct replay *r, struct json *json, struct str key,
                               struct diag *diag)
{
    struct json_token t;

    if (str_eq(key, STR("params")))
        return read_params(r, json, diag);
    t = json_next(json);
    if (str_eq(key, STR("now_ms")) &&
        !number_parse_int64(t.text, &r->plan_options.now_ms))
        return damaged(r, diag);
    if (t.kind == JSON_OBJECT_BEGIN || t.kind == JSON_ARRAY_BEGIN)
        (void)json_skip(json, t);
    return ST_OK;
}

static enum status read_manifest(struct replay *r, struct diag *diag)
{
    struct json_token t;
    struct json json;
    struct str text;

    TRY(load(r, "manifest.json", MANIFEST_BYTES_MAX, &text, diag));
    json_init(&json, text);
    if (json_next(&json).kind != JSON_OBJECT_BEGIN)
        return damaged(r, diag);
    while ((t = json_next(&json)).kind == JSON_KEY)
        TRY(read_member(r, &json, t.text, diag));
    return t.kind == JSON_OBJECT_END ? ST_OK : damaged(r, diag);
}

/* ---- the run ----------------------------------------------------------------- */

static enum status take_rows(void *ctx, struct batch *batch, struct diag *diag)
{
    struct replay *r = ctx;

    for (uint32_t i = 0; i < batch->nsel; i++) {
        TRY(json_add_row(&r->found, (struct row){ batch, batch->sel[i] }, diag));
        buf_add_char(&r->found, '\n');
    }
    return ST_OK;
}

static enum status run(struct replay *r, struct diag *diag)
{
    const char *records = evidence_path(&r->arena, r->folder, "records.ndjson");
    const char *detections = evidence_path(&r->arena, r->folder, "detections");
    struct runner_options options = {
        .paths = &records, .npaths = 1, .input = "ndjson", .has_prefilter = true
    };
    static const struct hunt_findings nothing_else;
    struct row_output output = { r, take_rows };
    struct runner runner;
    const struct hunt_queries queries = { .packs = &r->packs,
                                          .options = &r->plan_options,
                                          .findings = &nothing_else,
                                          .runner = &runner,
                                          .console = r->args->console };
    enum status st;

    if (!records || !detections)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    TRY(packs_add(&r->packs, detections, &r->arena, diag));
    TRY(params_parse(r->param, &r->arena, &r->plan_options.param,
                     &r->plan_options.nparams, diag));
    TRY(runner_open(&runner, &options, false, r->args->console, diag));
    st = hunt_queries_run(&queries, &output, diag);
    runner_close(&runner);
    return st;
}

/* Print the lines of `a` that `b` has not, each behind a sign; how many there are. */
static size_t print_missing(struct str a, struct str b, char sign, struct buf *out)
{
    size_t n = 0;

    while (a.n) {
        struct str line = str_cut(&a, '\n');
        struct str rest = b;
        bool is_there = line.n == 0;

        while (rest.n && !is_there)
            is_there = str_eq(str_cut(&rest, '\n'), line);
        if (is_there)
            continue;
        buf_printf(out, "%c %.*s\n", sign, STR_ARG(line));
        n++;
    }
    return n;
}

static int compare(struct replay *r, struct str before)
{
    struct str now = buf_str(&r->found);
    size_t differences;
    struct buf out;
    int status;

    buf_init(&out, SIZE_MAX);
    differences = print_missing(before, now, '-', &out);
    differences += print_missing(now, before, '+', &out);
    status = console_print_buf(r->args->console, &out);
    buf_release(&out);
    if (status != EXIT_CLEAN)
        return status;
    if (differences == 0 && str_eq(before, now)) {
        console_note(r->args->console, "the same findings again");
        return EXIT_CLEAN;
    }
    console_note(r->args->console, "%zu lines differ: - as recorded, + now",
                 differences);
    return EXIT_FOUND;
}

static int replay_run(const struct command *self UNUSED, const struct arguments *args)
{
    struct replay r = { .args = args };
    struct str before = STR("");
    struct diag diag = { 0 };
    int result;

    if (args->noperands != 1) {
        console_error(args->console, "name one evidence folder");
        return EXIT_FAILED;
    }
    r.folder = args->operand[0];
    arena_init(&r.arena, SIZE_MAX);
    buf_init(&r.found, FINDINGS_BYTES_MAX);
    if (read_manifest(&r, &diag) != ST_OK ||
        load(&r, "findings.ndjson", FINDINGS_BYTES_MAX, &before, &diag) != ST_OK ||
        run(&r, &diag) != ST_OK)
        result = console_fail(args->console, &diag);
    else
        result = compare(&r, before);
    buf_release(&r.found);
    arena_release(&r.arena);
    return result;
}

const struct command command_replay = {
    .name = "replay",
    .group = GROUP_FIND,
    .summary = "Hunt once more in the evidence of a hunt.",
    .usage = "countersign replay FOLDER",
    .details =
        "Runs the detections of a folder that 'hunt --evidence' has written over the "
        "records in it, and compares the findings with those that were recorded.\n"
        "\n"
        "The exit status is 0 when they are the same, 1 when they differ.",
    .examples = "  countersign hunt --evidence case-17 /data/fdr\n"
                "  countersign replay case-17\n",
    .options = NULL,
    .run = replay_run,
};
