#include "base/base.h"

#include "base/little.h"
#include "signature/cfbf.h"

enum {
    HEADER = 512,
    SHIFT_AT = 30,
    MINI_SHIFT_AT = 32,
    FAT_COUNT_AT = 44,
    DIRECTORY_AT = 48,
    CUTOFF_AT = 56,
    MINI_FAT_AT = 60,
    MINI_FAT_COUNT_AT = 64,
    DIFAT_NEXT_AT = 68,
    DIFAT_AT = 76,
    DIFAT_IN_HEADER = 109,
    SECTOR_MAX = 4096,
    MINI_SECTOR_MAX = 64,
    NAME_MAX_BYTES = 64,
    CLASS_AT = 80
};

/* Sector numbers above this are marks: free, end of chain. */
static const uint32_t LAST_SECTOR = 0xFFFFFFFA, NO_ENTRY = 0xFFFFFFFF;

bool cfbf_is_one(struct str head)
{
    return head.n >= HEADER &&
           str_starts_with(head, STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"));
}

static enum status broken(struct diag *diag, const char *why)
{
    return diag_set(diag, ST_FORMAT, 0, "compound file: %s", why);
}

static uint64_t sector_offset(const struct cfbf *c, uint32_t sector)
{
    return ((uint64_t)sector + 1) << c->shift;
}

bool cfbf_root_class(const struct subject *s, char out[16])
{
    struct cfbf c = { .shift = le16(s->head.p + SHIFT_AT) };
    uint32_t first = le32(s->head.p + DIRECTORY_AT);

    if ((c.shift != 9 && c.shift != 12) || first > LAST_SECTOR)
        return false;
    return subject_read(s, sector_offset(&c, first) + CLASS_AT, out, 16, NULL) == ST_OK;
}

/* Append one sector to a table that has room for it. */
static enum status add_sector(const struct cfbf *c, uint32_t sector, struct str *table,
                              struct diag *diag)
{
    size_t size = (size_t)1 << c->shift;
    char *to = (char *)(uintptr_t)table->p + table->n;

    if (sector > LAST_SECTOR ||
        subject_read(c->subject, sector_offset(c, sector), to, size, NULL) != ST_OK)
        return broken(diag, "a sector lies outside the file");
    table->n += size;
    return ST_OK;
}

static enum status make_room(const struct cfbf *c, uint64_t sectors, struct str *table,
                             struct diag *diag)
{
    uint64_t bytes = sectors << c->shift;

    if (sectors > CFBF_TABLE_MAX || bytes > CFBF_TABLE_MAX ||
        bytes > c->subject->size + SECTOR_MAX)
        return diag_set(diag, ST_LIMIT, 0, "compound file: a table of %llu sectors",
                        (unsigned long long)sectors);
    *table = (struct str){ arena_text(c->subject->arena, (size_t)bytes + 1), 0 };
    return table->p ? ST_OK : diag_set(diag, ST_NOMEM, 0, "out of memory");
}

/*
 * The allocation table's own sectors are listed in the header and, behind 109 of them,
 * in a chain of sectors whose last number is the next of the chain.
 */
static enum status read_fat(struct cfbf *c, struct diag *diag)
{
    const char *head = c->subject->head.p;
    size_t per_sector = ((size_t)1 << c->shift) / 4 - 1;
    uint32_t count = le32(head + FAT_COUNT_AT), next = le32(head + DIFAT_NEXT_AT);
    char list[SECTOR_MAX];

    TRY(make_room(c, count, &c->fat, diag));
    for (uint32_t i = 0; i < count && i < DIFAT_IN_HEADER; i++)
        TRY(add_sector(c, le32(head + DIFAT_AT + 4 * (size_t)i), &c->fat, diag));
    for (uint32_t i = DIFAT_IN_HEADER; i < count; i++) {
        size_t at = (i - DIFAT_IN_HEADER) % per_sector;

        if (at == 0) {
            struct str sector = { list, 0 };

            TRY(add_sector(c, next, &sector, diag));
            next = le32(list + 4 * per_sector);
        }
        TRY(add_sector(c, le32(list + 4 * at), &c->fat, diag));
    }
    return ST_OK;
}

/* The number behind `i` in a table; a mark when there is none. */
static uint32_t follow(struct str table, uint32_t i)
{
    return i < table.n / 4 ? le32(table.p + 4 * (size_t)i) : NO_ENTRY;
}

/* Read the sectors of a chain of unknown length, which the table's length bounds. */
static enum status read_chain(const struct cfbf *c, uint32_t first, struct str *out,
                              struct diag *diag)
{
    uint64_t n = 0;

    for (uint32_t i = first; i <= LAST_SECTOR; i = follow(c->fat, i))
        if (++n > c->fat.n / 4)
            return broken(diag, "a chain of sectors goes in a circle");
    TRY(make_room(c, n, out, diag));
    for (uint32_t i = first; i <= LAST_SECTOR; i = follow(c->fat, i))
        TRY(add_sector(c, i, out, diag));
    return ST_OK;
}

/* Note the sectors of the root's stream, for random access to mini sectors. */
static enum status list_mini(struct cfbf *c, struct diag *diag)
{
    struct cfbf_entry root;
    uint64_t n;
    char *list;

    cfbf_entry(c, 0, &root);
    n = (root.size >> c->shift) + ((root.size & (((uint64_t)1 << c->shift) - 1)) != 0);
    if (n > c->fat.n / 4)
        return broken(diag, "the mini stream is longer than the file");
    list = arena_text(c->subject->arena, (size_t)n * sizeof(uint32_t) + 1);
    if (!list)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    c->mini = (struct str){ list, (size_t)n * sizeof(uint32_t) };
    for (size_t i = 0; i < n; i++) {
        memcpy(list + i * sizeof(uint32_t), &root.start, sizeof(uint32_t));
        root.start = follow(c->fat, root.start);
    }
    return ST_OK;
}

enum status cfbf_open(struct cfbf *c, const struct subject *s, struct diag *diag)
{
    const char *head = s->head.p;

    *c = (struct cfbf){ .subject = s, .bytes_left = s->size };
    if (!cfbf_is_one(s->head))
        return broken(diag, "the header is cut");
    c->shift = le16(head + SHIFT_AT);
    c->mini_shift = le16(head + MINI_SHIFT_AT);
    c->cutoff = le32(head + CUTOFF_AT);
    if ((c->shift != 9 && c->shift != 12) || c->mini_shift != 6)
        return broken(diag, "unusual sizes of sectors");
    TRY(read_fat(c, diag));
    TRY(read_chain(c, le32(head + DIRECTORY_AT), &c->directory, diag));
    if (le32(head + MINI_FAT_COUNT_AT) != 0)
        TRY(read_chain(c, le32(head + MINI_FAT_AT), &c->mini_fat, diag));
    c->nentries = c->directory.n / CFBF_ENTRY_BYTES;
    if (c->nentries == 0 || c->nentries > CFBF_ENTRIES_MAX)
        return broken(diag, "the directory is empty or too long");
    c->is_visited = arena_new_array(s->arena, bool, c->nentries);
    c->queue = arena_new_array(s->arena, uint32_t, c->nentries);
    if (!c->is_visited || !c->queue)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    return list_mini(c, diag);
}

void cfbf_entry(const struct cfbf *c, uint32_t number, struct cfbf_entry *out)
{
    const char *p = c->directory.p + (size_t)number * CFBF_ENTRY_BYTES;
    uint16_t name = le16(p + 64);

    *out = (struct cfbf_entry){
        .number = number,
        .type = (enum cfbf_type)(uint8_t)p[66],
        .name = { p, name < NAME_MAX_BYTES ? name : NAME_MAX_BYTES },
        .left = le32(p + 68),
        .right = le32(p + 72),
        .child = le32(p + 76),
        .class_id = { p + CLASS_AT, 16 },
        .state = { p + 96, 4 },
        .times = { p + 100, 16 },
        .size_field = { p + 120, 4 },
        .start = le32(p + 116),
        /* Files with small sectors may leave rubbish in the upper half. */
        .size = c->shift == 9 ? le32(p + 120) : le64(p + 120),
    };
}

/* Names as bytes, the shorter first; by number where all is the same. */
static int compare(const void *a, const void *b)
{
    const struct cfbf_entry *x = a, *y = b;
    int order = str_cmp(x->name, y->name);

    return order ? order : (x->number > y->number) - (x->number < y->number);
}

/* Put an entry of the tree into the queue. */
static enum status gather(struct cfbf *c, size_t *n, uint32_t number, struct diag *diag)
{
    if (number == NO_ENTRY)
        return ST_OK;
    if (number >= c->nentries || c->is_visited[number])
        return broken(diag, "the directory is no tree");
    c->is_visited[number] = true;
    c->queue[(*n)++] = number;
    return ST_OK;
}

enum status cfbf_children(struct cfbf *c, const struct cfbf_entry *storage,
                          struct cfbf_entry **out, size_t *n, struct diag *diag)
{
    struct cfbf_entry e;
    size_t queued = 0;

    TRY(gather(c, &queued, storage->child, diag));
    for (size_t i = 0; i < queued; i++) {
        cfbf_entry(c, c->queue[i], &e);
        TRY(gather(c, &queued, e.left, diag));
        TRY(gather(c, &queued, e.right, diag));
    }
    *out = arena_new_array(c->subject->arena, struct cfbf_entry, queued + 1);
    if (!*out)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    for (size_t i = 0; i < queued; i++)
        cfbf_entry(c, c->queue[i], *out + i);
    qsort(*out, queued, sizeof **out, compare);
    *n = queued;
    return ST_OK;
}

void cfbf_rewind(struct cfbf *c)
{
    memset(c->is_visited, 0, c->nentries * sizeof *c->is_visited);
    c->is_visited[0] = true;
    c->bytes_left = c->subject->size;
}

/* Where a mini sector lies in the file; false when it lies outside the mini stream. */
static bool mini_offset(const struct cfbf *c, uint32_t sector, uint64_t *out)
{
    uint64_t at = (uint64_t)sector << c->mini_shift;
    uint64_t i = at >> c->shift;
    uint32_t big;

    if (i >= c->mini.n / sizeof big)
        return false;
    memcpy(&big, c->mini.p + (size_t)i * sizeof big, sizeof big);
    *out = sector_offset(c, big) + (at & (((uint64_t)1 << c->shift) - 1));
    return big <= LAST_SECTOR;
}

enum status cfbf_read(struct cfbf *c, const struct cfbf_entry *stream,
                      void (*sink)(void *context, struct str piece), void *context,
                      struct diag *diag)
{
    bool is_mini = stream->size < c->cutoff;
    unsigned shift = is_mini ? c->mini_shift : c->shift;
    uint64_t left = stream->size, at = 0;
    uint32_t sector = stream->start;
    char piece[SECTOR_MAX];

    if (left > c->bytes_left)
        return diag_set(diag, ST_LIMIT, 0,
                        "compound file: streams are longer than the file");
    c->bytes_left -= left;
    while (left) {
        size_t n = left >> shift ? (size_t)1 << shift : (size_t)left;

        if (sector > LAST_SECTOR || (is_mini && !mini_offset(c, sector, &at)))
            return broken(diag, "a stream ends before its size");
        if (!is_mini)
            at = sector_offset(c, sector);
        if (subject_read(c->subject, at, piece, n, NULL) != ST_OK)
            return broken(diag, "a stream leads out of the file");
        sink(context, (struct str){ piece, n });
        sector = follow(is_mini ? c->mini_fat : c->fat, sector);
        left -= n;
    }
    return ST_OK;
}

/* Append a piece; cfbf_view() made the room. */
static void keep(void *context, struct str piece)
{
    struct str *out = context;

    memcpy((char *)(uintptr_t)out->p + out->n, piece.p, piece.n);
    out->n += piece.n;
}

enum status cfbf_view(struct cfbf *c, const struct cfbf_entry *stream, size_t limit,
                      struct str *out, struct diag *diag)
{
    *out = (struct str){ NULL, 0 };
    if (stream->size > limit || stream->size > c->subject->size)
        return diag_set(diag, ST_LIMIT, 0, "compound file: a stream of %llu bytes",
                        (unsigned long long)stream->size);
    out->p = arena_text(c->subject->arena, (size_t)stream->size + 1);
    if (!out->p)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    return cfbf_read(c, stream, keep, out, diag);
}
