/*
 * cmd_completion.c - countersign completion: what a shell needs to complete options.
 */
#include "base/base.h"

#include "cli/console.h"
#include "cli/help.h"

static int completion_run(const struct command *self, const struct arguments *args)
{
    struct buf out;
    int result = EXIT_FAILED;

    buf_init(&out, SIZE_MAX);
    if (args->noperands == 1 && completion_print(args->operand[0], &out))
        result = console_print_buf(args->console, &out);
    else
        console_error(args->console, "completion: name one shell; usage: %s",
                      self->usage);
    buf_release(&out);
    return result;
}

const struct command command_completion = {
    .name = "completion",
    .summary = "Print a completion script for a shell.",
    .usage = "countersign completion bash|zsh|fish",
    .examples = "  source <(countersign completion bash)\n"
                "  countersign completion fish > "
                "~/.config/fish/completions/countersign.fish\n",
    .run = completion_run,
};
