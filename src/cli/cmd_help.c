/*
 * cmd_help.c - countersign help: what commands there are, and how each is used.
 */
#include "base/base.h"

#include "cli/console.h"
#include "cli/help.h"

enum help_option { HELP_MAN };

static const struct option options[] = {
    [HELP_MAN] = { 0, "man", OPTION_FLAG, NULL, "print the manual page as roff" },
    { 0, NULL, OPTION_FLAG, NULL, NULL },
};

static int print_help(const struct arguments *args, const struct command *about)
{
    bool has_color = args->console->has_out_color;
    struct buf out;
    int result;

    buf_init(&out, SIZE_MAX);
    if (args->text[HELP_MAN] && about)
        manual_command(about, &out);
    else if (args->text[HELP_MAN])
        manual_overview(&out);
    else if (about)
        help_command(about, has_color, &out);
    else
        help_overview(&out, has_color);
    result = console_print_buf(args->console, &out);
    buf_release(&out);
    return result;
}

static int help_run(const struct command *self UNUSED, const struct arguments *args)
{
    const struct command *about;

    if (args->noperands == 0)
        return print_help(args, NULL);
    if (args->noperands > 1) {
        console_error(args->console, "help: one command at a time");
        return EXIT_FAILED;
    }
    about = command_find(args->operand[0]);
    if (about)
        return print_help(args, about);
    return command_unknown(args->console, args->operand[0]);
}

const struct command command_help = {
    .name = "help",
    .summary = "Explain a command, or list them all.",
    .usage = "countersign help [--man] [COMMAND]",
    .examples = "  countersign help query\n"
                "  countersign help --man query | man -l -\n",
    .options = options,
    .run = help_run,
};
