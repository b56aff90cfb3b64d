/*
 * cmd_functions.c - countersign functions: the query functions, from their descriptors.
 */
#include "base/base.h"

#include "base/nearest.h"
#include "cli/catalogue.h"
#include "cli/command.h"
#include "cli/console.h"

enum functions_option { FUNCTIONS_FORMAT };

static const struct option options[] = {
    [FUNCTIONS_FORMAT] = { 'F', "format", OPTION_TEXT, "text|json",
                           "text (default) or one JSON array with everything" },
    { 0, NULL, OPTION_FLAG, NULL, NULL },
};

static int unknown_function(const struct arguments *args, const char *name)
{
    const char *planned = func_find_planned(str_from_cstr(name));
    const char *near = func_nearest(str_from_cstr(name));

    if (planned)
        console_error(args->console, "functions: %s() is not implemented yet", planned);
    else if (near)
        console_error(args->console, "functions: no function '%s'; did you mean '%s'?",
                      name, near);
    else
        console_error(args->console, "functions: no function '%s'", name);
    return EXIT_FAILED;
}

static int functions_run(const struct command *self UNUSED,
                         const struct arguments *args)
{
    const char *format = args->text[FUNCTIONS_FORMAT];
    const struct func *one = NULL;
    struct buf out;
    int result;

    if (args->noperands) {
        one = func_find(str_from_cstr(args->operand[0]));
        if (!one)
            return unknown_function(args, args->operand[0]);
    }
    buf_init(&out, SIZE_MAX);
    if (format && strcmp(format, "json") == 0)
        catalogue_json(one, &out);
    else if (one)
        catalogue_function(one, args->console->has_out_color, &out);
    else
        catalogue_list(args->console->has_out_color, &out);
    result = console_print_buf(args->console, &out);
    buf_release(&out);
    return result;
}

const struct command command_functions = {
    .name = "functions",
    .group = GROUP_WRITE,
    .summary = "List the query functions, or explain one.",
    .usage = "countersign functions [OPTIONS] [NAME]",
    .examples = "  countersign functions\n"
                "  countersign functions groupBy\n"
                "  countersign functions --format json\n",
    .options = options,
    .run = functions_run,
};
