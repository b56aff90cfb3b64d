#include "base/base.h"

#include "base/little.h"
#include "base/zip_directory.h"

enum {
    END_BYTES = 22,
    COMMENT_MAX = 65535,
    LOCATOR_BYTES = 20,
    END64_BYTES = 56,
    RECORD_BYTES = 46,
    LOCAL_BYTES = 30,
    EXTRA_ZIP64 = 1
};

static enum status broken(struct diag *diag, const char *why)
{
    return diag_set(diag, ST_FORMAT, 0, "zip: %s", why);
}

static enum status read_at(const struct zip_file *file, uint64_t offset, void *out,
                           size_t n, struct diag *diag)
{
    if (offset > file->size || n > file->size - offset)
        return broken(diag, "a record lies outside the file");
    return n ? file->read_at(file->context, offset, out, n, diag) : ST_OK;
}

/* The same into memory of the arena. */
static enum status view(const struct zip_file *file, struct arena *arena,
                        uint64_t offset, size_t n, struct str *out, struct diag *diag)
{
    char *p = arena_text(arena, n + 1);

    if (!p)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    TRY(read_at(file, offset, p, n, diag));
    *out = (struct str){ p, n };
    return ST_OK;
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
static enum status read_end64(const struct zip_file *file, struct end *end,
                              struct diag *diag)
{
    char locator[LOCATOR_BYTES], record[END64_BYTES];

    if (end->at < LOCATOR_BYTES)
        return ST_OK;
    TRY(read_at(file, end->at - LOCATOR_BYTES, locator, sizeof locator, diag));
    if (le32(locator) != 0x07064B50)
        return ST_OK;
    TRY(read_at(file, le64(locator + 8), record, sizeof record, diag));
    if (le32(record) != 0x06064B50)
        return broken(diag, "the 64-bit end record is not where it should be");
    end->size = le64(record + 40);
    end->offset = le64(record + 48);
    return ST_OK;
}

static enum status read_end(const struct zip_file *file, struct arena *arena,
                            struct end *end, struct diag *diag)
{
    size_t most = COMMENT_MAX + END_BYTES;
    size_t n = file->size < most ? (size_t)file->size : most;
    struct str tail = STR("");
    size_t at;

    TRY(view(file, arena, file->size - n, n, &tail, diag));
    if (!find_end(tail, &at))
        return broken(diag, "no end record");
    end->at = file->size - n + at;
    end->size = le32(tail.p + at + 12);
    end->offset = le32(tail.p + at + 16);
    TRY(read_end64(file, end, diag));
    if (end->offset > end->at || end->size > end->at - end->offset)
        return broken(diag, "the directory lies outside the file");
    if (end->size > ZIP_DIRECTORY_MAX ||
        file->size - end->offset > 2 * (uint64_t)ZIP_DIRECTORY_MAX)
        return diag_set(diag, ST_LIMIT, 0, "zip: the directory is too long");
    return ST_OK;
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
                            .flags = le16(p + 8),
                            .method = le16(p + 10),
                            .crc = le32(p + 16),
                            .packed = le32(p + 20),
                            .size = le32(p + 24),
                            .offset = le32(p + 42) };
    read_extra(str_slice(*rest, RECORD_BYTES + name, RECORD_BYTES + name + extra), e);
    *rest = str_slice(*rest, all, rest->n);
    return true;
}

static enum status read_entries(struct zip_directory *z, struct arena *arena,
                                struct diag *diag)
{
    struct str rest = z->bytes;
    struct zip_entry e;
    size_t n = 0;

    while (rest.n && n < ZIP_ENTRIES_MAX && read_record(&rest, &e))
        n++;
    if (rest.n)
        return broken(diag, "the directory is broken or too long");
    z->entry = arena_new_array(arena, struct zip_entry, n + 1);
    if (!z->entry)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    for (rest = z->bytes; rest.n && read_record(&rest, &z->entry[z->nentries]);)
        z->nentries++;
    return ST_OK;
}

enum status zip_directory_read(struct zip_directory *z, const struct zip_file *file,
                               struct arena *arena, struct diag *diag)
{
    struct end end = { .size = 0 };
    struct str all;

    *z = (struct zip_directory){ .nentries = 0 };
    TRY(read_end(file, arena, &end, diag));
    TRY(view(file, arena, end.offset, (size_t)(file->size - end.offset), &all, diag));
    z->offset = end.offset;
    z->bytes = str_slice(all, 0, (size_t)end.size);
    z->tail = str_slice(all, (size_t)end.size, all.n);
    return read_entries(z, arena, diag);
}

const struct zip_entry *zip_directory_find(const struct zip_directory *z,
                                           struct str name)
{
    for (size_t i = 0; i < z->nentries; i++)
        if (str_eq(z->entry[i].name, name))
            return &z->entry[i];
    return NULL;
}

/* Does the local header give the file the name of the directory? */
static enum status check_name(const struct zip_entry *e, const struct zip_file *file,
                              size_t n, struct diag *diag)
{
    char piece[256];

    if (n != e->name.n)
        return broken(diag, "a file has two names");
    for (size_t at = 0; at < n;) {
        size_t more = n - at < sizeof piece ? n - at : sizeof piece;

        TRY(read_at(file, e->offset + LOCAL_BYTES + at, piece, more, diag));
        if (memcmp(piece, e->name.p + at, more) != 0)
            return broken(diag, "a file has two names");
        at += more;
    }
    return ST_OK;
}

enum status zip_entry_find_data(const struct zip_entry *e, const struct zip_file *file,
                                uint64_t *from, struct diag *diag)
{
    char local[LOCAL_BYTES];

    TRY(read_at(file, e->offset, local, sizeof local, diag));
    if (le32(local) != 0x04034B50)
        return broken(diag, "no local header where the directory says");
    TRY(check_name(e, file, le16(local + 26), diag));
    *from = e->offset + LOCAL_BYTES + le16(local + 26) + le16(local + 28);
    if (*from > file->size || e->packed > file->size - *from)
        return broken(diag, "a file reaches beyond the end");
    return ST_OK;
}
