#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/file.h"
#include "os/reason.h"

enum { LOAD_STEP = 64 * 1024 };

static struct file_info info_from_stat(const struct stat *st)
{
    struct file_info info = {
        .type = FILE_STREAM,
        .device = st->st_dev,
        .inode = st->st_ino,
        .modified_ms =
            (int64_t)st->st_mtim.tv_sec * 1000 + st->st_mtim.tv_nsec / 1000000,
    };

    if (S_ISDIR(st->st_mode)) {
        info.type = FILE_FOLDER;
    } else if (S_ISREG(st->st_mode)) {
        info.type = FILE_REGULAR;
        info.size = (uint64_t)st->st_size;
    }
    return info;
}

enum status file_look(const char *path, struct file_info *info, struct diag *diag)
{
    struct stat st;

    if (stat(path, &st) != 0)
        return os_fail(diag, errno, path);
    *info = info_from_stat(&st);
    return ST_OK;
}

/* Complete an opened struct file. */
static enum status look_open(struct file *f, struct diag *diag)
{
    struct stat st;

    if (fstat(f->fd, &st) != 0)
        return os_fail(diag, errno, f->path);
    f->info = info_from_stat(&st);
    if (f->info.type == FILE_FOLDER)
        return os_fail(diag, EISDIR, f->path);
    return ST_OK;
}

enum status file_open(struct file *f, const char *path, struct diag *diag)
{
    enum status st;

    *f = (struct file){ .path = path };
    do
        f->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    while (f->fd < 0 && errno == EINTR);
    if (f->fd < 0)
        return os_fail(diag, errno, path);
    st = look_open(f, diag);
    if (st != ST_OK)
        file_close(f);
    return st;
}

enum status file_stdin(struct file *f, struct diag *diag)
{
    *f = (struct file){ .fd = STDIN_FILENO, .path = "standard input" };
    return look_open(f, diag);
}

void file_close(struct file *f)
{
    if (f->fd > STDIN_FILENO)
        (void)close(f->fd);
    f->fd = -1;
}

enum status file_pread(const struct file *f, void *to, size_t n, uint64_t offset,
                       size_t *got, struct diag *diag)
{
    char *p = to;

    *got = 0;
    while (*got < n) {
        ssize_t r = pread(f->fd, p + *got, n - *got, (off_t)(offset + *got));

        if (r < 0 && errno == EINTR)
            continue;
        if (r < 0)
            return os_fail(diag, errno, f->path);
        if (r == 0)
            break;
        *got += (size_t)r;
    }
    return ST_OK;
}

enum status file_read(const struct file *f, void *to, size_t n, size_t *got,
                      struct diag *diag)
{
    ssize_t r;

    do
        r = read(f->fd, to, n);
    while (r < 0 && errno == EINTR);
    *got = 0;
    if (r < 0)
        return os_fail(diag, errno, f->path);
    *got = (size_t)r;
    return ST_OK;
}

bool file_is_ready(const struct file *f)
{
    struct pollfd p = { .fd = f->fd, .events = POLLIN };

    return f->info.type == FILE_REGULAR || poll(&p, 1, 0) != 0;
}

/* Room for at least one more byte and the closing NUL; at most limit + 2 in all. */
static bool load_grow(char **p, size_t *cap, size_t limit)
{
    size_t next = *cap < LOAD_STEP ? LOAD_STEP : *cap * 2;
    char *more;

    if (next > limit + 2)
        next = limit + 2;
    more = realloc(*p, next);
    if (!more)
        return false;
    *p = more;
    *cap = next;
    return true;
}

enum status file_load_open(const struct file *f, size_t limit, struct str *out,
                           struct diag *diag)
{
    enum status st = ST_OK;
    size_t cap = 0, n = 0, got = 1;
    char *p = NULL;

    if (limit > SIZE_MAX / 4)
        limit = SIZE_MAX / 4;
    while (st == ST_OK && got) {
        if (n + 1 >= cap && !load_grow(&p, &cap, limit)) {
            st = diag_set(diag, ST_NOMEM, 0, "%s: out of memory", f->path);
            break;
        }
        st = file_read(f, p + n, cap - 1 - n, &got, diag);
        n += got;
        if (n > limit)
            st = diag_set(diag, ST_LIMIT, limit, "%s: longer than %zu bytes", f->path,
                          limit);
    }
    if (st != ST_OK) {
        free(p);
        return st;
    }
    p[n] = '\0';
    *out = (struct str){ p, n };
    return ST_OK;
}

enum status file_load(const char *path, size_t limit, struct str *out,
                      struct diag *diag)
{
    struct file f;
    enum status st;

    TRY(file_open(&f, path, diag));
    st = file_load_open(&f, limit, out, diag);
    file_close(&f);
    return st;
}
