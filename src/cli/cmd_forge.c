/*
 * cmd_forge.c - countersign forge: programs with a right or wrong signature, on demand.
 */
#include "base/base.h"

#include <stdio.h>

#include "base/nearest.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/figures.h"
#include "cli/now.h"
#include "cli/values.h"
#include "forge/graft.h"
#include "forge/kit.h"
#include "os/file.h"
#include "os/folder.h"
#include "os/random.h"
#include "os/write.h"

enum {
    PATH_BYTES = 4096,
    SEED_BYTES = 32,
    HOUR_MS = 3600 * 1000, /* sightings began an hour ago, so that none is to come */
    NAME_COLUMN = 26,
    VERDICT_COLUMN = 16,
};

enum forge_option {
    FORGE_LIST,
    FORGE_OUTPUT,
    FORGE_ALL,
    FORGE_SEED,
    FORGE_DONOR,
    FORGE_TARGET,
    FORGE_TIME,
    FORGE_HOST,
    FORGE_FORCE,
};

static const struct option options[] = {
    [FORGE_LIST] = { 0, "list", OPTION_FLAG, NULL, "list the cases" },
    [FORGE_OUTPUT] = { 'o', "output", OPTION_TEXT, "DIR", "write to DIR" },
    [FORGE_ALL] = { 0, "all", OPTION_TEXT, "DIR", "every case, to DIR" },
    [FORGE_SEED] = { 0, "seed", OPTION_TEXT, "TEXT",
                     "make keys from TEXT: the same bytes every time; default: keys that "
                     "nobody can make again" },
    [FORGE_DONOR] = { 0, "donor", OPTION_TEXT, "FILE",
                      "of sigthief: whose signature to take; default: one of the forge's" },
    [FORGE_TARGET] = { 0, "target", OPTION_TEXT, "FILE",
                       "of sigthief: the program to put it on, which is copied" },
    [FORGE_TIME] = { 0, "time", OPTION_TEXT, "TIME",
                     "when the telemetry begins: 2026-01-31T12:00:00Z, 24h (ago); "
                     "default: 1h" },
    [FORGE_HOST] = { 0, "host", OPTION_LIST, "NAME",
                     "the host in the telemetry; of several, cases take turns" },
    [FORGE_FORCE] = { 0, "force", OPTION_FLAG, NULL, "overwrite what is there" },
    { 0, NULL, OPTION_FLAG, NULL, NULL },
};

struct job {
    const struct arguments *args;
    const char *folder;
    struct kit_order order;
    struct kit kit;
    struct str donor, target; /* heap */
};

static int print_list(const struct console *console)
{
    struct buf out;
    int exit_status;

    buf_init(&out, 1 << 16);
    for (size_t i = 0; i < scenario_count; i++) {
        const struct forge_case *c = &scenario_table[i].made;

        buf_printf(&out, "%-*s%-*s%s\n", NAME_COLUMN, c->name, VERDICT_COLUMN,
                   c->verdict, c->shows);
    }
    exit_status = console_print_buf(console, &out);
    buf_release(&out);
    return exit_status;
}

/* ---- what is asked for ---- */

static enum status unknown_case(const char *name, struct diag *diag)
{
    struct nearest near = nearest_start(str_from_cstr(name));

    for (size_t i = 0; i < scenario_count; i++)
        nearest_offer(&near, scenario_table[i].made.name);
    if (near.name)
        return diag_set(diag, ST_FORMAT, 0, "no case '%s'; did you mean '%s'?", name,
                        near.name);
    return diag_set(diag, ST_FORMAT, 0, "no case '%s'; --list names them", name);
}

static enum status choose(struct job *job, const struct scenario **chosen,
                          struct diag *diag)
{
    const struct arguments *args = job->args;
    struct kit_order *o = &job->order;

    o->scenario = chosen;
    if (args->text[FORGE_ALL] && (args->noperands || args->text[FORGE_OUTPUT]))
        return diag_set(diag, ST_FORMAT, 0, "--all DIR goes without cases and -o");
    job->folder = args->text[FORGE_ALL];
    for (size_t i = 0; job->folder && i < scenario_count; i++)
        chosen[o->nscenarios++] = &scenario_table[i];
    if (job->folder)
        return ST_OK;
    job->folder = args->text[FORGE_OUTPUT];
    if (!job->folder || args->noperands == 0)
        return diag_set(diag, ST_FORMAT, 0,
                        "name cases and a folder: countersign forge CASE… -o DIR");
    for (size_t i = 0; i < args->noperands; i++) {
        const struct scenario *s = scenario_find(args->operand[i]);

        if (!s)
            return unknown_case(args->operand[i], diag);
        for (size_t k = 0; k < o->nscenarios; k++)
            if (chosen[k] == s)
                return diag_set(diag, ST_FORMAT, 0, "'%s' is there twice",
                                args->operand[i]);
        chosen[o->nscenarios++] = s;
    }
    return ST_OK;
}

static enum status load_programs(struct job *job, struct diag *diag)
{
    const char *donor = job->args->text[FORGE_DONOR];
    const char *target = job->args->text[FORGE_TARGET];
    struct kit_order *o = &job->order;
    bool has_graft = false;

    for (size_t i = 0; i < o->nscenarios; i++)
        has_graft |= strcmp(o->scenario[i]->made.name, "sigthief") == 0;
    if ((donor || target) && !has_graft)
        return diag_set(diag, ST_FORMAT, 0,
                        "--donor and --target belong to 'sigthief'");
    if (donor)
        TRY(file_load(donor, GRAFT_BYTES_MAX, &job->donor, diag));
    if (target)
        TRY(file_load(target, GRAFT_BYTES_MAX, &job->target, diag));
    o->donor = (struct kit_program){ donor, job->donor };
    o->target = (struct kit_program){ target, job->target };
    return ST_OK;
}

/* A name that can stand in any of the formats as it is. */
static bool is_host_name(const char *name)
{
    size_t n = strlen(name);

    for (size_t i = 0; i < n; i++)
        if ((unsigned char)name[i] <= ' ' || name[i] == 0x7F)
            return false;
    return n > 0 && n <= 255;
}

static enum status set_telemetry(struct job *job, struct diag *diag)
{
    static const char *const standard[] = { "FORGED-WS-01", NULL };
    const char *const *host = job->args->list[FORGE_HOST];
    const char *time = job->args->text[FORGE_TIME];
    struct kit_order *o = &job->order;
    int64_t now = 0;

    o->host = host[0] ? host : standard;
    for (o->nhosts = 0; o->host[o->nhosts]; o->nhosts++)
        if (!is_host_name(o->host[o->nhosts]))
            return diag_set(diag, ST_FORMAT, 0, "--host: no name of a host");
    if (o->nhosts > KIT_HOSTS_MAX)
        return diag_set(diag, ST_LIMIT, 0, "more than %d hosts", KIT_HOSTS_MAX);
    TRY(now_ms(&now, diag));
    o->time_ms = now - HOUR_MS;
    if (time)
        TRY(value_of_time("time", time, now, &o->time_ms, diag));
    if (o->time_ms < 0)
        return diag_set(diag, ST_LIMIT, 0, "--time: sensors know no time before 1970");
    return ST_OK;
}

/* ---- writing ---- */

static enum status path_of(const struct job *job, size_t i, char path[PATH_BYTES],
                           struct diag *diag)
{
    int n = snprintf(path, PATH_BYTES, "%s/%s", job->folder, job->kit.file[i].path);

    return n > 0 && n < PATH_BYTES
               ? ST_OK
               : diag_set(diag, ST_LIMIT, 0, "%s: the path is too long", job->folder);
}

/* All are looked at before the first is written. */
static enum status refuse_overwriting(const struct job *job, struct diag *diag)
{
    char path[PATH_BYTES];
    struct file_info info;

    for (size_t i = 0; i < job->kit.n; i++) {
        TRY(path_of(job, i, path, diag));
        if (file_look(path, &info, NULL) == ST_OK)
            return diag_set(diag, ST_IO, 0, "%s is there; --force overwrites", path);
    }
    return ST_OK;
}

static enum status write_kit(const struct job *job, struct diag *diag)
{
    char path[PATH_BYTES];

    if (!job->args->text[FORGE_FORCE])
        TRY(refuse_overwriting(job, diag));
    for (size_t i = 0; i < job->kit.n; i++) {
        TRY(path_of(job, i, path, diag));
        TRY(folder_make_for(path, diag));
        TRY(write_whole(path, job->kit.file[i].bytes, diag));
    }
    return ST_OK;
}

static enum status make_and_write(struct job *job, struct diag *diag)
{
    const char *text = job->args->text[FORGE_SEED];
    char random[SEED_BYTES];
    struct str seed = { random, sizeof random };
    struct forge *f;
    enum status st;

    if (text)
        seed = str_from_cstr(text);
    else
        TRY(os_random(random, sizeof random, diag));
    TRY(forge_new(&f, seed, diag));
    st = kit_make(f, &job->order, &job->kit, diag);
    if (st == ST_OK)
        st = write_kit(job, diag);
    forge_free(f);
    return st;
}

static void tell(const struct job *job)
{
    struct buf text;

    buf_init(&text, 1 << 12);
    add_counted(&text, job->order.nscenarios, "case");
    console_note(job->args->console, "%.*s in %s; its README.md says what to expect",
                 STR_ARG(buf_str(&text)), job->folder);
    buf_release(&text);
}

static int forge_run(const struct command *self UNUSED, const struct arguments *args)
{
    struct job job = { .args = args };
    struct diag diag = { 0 };
    const struct scenario **chosen;
    enum status st;

    if (args->text[FORGE_LIST])
        return print_list(args->console);
    chosen = calloc(scenario_count, sizeof(const struct scenario *));
    st = chosen ? choose(&job, chosen, &diag)
                : diag_set(&diag, ST_NOMEM, 0, "out of memory");
    if (st == ST_OK)
        st = load_programs(&job, &diag);
    if (st == ST_OK)
        st = set_telemetry(&job, &diag);
    if (st == ST_OK)
        st = make_and_write(&job, &diag);
    if (st == ST_OK)
        tell(&job);
    free((void *)(uintptr_t)job.donor.p);
    free((void *)(uintptr_t)job.target.p);
    free(chosen);
    return st == ST_OK ? EXIT_CLEAN : console_fail(args->console, &diag);
}

const struct command command_forge = {
    .name = "forge",
    .group = GROUP_WRITE,
    .summary = "Make programs with a right or wrong signature, to test with.",
    .usage = "countersign forge [OPTIONS] CASE… -o DIR",
    .details =
        "Writes harmless programs (they print one line and exit) whose signature is "
        "self-signed in a well-known name, grafted, expired, revoked and so on, with the "
        "root, revocation lists and catalog to judge them by, and the telemetry that a "
        "host would have sent, marked as synthetic. README.md in DIR says what a "
        "verifier and a hunt must find. Nothing is fetched; private keys are not "
        "written.\n"
        "\n"
        "'sigthief' also grafts the signature of one of your programs (--donor) onto a "
        "copy of another (--target). Never trust a forged root on a machine that "
        "matters.",
    .examples =
        "  countersign forge --list\n"
        "  countersign forge --all /tmp/forged && countersign hunt "
        "/tmp/forged/telemetry/falcon\n"
        "  countersign hunt --roots /tmp/forged/roots --crl /tmp/forged/crls "
        "/tmp/forged/programs\n"
        "  countersign forge sigthief --donor signed.exe --target mine.exe -o out\n"
        "  countersign forge --seed lab expired revoked --time 2h --host WS-7 -o out\n",
    .options = options,
    .run = forge_run,
};
