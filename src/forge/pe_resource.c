#include "base/base.h"

#include "forge/pe_resource.h"

enum { TREE = 72, DATA = 88, RT_VERSION = 16, ENGLISH = 0x409, ROOM = 2048 };

/* A block being written: its length stands in its first word. */
struct block {
    char *p;
    size_t n;
};

static void add16(struct block *b, unsigned value)
{
    assert(b->n + 2 <= ROOM);
    b->p[b->n++] = (char)value;
    b->p[b->n++] = (char)(value >> 8);
}

static void add32(struct block *b, uint32_t value)
{
    add16(b, value & 0xFFFF);
    add16(b, value >> 16);
}

static void align(struct block *b)
{
    while (b->n % 4)
        add16(b, 0);
}

static void add_wide(struct block *b, const char *text)
{
    for (; *text; text++)
        add16(b, (unsigned char)*text);
    add16(b, 0);
}

/* Begin a node; end_block() writes its length. */
static size_t begin_block(struct block *b, unsigned value_length, unsigned type,
                          const char *key)
{
    size_t at;

    align(b);
    at = b->n;
    add16(b, 0);
    add16(b, value_length);
    add16(b, type);
    add_wide(b, key);
    align(b);
    return at;
}

static void end_block(struct block *b, size_t at)
{
    size_t n = b->n - at;

    b->p[at] = (char)n;
    b->p[at + 1] = (char)(n >> 8);
}

static void add_string(struct block *b, const char *key, const char *value)
{
    size_t at = begin_block(b, (unsigned)strlen(value) + 1, 1, key);

    add_wide(b, value);
    end_block(b, at);
}

/* VS_FIXEDFILEINFO of version 1.0.0.0. */
static void add_fixed(struct block *b)
{
    static const uint32_t fields[13] = { 0xFEEF04BD, 0x10000, 0x10000, 0,       0x10000,
                                         0,          0x3F,    0,       0x40004, 1,
                                         0,          0,       0 };

    for (size_t i = 0; i < countof(fields); i++)
        add32(b, fields[i]);
}

/* One directory with one entry. */
static void add_directory(struct block *b, uint32_t id, uint32_t to)
{
    add32(b, 0);
    add32(b, 0);
    add32(b, 0);
    add32(b, 1u << 16);
    add32(b, id);
    add32(b, to);
}

static void add_version(struct block *b, const char *company, const char *original_name)
{
    size_t root = begin_block(b, 52, 0, "VS_VERSION_INFO");
    size_t info, table;

    add_fixed(b);
    info = begin_block(b, 0, 1, "StringFileInfo");
    table = begin_block(b, 0, 1, "040904b0");
    add_string(b, "CompanyName", company);
    add_string(b, "OriginalFilename", original_name);
    end_block(b, table);
    end_block(b, info);
    end_block(b, root);
}

struct str pe_resource(struct forge *f, const char *company, const char *original_name,
                       uint32_t address)
{
    struct block b = { arena_alloc(&f->arena, ROOM, 8), 0 };

    if (!forge_must(f, b.p && strlen(company) + strlen(original_name) < 256))
        return (struct str){ NULL, 0 };
    add_directory(&b, RT_VERSION, 0x80000000u | 24);
    add_directory(&b, 1, 0x80000000u | 48);
    add_directory(&b, ENGLISH, TREE);
    add32(&b, address + DATA);
    add32(&b, 0); /* its size, below */
    add32(&b, 0);
    add32(&b, 0);
    add_version(&b, company, original_name);
    b.p[TREE + 4] = (char)(b.n - DATA);
    b.p[TREE + 5] = (char)((b.n - DATA) >> 8);
    return (struct str){ b.p, b.n };
}
