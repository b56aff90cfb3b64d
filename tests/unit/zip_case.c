#include "base/base.h"

#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>

#include "zip_case.h"

void zip_making_init(struct zip_making *z)
{
    *z = (struct zip_making){ .n = 0 };
    buf_init(&z->file, SIZE_MAX);
    buf_init(&z->directory, SIZE_MAX);
}

void zip_making_release(struct zip_making *z)
{
    buf_release(&z->file);
    buf_release(&z->directory);
}

static void add_number(struct buf *b, uint64_t n, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        buf_add_char(b, (char)(n >> 8 * i & 0xff));
}

static struct str deflate(struct str bytes)
{
    size_t room = bytes.n + bytes.n / 8 + 1024;
    struct isal_zstream stream;
    uint8_t *out = malloc(room);

    if (!out)
        abort();
    isal_deflate_stateless_init(&stream);
    stream.gzip_flag = IGZIP_DEFLATE;
    stream.next_in = (uint8_t *)(uintptr_t)bytes.p;
    stream.avail_in = (uint32_t)bytes.n;
    stream.next_out = out;
    stream.avail_out = (uint32_t)room;
    stream.end_of_stream = 1;
    stream.flush = NO_FLUSH;
    if (isal_deflate_stateless(&stream) != COMP_OK)
        abort();
    return (struct str){ (char *)out, stream.total_out };
}

/* What a local header and a record of the directory have in common. */
static void add_common(struct buf *b, struct str name, struct str packed,
                       struct str bytes, bool is_packed)
{
    add_number(b, 20, 2);
    add_number(b, 0, 2);
    add_number(b, is_packed ? 8 : 0, 2);
    add_number(b, 0, 4);
    add_number(b, crc32_gzip_refl(0, (const uint8_t *)bytes.p, bytes.n), 4);
    add_number(b, packed.n, 4);
    add_number(b, bytes.n, 4);
    add_number(b, name.n, 2);
    add_number(b, 0, 2);
}

void zip_making_add(struct zip_making *z, const char *name, struct str bytes,
                    bool is_packed)
{
    struct str packed = is_packed ? deflate(bytes) : bytes;
    struct str n = str_from_cstr(name);

    z->local = z->file.n;
    z->record = z->directory.n;
    z->n++;
    buf_add(&z->file, STR("PK\3\4"));
    add_common(&z->file, n, packed, bytes, is_packed);
    buf_add(&z->file, n);
    buf_add(&z->file, packed);
    buf_add(&z->directory, STR("PK\1\2"));
    add_number(&z->directory, 20, 2);
    add_common(&z->directory, n, packed, bytes, is_packed);
    add_number(&z->directory, 0, 10);
    add_number(&z->directory, z->local, 4);
    buf_add(&z->directory, n);
    if (is_packed)
        free((void *)(uintptr_t)packed.p);
}

void zip_making_spoil(struct zip_making *z, size_t at, unsigned more)
{
    z->directory.p[z->record + at] = (char)(z->directory.p[z->record + at] + more);
}

void zip_making_end(struct zip_making *z)
{
    size_t at = z->file.n;

    buf_add(&z->file, buf_str(&z->directory));
    buf_add(&z->file, STR("PK\5\6"));
    add_number(&z->file, 0, 4);
    add_number(&z->file, z->n, 2);
    add_number(&z->file, z->n, 2);
    add_number(&z->file, z->directory.n, 4);
    add_number(&z->file, at, 4);
    add_number(&z->file, 0, 2);
}
