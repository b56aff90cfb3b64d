/*
 * cmd_verify.c - countersign verify: are these files what their signatures say?
 */
#include "base/base.h"

#include "base/arena.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/values.h"
#include "cli/verify_run.h"
#include "cli/verify_setting.h"
#include "cli/verify_trust.h"

enum verify_option {
    VERIFY_FORMAT,
    VERIFY_OUTPUT,
    VERIFY_EXPLAIN,
#define X(name, ...) VERIFY_##name,
    VERIFY_INPUT_OPTIONS(X)
#undef X
        VERIFY_STRICT,
    VERIFY_STRICT_PADDING,
    VERIFY_REQUIRE_REVOCATION,
    VERIFY_ALL,
    VERIFY_THREADS,
};

static const struct option options[] = {
    [VERIFY_FORMAT] = { 'F', "format", OPTION_TEXT, "table|csv|json|ndjson|events",
                        "table (default on a terminal), ndjson (elsewhere), json, csv "
                        "with sigcheck's columns and ours, events as a sensor sends "
                        "them, for 'hunt -'" },
    [VERIFY_OUTPUT] = { 'o', "output", OPTION_TEXT, "FILE",
                        "write to FILE, which appears when all is done" },
    [VERIFY_EXPLAIN] = { 'x', "explain", OPTION_FLAG, NULL,
                         "for people: every check, chain, time, digest and place" },
#define X(name, ...) [VERIFY_##name] = { __VA_ARGS__ },
    VERIFY_INPUT_OPTIONS(X)
#undef X
        [VERIFY_STRICT] = { 0, "strict", OPTION_FLAG, NULL,
                            "refuse weak algorithms, missing usages and padding data" },
    [VERIFY_STRICT_PADDING] = { 0, "strict-padding", OPTION_FLAG, NULL,
                                "data behind a signature make the file unsigned, as "
                                "EnableCertPaddingCheck does" },
    [VERIFY_REQUIRE_REVOCATION] = { 0, "require-revocation", OPTION_FLAG, NULL,
                                    "a chain that no revocation list covers is not "
                                    "valid" },
    [VERIFY_ALL] = { 'a', "all", OPTION_FLAG, NULL,
                     "list files of folders that nobody can sign, too" },
    [VERIFY_THREADS] = { 'j', "threads", OPTION_TEXT, "N",
                         "workers; default: one a processor" },
    { 0, NULL, OPTION_FLAG, NULL, NULL },
};

/* Everything between the command line and the results. */
struct setting {
    const struct arguments *args;
    struct verify_setting input;
    struct verify_job job;
    struct output_file file;
};

static enum status read_options(struct setting *s, struct diag *diag)
{
    const char *const *text = s->args->text;
    const char *const *const *list = s->args->list;
    const struct verify_inputs inputs = {
        .roots = list[VERIFY_ROOTS],
        .crl = list[VERIFY_CRL],
        .catalogs = list[VERIFY_CATALOGS],
        .known = list[VERIFY_KNOWN],
        .at = text[VERIFY_AT],
    };
    struct verify_options *o = &s->input.options;
    int64_t threads = 0;

    if (text[VERIFY_THREADS])
        TRY(value_of_count("threads", text[VERIFY_THREADS], 1, 1024, &threads, diag));
    s->job.threads = (unsigned)threads;
    TRY(verify_setting_open(&s->input, &inputs, s->args->console, diag));
    o->policy.is_strict = text[VERIFY_STRICT] != NULL;
    o->policy.require_revocation = text[VERIFY_REQUIRE_REVOCATION] != NULL;
    o->strict_padding = text[VERIFY_STRICT_PADDING] != NULL;
    o->hash_others = text[VERIFY_ALL] != NULL;
    return ST_OK;
}

static void choose_format(struct setting *s)
{
    const struct console *console = s->args->console;
    const char *name = s->args->text[VERIFY_FORMAT];
    bool to_screen = !s->args->text[VERIFY_OUTPUT] && console->out_is_terminal;

    if (!name)
        name = to_screen ? "table" : "ndjson";
    s->job.format = s->args->text[VERIFY_EXPLAIN] ? &verify_format_explain
                                                  : verify_format_find(name);
    s->job.style = (struct verify_style){
        .has_color = console->has_out_color && !s->args->text[VERIFY_OUTPUT],
    };
}

static enum status open_output(struct setting *s, struct diag *diag)
{
    if (s->args->text[VERIFY_OUTPUT])
        return output_create(&s->file, s->args->text[VERIFY_OUTPUT], diag);
    output_stdout(&s->file);
    return ST_OK;
}

/* "12 files: 9 valid, 2 expired, 1 unsigned; 30 others cannot be signed" */
static void tell_summary(const struct setting *s, const struct verify_summary *summary)
{
    const struct console *console = s->args->console;
    struct buf text;

    buf_init(&text, 4096);
    buf_printf(&text, "%llu file%s", (unsigned long long)summary->files,
               summary->files == 1 ? "" : "s");
    for (size_t i = VERDICT_COUNT; i-- > 0;)
        if (summary->count[i])
            buf_printf(&text, "%s %llu %s",
                       str_find(buf_str(&text), STR(":")) == SIZE_MAX ? ":" : ",",
                       (unsigned long long)summary->count[i],
                       verdict_row((enum verdict)i)->word);
    if (summary->not_signable)
        buf_printf(&text, "; %llu not signable",
                   (unsigned long long)summary->not_signable);
    if (summary->unreadable)
        buf_printf(&text, "; %llu could not be read",
                   (unsigned long long)summary->unreadable);
    if (summary->was_interrupted)
        buf_add_cstr(&text, "; interrupted, not all files were seen");
    console_note(console, "%.*s", STR_ARG(buf_str(&text)));
    buf_release(&text);
}

static int exit_status(const struct verify_summary *summary)
{
    uint64_t good = summary->count[VERDICT_VALID];

    if (summary->unreadable || summary->was_interrupted)
        return EXIT_FAILED;
    return summary->files > good || summary->not_signable_named ? EXIT_FOUND
                                                                : EXIT_CLEAN;
}

static int run_job(struct setting *s, struct diag *diag)
{
    const struct console *console = s->args->console;
    struct verify_summary summary;
    enum status st;

    if (open_output(s, diag) != ST_OK)
        return console_fail(console, diag);
    s->job.options = &s->input.options;
    s->job.paths = s->args->operand;
    s->job.npaths = s->args->noperands;
    s->job.with_others = s->args->text[VERIFY_ALL] != NULL;
    /* Events are hunted in; the other formats say what is known and leave it there. */
    s->job.omit_unjudged = s->job.format == &verify_format_events &&
                           !verify_trust_can_judge_roots(s->input.trust);
    s->job.console = console;
    s->job.file = &s->file;
    verify_trust_tell(s->input.trust, console);
    st = verify_run(&s->job, &summary, diag);
    if (st == ST_OK)
        st = output_commit(&s->file, diag);
    if (s->file.is_broken)
        return EXIT_CLEAN;
    if (st != ST_OK) {
        output_abandon(&s->file);
        return console_fail(console, diag);
    }
    verify_trust_tell_unjudged(summary.unjudged, console);
    tell_summary(s, &summary);
    return exit_status(&summary);
}

static int verify_command(const struct command *self UNUSED,
                          const struct arguments *args)
{
    struct setting s = { .args = args };
    struct diag diag = { .offset = 0 };
    int result = EXIT_FAILED;

    if (args->noperands == 0)
        console_error(args->console,
                      "verify: no file; usage: countersign verify PATH…");
    else if (read_options(&s, &diag) != ST_OK)
        result = console_fail(args->console, &diag);
    else {
        choose_format(&s);
        result = run_job(&s, &diag);
    }
    verify_setting_close(&s.input);
    return result;
}

const struct command command_verify = {
    .name = "verify",
    .group = GROUP_FIND,
    .summary = "Verify the signatures of programs.",
    .usage = "countersign verify [OPTIONS] PATH…",
    .details =
        "PATH names files or folders, which are searched through. A file gets one verdict "
        "and any number of findings; what each means says --explain. Files are recognised "
        "by content.\n"
        "\n"
        "Three questions are kept apart: is the file the one that was signed (digest_ok), "
        "is the signature the signer's (signature_ok), and is the signer to be trusted "
        "(trusted). Nothing is fetched: roots and revocation lists are what you give.\n"
        "\n"
        "Exit status: 0 all valid, 1 something is not, 2 the job could not be done. Files "
        "of folders that cannot be signed do not count. A file whose signature belongs to "
        "another file is listed last, when its donor may have been seen.",
    .examples = "  countersign verify setup.exe\n"
                "  countersign verify --roots codesignctl.pem --explain setup.exe\n"
                "  countersign verify -F csv -o report.csv /srv/share\n"
                "  countersign verify -F events /srv/share | countersign hunt -\n",
    .options = options,
    .run = verify_command,
};
