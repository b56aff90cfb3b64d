#define _GNU_SOURCE /* what tests do to the file system is no part of the program */
#include "base/base.h"

#include <ftw.h>
#include <isa-l/igzip_lib.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include "scratch.h"

static char folder[] = "/tmp/countersign-test-XXXXXX";
static char current[sizeof folder];

static void must(bool ok)
{
    if (!ok)
        abort();
}

void scratch_enter(void)
{
    memcpy(current, folder, sizeof folder);
    must(mkdtemp(current) && chdir(current) == 0);
}

static int remove_entry(const char *path, const struct stat *st UNUSED, int type UNUSED,
                        struct FTW *ftw UNUSED)
{
    return remove(path);
}

void scratch_remove(void)
{
    must(chdir("/") == 0 && nftw(current, remove_entry, 16, FTW_DEPTH | FTW_PHYS) == 0);
}

void scratch_write(const char *path, struct str bytes)
{
    FILE *f = fopen(path, "wb");

    must(f && fwrite(bytes.p, 1, bytes.n, f) == bytes.n);
    must(fclose(f) == 0);
}

void scratch_folder(const char *path)
{
    must(mkdir(path, 0777) == 0);
}

void scratch_fifo(const char *path)
{
    must(mkfifo(path, 0666) == 0);
}

void scratch_link(const char *target, const char *path)
{
    must(symlink(target, path) == 0);
}

void scratch_forbid(const char *path)
{
    must(chmod(path, 0) == 0);
}

bool scratch_is_root(void)
{
    return geteuid() == 0;
}

void scratch_delete(const char *path)
{
    must(unlink(path) == 0);
}

struct str scratch_gzip(struct str bytes)
{
    size_t room = bytes.n + bytes.n / 8 + 1024;
    uint8_t *out = malloc(room), *in = malloc(bytes.n + 1);
    struct isal_zstream z;
    struct str result;

    must(out && in);
    memcpy(in, bytes.p, bytes.n);
    isal_deflate_stateless_init(&z);
    z.gzip_flag = IGZIP_GZIP;
    z.next_in = in;
    z.avail_in = (uint32_t)bytes.n;
    z.next_out = out;
    z.avail_out = (uint32_t)room;
    z.end_of_stream = 1;
    z.flush = NO_FLUSH;
    must(isal_deflate_stateless(&z) == COMP_OK);
    free(in);
    result = (struct str){ (char *)out, z.total_out };
    return result;
}

struct str scratch_zstd(struct str bytes)
{
    size_t room = ZSTD_compressBound(bytes.n), n;
    char *out = malloc(room);

    must(out != NULL);
    n = ZSTD_compress(out, room, bytes.p, bytes.n, 3);
    must(!ZSTD_isError(n));
    return (struct str){ out, n };
}
