/*
 * help.h - help, manual and completion, all made from the command table.
 */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include "base/buf.h"
#include "cli/command.h"

enum { HELP_WIDTH = 80 };

/* What `countersign help` prints: what the program is, and its commands by group. */
void help_overview(struct buf *out, bool has_color);

/* What `countersign COMMAND --help` prints. */
void help_command(const struct command *command, bool has_color, struct buf *out);

/* The manual page of a command as roff: `countersign help --man COMMAND`. */
void manual_command(const struct command *command, struct buf *out);

/* The manual page of the program, with the list of commands. */
void manual_overview(struct buf *out);

/* Completion for "bash", "zsh" or "fish"; false for another shell. */
bool completion_print(const char *shell, struct buf *out);

/*
 * Append `text` in lines of at most `width` columns, each behind `indent` blanks
 * save the first, which starts at column `column`. Paragraphs and lines that begin
 * with blanks are kept.
 */
void wrap_text(struct buf *out, const char *text, size_t column, size_t indent,
               size_t width);

#endif
