/*
 * command.h - what a subcommand is.
 *
 * One verb, one file: cmd_<name>.c with a `const struct command command_<name>`,
 * named in src/cli/meson.build. The option table is the only place where an option
 * is described: parsing, --help, the manual and completion follow it.
 *
 * Every command also has the options of options.h (--help, --quiet, --color);
 * they are handled before run() and arrive in args->console.
 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "base/base.h"

struct console;

/* Exit status, the same for every command. */
enum {
    EXIT_CLEAN = 0, /* nothing to worry about */
    EXIT_FOUND = 1, /* something was found: a finding, a bad file, a lint problem */
    EXIT_FAILED = 2 /* the job could not be done */
};

enum option_kind { OPTION_FLAG, OPTION_TEXT, OPTION_LIST };

struct option {
    char letter;      /* 'f' for -f, or 0 */
    const char *name; /* "format" for --format */
    enum option_kind kind;
    const char *value; /* placeholder in help: "FILE"; "a|b|c": these words alone */
    const char *help;
};

/* The values of the command's options, in the order of its table, then operands. */
struct arguments {
    const char *const
        *text; /* by option index; NULL when not given; FLAG: "" when given */
    const char *const *const
        *list; /* OPTION_LIST: NULL-terminated values, never NULL */
    const char *const *operand;
    size_t noperands;
    const struct console *console; /* where messages go, and how */
};

/* Headings of the list of commands, in this order. */
enum command_group { GROUP_MORE, GROUP_FIND, GROUP_WRITE };

struct command {
    const char *name;
    enum command_group group;
    const char *summary;  /* one line for the list of commands */
    const char *usage;    /* "countersign query [OPTIONS] QUERY [PATH…]" */
    const char *details;  /* paragraphs for --help and the manual; may be NULL */
    const char *examples; /* lines of "  command   # what it does" */
    const struct option *options; /* ends with a name of NULL; NULL: none */
    int (*run)(const struct command *self,
               const struct arguments *args); /* exit status */
};

extern const struct command *const command_table[];
extern const size_t command_table_len;

/* The command called `name`, or NULL. */
const struct command *command_find(const char *name);

/* Say that there is no such command, and which was probably meant: EXIT_FAILED. */
int command_unknown(const struct console *console, const char *name);

#endif
