/*
 * console.h - what is told to the person in front of the screen.
 *
 * stdout carries data only. Messages go to stderr, one line each, lower case,
 * without a full stop. Colour is used where a terminal shows it, unless NO_COLOR
 * is set or --color says otherwise; nothing is told by colour alone.
 */
#ifndef CLI_CONSOLE_H
#define CLI_CONSOLE_H

#include "base/buf.h"
#include "base/diag.h"
#include "base/str.h"

struct console {
    bool out_is_terminal, err_is_terminal;
    bool has_out_color, has_err_color;
    bool is_quiet;    /* no notes, no summary, no progress; errors stay */
    size_t out_width; /* columns of the terminal behind stdout; 0: none */
    size_t err_width;
};

enum tone {
    TONE_PLAIN,
    TONE_BOLD,
    TONE_DIM,
    TONE_ERROR,
    TONE_WARNING,
    TONE_GOOD,
    TONE_COUNT /* not a tone */
};

/* `color`: "auto", "always", "never", or NULL for auto. */
void console_init(struct console *c, const char *color, bool is_quiet);

/* The escape sequence that starts a tone, or "" without colour; TONE_PLAIN ends one. */
const char *tone_text(bool has_color, enum tone tone);

/* "countersign: error: …" on stderr. */
PRINTF(2, 3) void console_error(const struct console *c, const char *fmt, ...);
PRINTF(2, 3) void console_warn(const struct console *c, const char *fmt, ...);

/* A line of its own on stderr; nothing with --quiet. */
PRINTF(2, 3) void console_note(const struct console *c, const char *fmt, ...);

/* Report a failure and return EXIT_FAILED, so that a failing path is one line. */
int console_fail(const struct console *c, const struct diag *diag);

/*
 * Write text to stdout. EXIT_CLEAN, also when the reader of the pipe has gone away,
 * or EXIT_FAILED with a message.
 */
NODISCARD int console_print(const struct console *c, struct str text);

/* The same for a buf, which may have failed: then that is what is said. */
NODISCARD int console_print_buf(const struct console *c, const struct buf *text);

/* Text that others made (the problems of a query), as it is. */
void console_text(const struct console *c, struct str text);

#endif
