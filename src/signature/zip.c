#include "base/base.h"

#define ZLIB_CONST
#include <zlib.h>

#include "signature/zip.h"

enum { PACKED_PIECE = 32 * 1024 };

static enum status broken(struct diag *diag, const char *why)
{
    return diag_set(diag, ST_FORMAT, 0, "zip: %s", why);
}

enum status zip_open(struct zip *z, const struct subject *s, struct diag *diag)
{
    *z = (struct zip){
        .subject = s,
        .file = { .size = s->size, .read_at = s->read_at, .context = s->context },
    };
    return zip_directory_read(&z->directory, &z->file, s->arena, diag);
}

const struct zip_entry *zip_find(const struct zip *z, struct str name)
{
    return zip_directory_find(&z->directory, name);
}

enum status zip_data(const struct zip *z, const struct zip_entry *e, uint64_t *from,
                     uint64_t *to, struct diag *diag)
{
    TRY(zip_entry_find_data(e, &z->file, from, diag));
    *to = *from + e->packed;
    return ST_OK;
}

static bool inflate_all(struct str packed, struct str *out, size_t size)
{
    z_stream s = { .avail_in = 0 };
    bool ok;

    if (inflateInit2(&s, -MAX_WBITS) != Z_OK)
        return false;
    s.next_in = (const Bytef *)packed.p;
    s.avail_in = (uInt)packed.n;
    s.next_out = (Bytef *)(uintptr_t)out->p;
    s.avail_out = (uInt)size;
    ok = inflate(&s, Z_FINISH) == Z_STREAM_END && s.avail_out == 0;
    (void)inflateEnd(&s);
    out->n = ok ? size : 0;
    return ok;
}

/* A file being unpacked piece by piece. */
struct unpacking {
    const struct zip *zip;
    const struct zip_entry *entry;
    uint64_t at, end; /* of what is not read yet */
    z_stream stream;
    char packed[PACKED_PIECE];
};

/* Read on into the packed piece; nothing is there at the end. */
static enum status refill(struct unpacking *u, struct diag *diag)
{
    size_t n =
        u->end - u->at < sizeof u->packed ? (size_t)(u->end - u->at) : sizeof u->packed;

    TRY(subject_read(u->zip->subject, u->at, u->packed, n, diag));
    u->at += n;
    u->stream.next_in = (const Bytef *)u->packed;
    u->stream.avail_in = (uInt)n;
    return ST_OK;
}

/* Fill `out` with the next `n` bytes. */
static enum status unpack(struct unpacking *u, char *out, size_t n, struct diag *diag)
{
    z_stream *s = &u->stream;

    if (u->entry->method == ZIP_STORED) {
        TRY(subject_read(u->zip->subject, u->at, out, n, diag));
        u->at += n;
        return ST_OK;
    }
    s->next_out = (Bytef *)out;
    s->avail_out = (uInt)n;
    while (s->avail_out > 0) {
        int result;

        if (s->avail_in == 0)
            TRY(refill(u, diag));
        result = inflate(s, Z_NO_FLUSH);
        if (result == Z_STREAM_END && s->avail_out == 0)
            return ST_OK;
        if (result != Z_OK)
            return broken(diag, "a file does not unpack");
    }
    return ST_OK;
}

static enum status unpack_all(struct unpacking *u, char *out, size_t piece,
                              bool (*take)(void *context, struct str bytes),
                              void *context, struct diag *diag)
{
    for (uint64_t left = u->entry->size; left > 0;) {
        size_t n = left < piece ? (size_t)left : piece;

        TRY(unpack(u, out, n, diag));
        if (!take(context, (struct str){ out, n }))
            return ST_OK;
        left -= n;
    }
    return ST_OK;
}

enum status zip_each(const struct zip *z, const struct zip_entry *e, size_t piece,
                     bool (*take)(void *context, struct str bytes), void *context,
                     struct diag *diag)
{
    struct unpacking *u = calloc(1, sizeof *u);
    char *out = malloc(piece);
    enum status st = u && out ? ST_OK : diag_set(diag, ST_NOMEM, 0, "out of memory");

    if (st == ST_OK)
        st = zip_data(z, e, &u->at, &u->end, diag);
    if (st == ST_OK) {
        u->zip = z;
        u->entry = e;
        if (e->method == ZIP_STORED ? u->end - u->at != e->size
                                    : e->method != ZIP_DEFLATE)
            st = broken(diag, "a file is packed in another way");
        else if (inflateInit2(&u->stream, -MAX_WBITS) != Z_OK)
            st = diag_set(diag, ST_NOMEM, 0, "out of memory");
        if (st == ST_OK) {
            st = unpack_all(u, out, piece, take, context, diag);
            (void)inflateEnd(&u->stream);
        }
    }
    free(out);
    free(u);
    return st;
}

enum status zip_view(const struct zip *z, const struct zip_entry *e, size_t limit,
                     struct str *out, struct diag *diag)
{
    struct str packed;
    uint64_t from, to;

    if (e->size > limit || e->packed > limit || limit > UINT32_MAX)
        return diag_set(diag, ST_LIMIT, 0, "zip: a file of %llu bytes",
                        (unsigned long long)e->size);
    TRY(zip_data(z, e, &from, &to, diag));
    TRY(subject_view(z->subject, from, (size_t)(to - from), &packed, diag));
    *out = packed;
    if (e->method == ZIP_STORED)
        return packed.n == e->size ? ST_OK : broken(diag, "sizes differ");
    *out = (struct str){ arena_text(z->subject->arena, (size_t)e->size + 1), 0 };
    if (!out->p)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    if (e->method != ZIP_DEFLATE || !inflate_all(packed, out, (size_t)e->size))
        return broken(diag, "a file does not unpack");
    return ST_OK;
}
