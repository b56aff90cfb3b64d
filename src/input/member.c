#include "base/base.h"

#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>

#include "input/member.h"

enum {
    IN_BYTES = 64 * 1024,
    IN_SLACK = 64 /* readable behind them: the library is not exact on damage */
};

struct unpacking {
    const struct member *member;
    const struct file *archive;
    uint64_t begin; /* of the packed data in the archive */
    uint64_t taken; /* packed bytes read */
    uint64_t given; /* unpacked bytes handed out */
    uint32_t crc;   /* of those */
    bool is_finished;
    const char *why; /* damage that is told by the next call */
    struct inflate_state inflate;
    uint8_t in[IN_BYTES + IN_SLACK];
};

const char *member_refusal(const struct zip_entry *e)
{
    if (e->flags & ZIP_IS_ENCRYPTED)
        return "encrypted; skipped";
    if (e->method != ZIP_STORED && e->method != ZIP_DEFLATE)
        return "packed with a method other than deflate; skipped";
    if (e->method == ZIP_STORED && e->packed != e->size)
        return "its two sizes differ; skipped";
    return NULL;
}

static enum status read_exactly(void *context, uint64_t offset, void *out, size_t n,
                                struct diag *diag)
{
    const struct file *f = context;
    size_t got;

    TRY(file_pread(f, out, n, offset, &got, diag));
    return got == n ? ST_OK : diag_set(diag, ST_IO, 0, "%s: became shorter", f->path);
}

struct zip_file member_archive(const struct file *f)
{
    return (struct zip_file){ .size = f->info.size,
                              .read_at = read_exactly,
                              .context = (void *)(uintptr_t)f };
}

enum status unpacking_open(struct unpacking **out, const struct member *m,
                           const struct file *archive, struct diag *diag)
{
    const struct zip_file file = member_archive(archive);
    struct unpacking *u;
    uint64_t begin;

    TRY(zip_entry_find_data(&m->entry, &file, &begin, diag));
    u = calloc(1, sizeof *u);
    if (!u)
        return diag_set(diag, ST_NOMEM, 0, "%s: out of memory", archive->path);
    u->member = m;
    u->archive = archive;
    u->begin = begin;
    isal_inflate_init(&u->inflate);
    u->inflate.crc_flag = ISAL_DEFLATE;
    *out = u;
    return ST_OK;
}

void unpacking_close(struct unpacking *u)
{
    free(u);
}

uint64_t unpacking_bytes_in(const struct unpacking *u)
{
    return u->taken;
}

/* The next packed bytes; *got is less than `n` only at their end. */
static enum status take(struct unpacking *u, void *to, size_t n, size_t *got,
                        struct diag *diag)
{
    uint64_t left = u->member->entry.packed - u->taken;

    *got = 0;
    if (n > left)
        n = (size_t)left;
    if (n == 0)
        return ST_OK;
    TRY(file_pread(u->archive, to, n, u->begin + u->taken, got, diag));
    u->taken += *got;
    return *got == n ? ST_OK
                     : diag_set(diag, ST_IO, 0, "%s: became shorter", u->archive->path);
}

/* Run inflate until the room is full or the end is reached; damage is left in u->why.
 */
static enum status inflate_some(struct unpacking *u, uint8_t *to, size_t n, size_t *got,
                                struct diag *diag)
{
    struct inflate_state *z = &u->inflate;
    size_t more;
    int result;

    z->next_out = to;
    z->avail_out = (uint32_t)n;
    while (z->avail_out == n && !u->is_finished && !u->why) {
        if (z->avail_in == 0) {
            TRY(take(u, u->in, IN_BYTES, &more, diag));
            z->next_in = u->in;
            z->avail_in = (uint32_t)more;
        }
        more = z->avail_in;
        result = isal_inflate(z);
        u->is_finished = z->block_state == ISAL_BLOCK_FINISH;
        if (result < 0 || result == ISAL_NEED_DICT || z->avail_in > more)
            u->why = "corrupt data";
        else if (more == 0 && z->avail_out == n && !u->is_finished)
            u->why = "the member ends";
    }
    *got = n - z->avail_out;
    return ST_OK;
}

/* Is what was unpacked all that the directory tells of? */
static const char *compare_with_directory(const struct unpacking *u)
{
    if (u->given != u->member->entry.size)
        return "shorter than the directory says";
    return u->crc == u->member->entry.crc ? NULL : "checksum differs";
}

static void count(struct unpacking *u, const void *p, size_t *got)
{
    uint64_t left = u->member->entry.size - u->given;

    if (*got > left) {
        *got = (size_t)left;
        u->why = "longer than the directory says";
    }
    u->given += *got;
    u->crc = crc32_gzip_refl(u->crc, p, *got);
}

enum status unpacking_read(struct unpacking *u, void *to, size_t n, size_t *got,
                           struct diag *diag)
{
    enum { STEP = 1 << 20 }; /* the library counts in 32 bits */

    if (n > STEP)
        n = STEP;
    *got = 0;
    if (!u->why && u->member->entry.method == ZIP_STORED)
        TRY(take(u, to, n, got, diag));
    else if (!u->why)
        TRY(inflate_some(u, to, n, got, diag));
    count(u, to, got);
    if (*got == 0 && !u->why)
        u->why = compare_with_directory(u);
    return *got || !u->why ? ST_OK : diag_set(diag, ST_FORMAT, 0, "%s", u->why);
}
