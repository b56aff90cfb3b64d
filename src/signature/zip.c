#include "base/base.h"

#define ZLIB_CONST
#include <zlib.h>

#include "signature/little.h"
#include "signature/zip.h"

enum {
    END_BYTES = 22,
    COMMENT_MAX = 65535,
    LOCATOR_BYTES = 20,
    END64_BYTES = 56,
    RECORD_BYTES = 46,
    LOCAL_BYTES = 30,
    EXTRA_ZIP64 = 1,
    DEFLATE = 8
};

static enum status broken(struct diag *diag, const char *why)
{
    return diag_set(diag, ST_FORMAT, 0, "zip: %s", why);
}

/* Where the directory lies, from the record at the end of the file. */
struct end {
    uint64_t offset, size, at; /* at: of the end record itself */
};

/* The last place in the tail of the file where the end record fits exactly. */
static bool find_end(struct str tail, size_t *at)
{
    for (size_t i = tail.n >= END_BYTES ? tail.n - END_BYTES + 1 : 0; i-- > 0;)
        if (le32(tail.p + i) == 0x06054B50 &&
            le16(tail.p + i + 20) == tail.n - i - END_BYTES) {
            *at = i;
            return true;
        }
    return false;
}

/* With more than 32 bits the true numbers stand in a record of its own before. */
static enum status read_end64(const struct subject *s, struct end *end,
                              struct diag *diag)
{
    char locator[LOCATOR_BYTES], record[END64_BYTES];

    if (end->at < LOCATOR_BYTES)
        return ST_OK;
    TRY(subject_read(s, end->at - LOCATOR_BYTES, locator, sizeof locator, diag));
    if (le32(locator) != 0x07064B50)
        return ST_OK;
    TRY(subject_read(s, le64(locator + 8), record, sizeof record, diag));
    if (le32(record) != 0x06064B50)
        return broken(diag, "the 64-bit end record is not where it should be");
    end->size = le64(record + 40);
    end->offset = le64(record + 48);
    return ST_OK;
}

static enum status read_end(const struct subject *s, struct end *end, struct diag *diag)
{
    size_t n =
        s->size < COMMENT_MAX + END_BYTES ? (size_t)s->size : COMMENT_MAX + END_BYTES;
    struct str tail;
    size_t at;

    TRY(subject_view(s, s->size - n, n, &tail, diag));
    if (!find_end(tail, &at))
        return broken(diag, "no end record");
    end->at = s->size - n + at;
    end->size = le32(tail.p + at + 12);
    end->offset = le32(tail.p + at + 16);
    TRY(read_end64(s, end, diag));
    if (end->offset > end->at || end->size > end->at - end->offset)
        return broken(diag, "the directory lies outside the file");
    return end->size <= ZIP_DIRECTORY_MAX &&
                   s->size - end->offset <= 2 * (uint64_t)ZIP_DIRECTORY_MAX
               ? ST_OK
               : diag_set(diag, ST_LIMIT, 0, "zip: the directory is too long");
}

/* Take the numbers that did not fit into 32 bits from the extra field, in order. */
static void read_extra(struct str extra, struct zip_entry *e)
{
    uint64_t *const slot[] = { &e->size, &e->packed, &e->offset };

    while (extra.n >= 4) {
        size_t n = le16(extra.p + 2);
        struct str field = str_slice(extra, 4, 4 + n);

        if (le16(extra.p) != EXTRA_ZIP64) {
            extra = str_slice(extra, 4 + n, extra.n);
            continue;
        }
        for (size_t i = 0; i < countof(slot); i++)
            if (*slot[i] == UINT32_MAX && field.n >= 8) {
                *slot[i] = le64(field.p);
                field = str_slice(field, 8, field.n);
            }
        return;
    }
}

/* Read the record at the beginning of `rest`; false when there is none. */
static bool read_record(struct str *rest, struct zip_entry *e)
{
    const char *p = rest->p;
    size_t name, extra, all;

    if (rest->n < RECORD_BYTES || le32(p) != 0x02014B50)
        return false;
    name = le16(p + 28);
    extra = le16(p + 30);
    all = RECORD_BYTES + name + extra + le16(p + 32);
    if (all > rest->n)
        return false;
    *e =
        (struct zip_entry){ .name = str_slice(*rest, RECORD_BYTES, RECORD_BYTES + name),
                            .record = str_slice(*rest, 0, all),
                            .method = le16(p + 10),
                            .packed = le32(p + 20),
                            .size = le32(p + 24),
                            .offset = le32(p + 42) };
    read_extra(str_slice(*rest, RECORD_BYTES + name, RECORD_BYTES + name + extra), e);
    *rest = str_slice(*rest, all, rest->n);
    return true;
}

static enum status read_entries(struct zip *z, struct diag *diag)
{
    struct str rest = z->directory;
    struct zip_entry e;
    size_t n = 0;

    while (rest.n && n < ZIP_ENTRIES_MAX && read_record(&rest, &e))
        n++;
    if (rest.n)
        return broken(diag, "the directory is broken or too long");
    z->entry = arena_new_array(z->subject->arena, struct zip_entry, n + 1);
    if (!z->entry)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    for (rest = z->directory; rest.n && read_record(&rest, &z->entry[z->nentries]);)
        z->nentries++;
    return ST_OK;
}

enum status zip_open(struct zip *z, const struct subject *s, struct diag *diag)
{
    struct end end = { .size = 0 };
    struct str all;

    *z = (struct zip){ .subject = s };
    TRY(read_end(s, &end, diag));
    TRY(subject_view(s, end.offset, (size_t)(s->size - end.offset), &all, diag));
    z->directory_offset = end.offset;
    z->directory = str_slice(all, 0, (size_t)end.size);
    z->tail = str_slice(all, (size_t)end.size, all.n);
    return read_entries(z, diag);
}

const struct zip_entry *zip_find(const struct zip *z, struct str name)
{
    for (size_t i = 0; i < z->nentries; i++)
        if (str_eq(z->entry[i].name, name))
            return &z->entry[i];
    return NULL;
}

enum status zip_data(const struct zip *z, const struct zip_entry *e, uint64_t *from,
                     uint64_t *to, struct diag *diag)
{
    char local[LOCAL_BYTES];
    struct str name;

    TRY(subject_read(z->subject, e->offset, local, sizeof local, diag));
    if (le32(local) != 0x04034B50)
        return broken(diag, "no local header where the directory says");
    TRY(subject_view(z->subject, e->offset + LOCAL_BYTES, le16(local + 26), &name,
                     diag));
    if (!str_eq(name, e->name))
        return broken(diag, "a file has two names");
    *from = e->offset + LOCAL_BYTES + le16(local + 26) + le16(local + 28);
    if (*from > z->subject->size || e->packed > z->subject->size - *from)
        return broken(diag, "a file reaches beyond the end");
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
    if (e->method == 0)
        return packed.n == e->size ? ST_OK : broken(diag, "sizes differ");
    *out = (struct str){ arena_text(z->subject->arena, (size_t)e->size + 1), 0 };
    if (!out->p)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    if (e->method != DEFLATE || !inflate_all(packed, out, (size_t)e->size))
        return broken(diag, "a file does not unpack");
    return ST_OK;
}
