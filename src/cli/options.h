/*
 * options.h - a command line read by the option table of its command.
 *
 * Accepted: `--name value`, `--name=value`, `-f value`, `-fvalue`, clustered
 * flags (`-qh`), options behind operands, `--` to end them, `-` as an operand.
 * An option that is given twice is an error unless it is a list.
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "base/arena.h"
#include "base/diag.h"
#include "cli/command.h"

/* The options that every command has; ends with a name of NULL. */
enum common_option { COMMON_HELP, COMMON_QUIET, COMMON_COLOR, COMMON_COUNT };
extern const struct option common_options[];

struct parsed {
    struct arguments args;            /* of the command; console is not set */
    const char *common[COMMON_COUNT]; /* values of common_options */
};

/*
 * Read argv[0 … argc-1], which stand behind the command's name. Everything lies in
 * `arena` or in argv. ST_SYNTAX names the option, and the one that was probably
 * meant.
 */
NODISCARD enum status options_parse(struct parsed *out, const struct command *command,
                                    int argc, char *const *argv, struct arena *arena,
                                    struct diag *diag);

/* Number of options in a table; NULL has none. */
size_t options_count(const struct option *options);

/* Is `value` one of the words of "a|b|c"? A placeholder without `|` allows all. */
bool option_allows(const struct option *option, const char *value);

#endif
