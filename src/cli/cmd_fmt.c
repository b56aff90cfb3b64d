/*
 * cmd_fmt.c - countersign fmt: queries in the canonical layout.
 */
#include "base/base.h"

#include "base/arena.h"
#include "cli/command.h"
#include "cli/line_diff.h"
#include "cli/query_source.h"
#include "os/write.h"
#include "query/parse.h"
#include "query/print.h"

enum fmt_option { FMT_FILE, FMT_CHECK, FMT_DIFF, FMT_WRITE, FMT_DIALECT };

static const struct option options[] = {
    [FMT_FILE] = { 'f', "file", OPTION_LIST, "FILE",
                   "a file with a query; '-' is standard input" },
    [FMT_CHECK] = { 0, "check", OPTION_FLAG, NULL,
                    "print nothing; exit with 1 when a layout differs" },
    [FMT_DIFF] = { 'd', "diff", OPTION_FLAG, NULL,
                   "print a unified diff of what would change; exit with 1 when there is "
                   "one" },
    [FMT_WRITE] = { 'w', "write", OPTION_FLAG, NULL,
                    "write the layout to the file, if it differs, instead of stdout" },
    [FMT_DIALECT] = { 0, "dialect", OPTION_TEXT, "strict|lenient",
                      "strict: refuse what LogScale refuses; lenient (default): format "
                      "it and warn" },
    { 0, NULL, OPTION_FLAG, NULL, NULL },
};

enum { ARENA_BYTES = 1 << 30, OUT_BYTES = 64 << 20 };

/* ST_OK with the layout in `out`, or ST_SYNTAX when the problems were printed. */
static enum status format(const struct arguments *args,
                          const struct query_source *source, struct buf *out,
                          struct diag *diag)
{
    const char *dialect = args->text[FMT_DIALECT];
    bool is_strict = dialect && strcmp(dialect, "strict") == 0;
    struct problems problems;
    struct arena arena;
    struct ast *query;
    enum status st = ST_OK;

    arena_init(&arena, ARENA_BYTES);
    problems_init(&problems, &arena);
    query = parse_query(source->text, is_strict ? DIALECT_STRICT : DIALECT_LENIENT,
                        &arena, &problems);
    (void)query_source_complain(source, &problems, 0, args->console);
    if (query && problems.errors == 0)
        print_formatted(query, source->text, out);
    if (problems.errors)
        st = ST_SYNTAX;
    else if (!query || out->failed)
        st = diag_set(diag, ST_NOMEM, 0, "%.*s: out of memory", STR_ARG(source->name));
    arena_release(&arena);
    return st;
}

static int print_diff(const struct arguments *args, const struct query_source *source,
                      const struct buf *out)
{
    struct diag diag = { 0 };
    struct buf diff;
    int result;

    buf_init(&diff, OUT_BYTES);
    if (line_diff(source->text, buf_str(out), source->name, &diff, &diag) != ST_OK)
        result = console_fail(args->console, &diag);
    else
        result = console_print_buf(args->console, &diff);
    if (result == EXIT_CLEAN && diff.n)
        result = EXIT_FOUND;
    buf_release(&diff);
    return result;
}

static int write_back(const struct arguments *args, const struct query_source *source,
                      const struct buf *out)
{
    struct diag diag = { 0 };
    enum status st = ST_OK;

    if (!source->is_file)
        st = diag_set(&diag, ST_SYNTAX, 0, "fmt: --write needs a file to write to");
    else if (!str_eq(buf_str(out), source->text))
        st = write_whole(source->name.p, buf_str(out), &diag);
    return st == ST_OK ? EXIT_CLEAN : console_fail(args->console, &diag);
}

/* Print the layout, write it back, or compare it with the text. */
static int deliver(const struct arguments *args, const struct query_source *source,
                   const struct buf *out)
{
    if (args->text[FMT_DIFF])
        return print_diff(args, source, out);
    if (args->text[FMT_WRITE])
        return write_back(args, source, out);
    if (!args->text[FMT_CHECK])
        return console_print_buf(args->console, out);
    if (str_eq(buf_str(out), source->text))
        return EXIT_CLEAN;
    console_note(args->console, "%.*s: the layout differs", STR_ARG(source->name));
    return EXIT_FOUND;
}

/* What query_source_each() carries along. */
struct fmt_job {
    const struct arguments *args;
};

static int run_one(void *ctx, const struct query_source *source)
{
    const struct arguments *args = ((const struct fmt_job *)ctx)->args;
    struct diag diag = { 0 };
    int exit_status;
    enum status st;
    struct buf out;

    buf_init(&out, OUT_BYTES);
    st = format(args, source, &out, &diag);
    if (st == ST_OK)
        exit_status = deliver(args, source, &out);
    else
        exit_status =
            st == ST_SYNTAX ? EXIT_FAILED : console_fail(args->console, &diag);
    buf_release(&out);
    return exit_status;
}

/* Each says what becomes of the layout, so only one of them can be meant. */
static bool has_conflict(const struct arguments *args)
{
    int n = (args->text[FMT_CHECK] != NULL) + (args->text[FMT_DIFF] != NULL) +
            (args->text[FMT_WRITE] != NULL);

    if (n > 1)
        console_error(args->console, "fmt: --check, --diff and --write exclude each "
                                     "other");
    return n > 1;
}

static int run(const struct command *self UNUSED, const struct arguments *args)
{
    if (has_conflict(args))
        return EXIT_FAILED;
    return query_source_each(args->list[FMT_FILE], args->operand, args->noperands,
                             args->console, run_one, &(struct fmt_job){ args });
}

const struct command command_fmt = {
    .name = "fmt",
    .group = GROUP_WRITE,
    .summary = "Print queries in the canonical layout.",
    .usage = "countersign fmt [OPTIONS] [QUERY|FILE.cql…]",
    .details =
        "A step a line, long calls broken into their arguments, clauses of case and "
        "match on lines of their own. Comments, empty lines between steps and the "
        "spelling of strings stay. An operand that ends in .cql is a file, any other is "
        "a query; without operands the query is read from standard input. The layout "
        "of a layout is itself, and it means what the query meant.",
    .examples =
        "  countersign fmt query.cql             # the layout on stdout\n"
        "  countersign fmt -w queries/*.cql      # into the files\n"
        "  countersign fmt --check queries/*.cql # for a build: exit 1 when one "
        "differs\n"
        "  countersign fmt --diff query.cql      # what would change\n"
        "  countersign fmt 'a=1|count()'         # a query on the command line\n",
    .options = options,
    .run = run,
};
