#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "os/process.h"
#include "os/reason.h"

enum { PIECE = 1 << 16 };

/* Start argv[0] with the pipe's end as its output; an error number, 0 for none. */
static int start(const char *const *argv, int output, pid_t *pid)
{
    posix_spawn_file_actions_t actions;
    int error = posix_spawn_file_actions_init(&actions);

    if (error)
        return error;
    error = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null",
                                             O_RDONLY, 0);
    if (!error)
        error = posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null",
                                                 O_WRONLY, 0);
    if (!error)
        error = posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    if (!error)
        error = posix_spawnp(pid, argv[0], &actions, NULL,
                             (char *const *)(uintptr_t)argv, environ);
    (void)posix_spawn_file_actions_destroy(&actions);
    return error;
}

static void read_all(int fd, struct buf *out)
{
    for (;;) {
        char *to = buf_reserve(out, PIECE);
        ssize_t n = to ? read(fd, to, PIECE) : 0;

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return;
        out->n += (size_t)n;
    }
}

static int wait_for(pid_t pid)
{
    int status = 0;

    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

enum status process_run(const char *const *argv, struct buf *out, int *exit_status,
                        struct diag *diag)
{
    int ends[2], error;
    pid_t pid = 0;

    if (pipe2(ends, O_CLOEXEC) != 0)
        return os_fail(diag, errno, argv[0]);
    error = start(argv, ends[1], &pid);
    (void)close(ends[1]);
    if (!error) {
        read_all(ends[0], out);
        (void)close(ends[0]);
        *exit_status = wait_for(pid);
        return ST_OK;
    }
    (void)close(ends[0]);
    return os_fail(diag, error, argv[0]);
}
