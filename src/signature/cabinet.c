#include "base/base.h"

#define ZLIB_CONST
#include <zlib.h>

#include "base/little.h"
#include "signature/cabinet.h"

enum {
    HEADER = 36,
    FILES_AT = 16,
    FLAGS_AT = 30,
    HAS_PREVIOUS = 1,
    HAS_NEXT = 2,
    HAS_RESERVE = 4,
    FOLDER = 8,
    FILE_ENTRY = 16,
    BLOCK = 8,
    BLOCK_BYTES_MAX = 32768,
    STORED = 0,
    MSZIP = 1
};

/* What the headers say of the folder that holds the first file. */
struct folder {
    size_t at; /* of its next block */
    unsigned nblocks, compression;
    size_t reserve; /* bytes behind the header of each block */
    size_t skip;    /* bytes of the folder before the file */
    size_t size;    /* bytes of the file */
};

bool cabinet_is_one(struct str bytes)
{
    return bytes.n >= HEADER && str_starts_with(bytes, STR("MSCF"));
}

static enum status broken(struct diag *diag, size_t at)
{
    return diag_set(diag, ST_FORMAT, at, "cabinet: broken at byte %zu", at);
}

static bool has(struct str bytes, size_t at, size_t n)
{
    return at <= bytes.n && n <= bytes.n - at;
}

/* Behind the header: sizes of reserved fields, then the folders. */
static enum status read_folder(struct str bytes, struct folder *f, struct diag *diag)
{
    unsigned flags = le16(bytes.p + FLAGS_AT);
    size_t at = HEADER, file = le32(bytes.p + FILES_AT);

    *f = (struct folder){ .at = 0 };
    if (flags & (HAS_PREVIOUS | HAS_NEXT))
        return diag_set(diag, ST_UNSUPPORTED, 0, "cabinet: one of a set");
    if (flags & HAS_RESERVE) {
        if (!has(bytes, at, 4))
            return broken(diag, at);
        f->reserve = (uint8_t)bytes.p[at + 3];
        at += 4 + (size_t)le16(bytes.p + at);
    }
    if (!has(bytes, at, FOLDER) || !has(bytes, file, FILE_ENTRY))
        return broken(diag, at);
    f->at = le32(bytes.p + at);
    f->nblocks = le16(bytes.p + at + 4);
    f->compression = le16(bytes.p + at + 6) & 0x0F;
    f->size = le32(bytes.p + file);
    f->skip = le32(bytes.p + file + 4);
    if (le16(bytes.p + file + 8) != 0)
        return diag_set(diag, ST_UNSUPPORTED, file,
                        "cabinet: the first file is not in the first folder");
    return ST_OK;
}

/* Inflate one block behind `out`; what stands there before is its dictionary. */
static bool inflate_block(struct str data, size_t size, struct buf *out)
{
    size_t history = out->n < BLOCK_BYTES_MAX ? out->n : BLOCK_BYTES_MAX;
    char *to = buf_reserve(out, size);
    z_stream z = { .avail_in = 0 };
    bool ok;

    if (!to || !str_starts_with(data, STR("CK")) ||
        inflateInit2(&z, -MAX_WBITS) != Z_OK)
        return false;
    z.next_in = (const Bytef *)data.p + 2;
    z.avail_in = (uInt)(data.n - 2);
    z.next_out = (Bytef *)to;
    z.avail_out = (uInt)size;
    ok = inflateSetDictionary(&z, (const Bytef *)to - history, (uInt)history) == Z_OK &&
         inflate(&z, Z_SYNC_FLUSH) >= Z_OK && z.avail_out == 0;
    (void)inflateEnd(&z);
    out->n += ok ? size : 0;
    return ok;
}

static enum status add_block(struct str bytes, struct folder *f, struct buf *out,
                             struct diag *diag)
{
    size_t data = f->at + BLOCK + f->reserve, packed, size;

    if (!has(bytes, f->at, BLOCK + f->reserve))
        return broken(diag, f->at);
    packed = le16(bytes.p + f->at + 4);
    size = le16(bytes.p + f->at + 6);
    if (!has(bytes, data, packed) || size > BLOCK_BYTES_MAX)
        return broken(diag, f->at);
    f->at = data + packed;
    if (f->compression == STORED && packed == size)
        buf_add(out, str_slice(bytes, data, f->at));
    else if (f->compression != MSZIP ||
             !inflate_block(str_slice(bytes, data, f->at), size, out))
        return out->failed
                   ? diag_set(diag, ST_LIMIT, 0, "cabinet: the file is too long")
                   : broken(diag, data);
    return ST_OK;
}

enum status cabinet_first_file(struct str bytes, struct buf *out, struct diag *diag)
{
    struct folder f;

    if (!cabinet_is_one(bytes))
        return diag_set(diag, ST_FORMAT, 0, "not a cabinet");
    TRY(read_folder(bytes, &f, diag));
    if (f.compression != STORED && f.compression != MSZIP)
        return diag_set(diag, ST_UNSUPPORTED, 0, "cabinet: compression %u",
                        f.compression);
    if (f.skip != 0 || f.size > out->max)
        return diag_set(diag, ST_LIMIT, 0,
                        "cabinet: the first file does not come first, "
                        "or is too long");
    for (unsigned i = 0; i < f.nblocks && out->n < f.size; i++)
        TRY(add_block(bytes, &f, out, diag));
    if (out->failed || out->n < f.size)
        return broken(diag, f.at);
    out->n = f.size;
    return ST_OK;
}
