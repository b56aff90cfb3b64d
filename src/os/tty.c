#include "base/base.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include "os/tty.h"

static int descriptor_of(enum tty_stream stream)
{
    switch (stream) {
    case TTY_STDIN:
        return STDIN_FILENO;
    case TTY_STDOUT:
        return STDOUT_FILENO;
    case TTY_STDERR:
        return STDERR_FILENO;
    }
    return STDERR_FILENO;
}

bool tty_is_terminal(enum tty_stream stream)
{
    return isatty(descriptor_of(stream)) == 1;
}

size_t tty_width(enum tty_stream stream)
{
    struct winsize size = { 0 };

    if (ioctl(descriptor_of(stream), TIOCGWINSZ, &size) != 0)
        return 0;
    return size.ws_col;
}
