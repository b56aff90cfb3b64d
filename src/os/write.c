#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/reason.h"
#include "os/write.h"

static const char suffix[] = ".XXXXXX";

void output_stdout(struct output_file *out)
{
    *out = (struct output_file){ .fd = STDOUT_FILENO, .path = "standard output" };
}

static enum status create_direct(struct output_file *out, struct diag *diag)
{
    do
        out->fd = open(out->path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    while (out->fd < 0 && errno == EINTR);
    return out->fd < 0 ? os_fail(diag, errno, out->path) : ST_OK;
}

/* Give the temporary file the mode that open() would have given a new one. */
static void set_usual_mode(int fd, const struct stat *old)
{
    mode_t mask = umask(0);

    (void)umask(mask);
    (void)fchmod(fd, old ? old->st_mode & 07777 : 0666 & ~mask);
}

enum status output_create(struct output_file *out, const char *path, struct diag *diag)
{
    size_t n = strlen(path);
    bool exists;
    struct stat st;

    *out = (struct output_file){ .fd = -1, .path = path };
    exists = stat(path, &st) == 0;
    if (exists && !S_ISREG(st.st_mode))
        return create_direct(out, diag);
    out->temporary = malloc(n + sizeof suffix);
    if (!out->temporary)
        return os_fail(diag, ENOMEM, path);
    memcpy(out->temporary, path, n);
    memcpy(out->temporary + n, suffix, sizeof suffix);
    out->fd = mkostemp(out->temporary, O_CLOEXEC);
    if (out->fd < 0) {
        int error = errno;

        free(out->temporary);
        out->temporary = NULL;
        return os_fail(diag, error, path);
    }
    set_usual_mode(out->fd, exists ? &st : NULL);
    return ST_OK;
}

enum status output_write(struct output_file *out, struct str bytes, struct diag *diag)
{
    while (bytes.n) {
        ssize_t r = write(out->fd, bytes.p, bytes.n);

        if (r < 0 && errno == EINTR)
            continue;
        if (r < 0) {
            out->is_broken = errno == EPIPE;
            return os_fail(diag, errno, out->path);
        }
        bytes.p += r;
        bytes.n -= (size_t)r;
    }
    return ST_OK;
}

enum status output_commit(struct output_file *out, struct diag *diag)
{
    enum status st = ST_OK;

    if (out->fd > STDERR_FILENO && close(out->fd) != 0)
        st = os_fail(diag, errno, out->path);
    out->fd = -1;
    if (st == ST_OK && out->temporary && rename(out->temporary, out->path) != 0)
        st = os_fail(diag, errno, out->path);
    if (st == ST_OK) {
        free(out->temporary);
        out->temporary = NULL;
    }
    output_abandon(out);
    return st;
}

void output_abandon(struct output_file *out)
{
    if (out->fd > STDERR_FILENO)
        (void)close(out->fd);
    out->fd = -1;
    if (out->temporary)
        (void)unlink(out->temporary);
    free(out->temporary);
    out->temporary = NULL;
}

enum status write_whole(const char *path, struct str bytes, struct diag *diag)
{
    struct output_file out;
    enum status st;

    TRY(output_create(&out, path, diag));
    st = output_write(&out, bytes, diag);
    if (st == ST_OK)
        return output_commit(&out, diag);
    output_abandon(&out);
    return st;
}
