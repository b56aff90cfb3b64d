#include "base/base.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/buf.h"
#include "cli/command.h"
#include "cli/console.h"
#include "os/tty.h"
#include "os/write.h"
#include "output/cell.h"

enum { MESSAGE_MAX = 1 << 16 };

static bool wants_color(const char *color, bool is_terminal)
{
    const char *no_color = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");

    if (color && strcmp(color, "always") == 0)
        return true;
    if (color && strcmp(color, "never") == 0)
        return false;
    if (no_color && no_color[0])
        return false;
    return is_terminal && !(terminal && strcmp(terminal, "dumb") == 0);
}

void console_init(struct console *c, const char *color, bool is_quiet)
{
    *c = (struct console){
        .out_is_terminal = tty_is_terminal(TTY_STDOUT),
        .err_is_terminal = tty_is_terminal(TTY_STDERR),
        .is_quiet = is_quiet,
        .out_width = tty_width(TTY_STDOUT),
        .err_width = tty_width(TTY_STDERR),
    };
    c->has_out_color = wants_color(color, c->out_is_terminal);
    c->has_err_color = wants_color(color, c->err_is_terminal);
}

const char *tone_text(bool has_color, enum tone tone)
{
    static const char *const text[TONE_COUNT] = {
        [TONE_PLAIN] = "\033[0m",    [TONE_BOLD] = "\033[1m",
        [TONE_DIM] = "\033[2m",      [TONE_ERROR] = "\033[1;31m",
        [TONE_WARNING] = "\033[33m", [TONE_GOOD] = "\033[32m",
    };

    return has_color ? text[tone] : "";
}

/*
 * One line on stderr. What a message quotes (a file name, a query) may hold
 * escape sequences, so it is made harmless as table cells are.
 */
PRINTF(4, 0)
static void print_line(const struct console *c, enum tone tone, const char *label,
                       const char *fmt, va_list ap)
{
    char text[1024];
    struct buf line;

    buf_init(&line, MESSAGE_MAX);
    (void)vsnprintf(text, sizeof text, fmt, ap);
    if (label[0])
        buf_printf(&line, "countersign: %s%s%s", tone_text(c->has_err_color, tone),
                   label, tone_text(c->has_err_color, TONE_PLAIN));
    text_add_clean(&line, str_from_cstr(text));
    buf_add_char(&line, '\n');
    console_text(c, buf_str(&line));
    buf_release(&line);
}

void console_error(const struct console *c, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    print_line(c, TONE_ERROR, "error: ", fmt, ap);
    va_end(ap);
}

void console_warn(const struct console *c, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    print_line(c, TONE_WARNING, "warning: ", fmt, ap);
    va_end(ap);
}

void console_note(const struct console *c, const char *fmt, ...)
{
    va_list ap;

    if (c->is_quiet)
        return;
    va_start(ap, fmt);
    print_line(c, TONE_PLAIN, "", fmt, ap);
    va_end(ap);
}

int console_fail(const struct console *c, const struct diag *diag)
{
    console_error(c, "%s", diag->text);
    return EXIT_FAILED;
}

void console_text(const struct console *c UNUSED, struct str text)
{
    if (text.n)
        (void)fwrite(text.p, 1, text.n, stderr);
}

int console_print_buf(const struct console *c, const struct buf *text)
{
    struct diag diag;

    if (!text->failed)
        return console_print(c, buf_str(text));
    (void)diag_set(&diag, ST_NOMEM, 0, "out of memory");
    return console_fail(c, &diag);
}

int console_print(const struct console *c, struct str text)
{
    struct output_file out;
    struct diag diag;

    output_stdout(&out);
    if (output_write(&out, text, &diag) == ST_OK || out.is_broken)
        return EXIT_CLEAN;
    return console_fail(c, &diag);
}
