#include "base/base.h"

#define ZLIB_CONST
#include <zlib.h>

#include "signature/zip.h"

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
