#include "base/base.h"

#include "base/little.h"
#include "forge/cfbf_write.h"

enum {
    SECTOR = 512,
    MINI = 64,
    CUTOFF = 4096,
    ENTRY = 128,
    SECTORS_MAX = SECTOR / 4, /* what one sector of table can tell of */
    MINI_BYTES_MAX = 16 * 1024,
    NAME_AT = 0,
    TYPE_STREAM = 2,
    TYPE_ROOT = 5
};

#define CHAIN_FREE UINT32_C(0xFFFFFFFF)
#define CHAIN_END UINT32_C(0xFFFFFFFE)
#define CHAIN_TABLE UINT32_C(0xFFFFFFFD)

/* Sectors, or mini sectors, one behind the other, and their chains. */
struct space {
    struct forge *f;
    char *bytes;
    size_t sector, nsectors, cap; /* cap: in sectors */
    uint32_t next[MINI_BYTES_MAX / MINI];
};

static void put(char *at, uint64_t value, size_t n)
{
    for (size_t i = 0; i < n; i++)
        at[i] = (char)(value >> (8 * i) & 0xFF);
}

static void open_space(struct space *s, struct forge *f, size_t sector, size_t cap)
{
    *s = (struct space){ .f = f, .sector = sector, .cap = cap };
    s->bytes = arena_alloc(&f->arena, sector * cap, 1);
    forge_must(f, s->bytes != NULL);
}

/* Store the bytes as a chain; the number of its first sector. */
static uint32_t add_chain(struct space *s, struct str bytes)
{
    size_t n = (bytes.n + s->sector - 1) / s->sector;
    uint32_t first = (uint32_t)s->nsectors;

    if (n == 0)
        return CHAIN_END;
    if (!forge_must(s->f, s->bytes && n <= s->cap - s->nsectors))
        return CHAIN_END;
    memcpy(s->bytes + s->nsectors * s->sector, bytes.p, bytes.n);
    for (size_t i = 0; i < n; i++, s->nsectors++)
        s->next[s->nsectors] = i + 1 < n ? (uint32_t)s->nsectors + 1 : CHAIN_END;
    return first;
}

struct entry {
    struct str name;
    int type;
    uint32_t right, child, start;
    size_t size;
    struct str class_id;
};

static void put_entry(char *at, const struct entry *e)
{
    for (size_t i = 0; i < e->name.n; i++)
        at[NAME_AT + 2 * i] = e->name.p[i];
    put(at + 64, 2 * e->name.n + 2, 2);
    put(at + 66, (uint64_t)e->type, 1);
    put(at + 67, 1, 1); /* black, as all are */
    put(at + 68, CHAIN_FREE, 4);
    put(at + 72, e->right, 4);
    put(at + 76, e->child, 4);
    if (e->class_id.n)
        memcpy(at + 80, e->class_id.p, e->class_id.n);
    put(at + 116, e->start, 4);
    put(at + 120, e->size, 8);
}

/* Streams and their entries; each is the right neighbour of the one before. */
static struct str write_streams(struct space *big, struct space *small,
                                struct str class_id, const struct cfbf_stream *stream,
                                size_t n)
{
    size_t size = (n + 1) * ENTRY;
    char *directory = arena_alloc(&big->f->arena, size, 1);
    struct entry root = { .name = STR("Root Entry"),
                          .type = TYPE_ROOT,
                          .right = CHAIN_FREE,
                          .child = n ? 1 : CHAIN_FREE,
                          .class_id = class_id };

    if (!forge_must(big->f, directory != NULL))
        return (struct str){ NULL, 0 };
    for (size_t i = 0; i < n; i++) {
        struct space *s = stream[i].bytes.n < CUTOFF ? small : big;

        put_entry(directory + (i + 1) * ENTRY,
                  &(struct entry){ .name = stream[i].name,
                                   .type = TYPE_STREAM,
                                   .right = i + 1 < n ? (uint32_t)i + 2 : CHAIN_FREE,
                                   .child = CHAIN_FREE,
                                   .start = add_chain(s, stream[i].bytes),
                                   .size = stream[i].bytes.n });
    }
    root.size = small->nsectors * MINI;
    root.start = add_chain(big, (struct str){ small->bytes, root.size });
    put_entry(directory, &root);
    return (struct str){ directory, size };
}

/* The table of a space as it stands in the file, filled up to whole sectors. */
static struct str table_of(const struct space *s)
{
    size_t n = (s->nsectors * 4 + SECTOR - 1) / SECTOR * SECTOR;
    char *out = arena_alloc(&s->f->arena, n + 1, 1);

    if (!forge_must(s->f, out != NULL))
        return (struct str){ NULL, 0 };
    for (size_t i = 0; i < n / 4; i++)
        put(out + 4 * i, i < s->nsectors ? s->next[i] : CHAIN_FREE, 4);
    return (struct str){ out, n };
}

static void put_header(char *at, uint32_t directory, uint32_t mini, size_t nmini,
                       uint32_t table)
{
    memcpy(at, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
    put(at + 24, 0x3E, 2);
    put(at + 26, 3, 2);
    put(at + 28, 0xFFFE, 2);
    put(at + 30, 9, 2); /* sectors of 2^9 bytes, mini sectors of 2^6 */
    put(at + 32, 6, 2);
    put(at + 44, 1, 4);
    put(at + 48, directory, 4);
    put(at + 56, CUTOFF, 4);
    put(at + 60, mini, 4);
    put(at + 64, nmini, 4);
    put(at + 68, CHAIN_END, 4);
    put(at + 76, table, 4);
    memset(at + 80, 0xFF, SECTOR - 80);
}

struct str cfbf_write(struct forge *f, struct str class_id,
                      const struct cfbf_stream *stream, size_t n)
{
    char *file = arena_alloc(&f->arena, (size_t)(1 + SECTORS_MAX) * SECTOR, 1);
    struct space big, small;
    uint32_t directory, mini, table;
    struct str entries, mini_table;

    open_space(&big, f, SECTOR, SECTORS_MAX - 1);
    open_space(&small, f, MINI, MINI_BYTES_MAX / MINI);
    if (!forge_must(f, file != NULL) || f->failed)
        return (struct str){ NULL, 0 };
    entries = write_streams(&big, &small, class_id, stream, n);
    directory = add_chain(&big, entries);
    mini_table = table_of(&small);
    mini = add_chain(&big, mini_table);
    table = (uint32_t)big.nsectors;
    big.next[big.nsectors++] = CHAIN_TABLE;
    put_header(file, directory, mini, mini_table.n / SECTOR, table);
    memcpy(file + SECTOR, big.bytes, (size_t)table * SECTOR);
    for (size_t i = 0; i < SECTORS_MAX; i++)
        put(file + (1 + (size_t)table) * SECTOR + 4 * i,
            i < big.nsectors ? big.next[i] : CHAIN_FREE, 4);
    return (struct str){ file, (1 + big.nsectors) * SECTOR };
}
