#include "base/base.h"

#include <signal.h>

#include "os/signals.h"

static volatile sig_atomic_t interrupted;

static void note(int number)
{
    struct sigaction again = { .sa_handler = SIG_DFL };

    interrupted = 1;
    (void)sigaction(number, &again, NULL);
}

void signals_init(void)
{
    struct sigaction ignore = { .sa_handler = SIG_IGN };
    struct sigaction stop = { .sa_handler = note };

    (void)sigaction(SIGPIPE, &ignore, NULL);
    (void)sigaction(SIGINT, &stop, NULL);
    (void)sigaction(SIGTERM, &stop, NULL);
}

bool signals_interrupted(void)
{
    return interrupted != 0;
}
