/*
 * main.c - choose the command, read its options, run it.
 */
#include "base/base.h"

#include "cli/console.h"
#include "cli/help.h"
#include "cli/options.h"
#include "cli/version.h"
#include "os/signals.h"

static int print_command_help(const struct command *command,
                              const struct console *console)
{
    struct buf out;
    int result;

    buf_init(&out, SIZE_MAX);
    help_command(command, console->has_out_color, &out);
    result = console_print_buf(console, &out);
    buf_release(&out);
    return result;
}

static int run_command(const struct command *command, int argc, char *const *argv)
{
    struct parsed parsed;
    struct console console;
    struct arena arena;
    struct diag diag;
    int result;

    arena_init(&arena, SIZE_MAX);
    console_init(&console, NULL, false);
    if (options_parse(&parsed, command, argc, argv, &arena, &diag) != ST_OK) {
        result = console_fail(&console, &diag);
        goto out;
    }
    console_init(&console, parsed.common[COMMON_COLOR], parsed.common[COMMON_QUIET]);
    parsed.args.console = &console;
    if (parsed.common[COMMON_HELP])
        result = print_command_help(command, &console);
    else
        result = command->run(command, &parsed.args);
out:
    arena_release(&arena);
    return result;
}

static int print_overview(const struct console *console)
{
    struct buf out;
    int result;

    buf_init(&out, SIZE_MAX);
    help_overview(&out, console->has_out_color);
    result = console_print_buf(console, &out);
    buf_release(&out);
    return result;
}

int main(int argc, char **argv)
{
    const struct command *command;
    struct console console;

    signals_init();
    console_init(&console, NULL, false);
    if (argc < 2) {
        (void)print_overview(&console);
        return EXIT_FAILED;
    }
    if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0)
        return console_print(&console, STR("countersign " COUNTERSIGN_VERSION "\n"));
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
        return print_overview(&console);
    command = command_find(argv[1]);
    if (!command)
        return command_unknown(&console, argv[1]);
    return run_command(command, argc - 2, argv + 2);
}
