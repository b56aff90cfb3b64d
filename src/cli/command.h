/*
 * command.h - what a subcommand is.
 *
 * One verb, one file: cmd_<name>.c with a `const struct command`. The option
 * table is the only place where an option is described: parsing, --help, the
 * manual and completion follow it.
 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "base/base.h"

enum option_kind { OPTION_FLAG, OPTION_TEXT, OPTION_LIST };

struct option {
    char letter;      /* 'f' for -f, or 0 */
    const char *name; /* "format" for --format */
    enum option_kind kind;
    const char *value; /* placeholder in help: "FILE" */
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
};

struct command {
    const char *name;
    const char *summary;  /* one line for the list of commands */
    const char *usage;    /* "countersign query [OPTIONS] QUERY [PATH…]" */
    const char *details;  /* paragraphs for --help and the manual; may be NULL */
    const char *examples; /* lines of "  command   # what it does" */
    const struct option *options; /* ends with a name of NULL */
    int (*run)(const struct command *self,
               const struct arguments *args); /* exit status */
};

extern const struct command *const command_table[];
extern const size_t command_table_len;

#endif
