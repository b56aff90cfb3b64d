/*
 * tty.h - is somebody watching, and how wide is the window.
 */
#ifndef OS_TTY_H
#define OS_TTY_H

#include "base/base.h"

enum tty_stream { TTY_STDIN, TTY_STDOUT, TTY_STDERR };

bool tty_is_terminal(enum tty_stream stream);

/* Columns of the terminal, or 0 when there is none or it does not say. */
size_t tty_width(enum tty_stream stream);

#endif
