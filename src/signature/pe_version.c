/*
 * pe_version.c - what a program says about itself in its version resource.
 *
 * Two nested formats. The resource tree (three levels: type, name, language), whose
 * offsets count from the start of the resources; and in the leaf VS_VERSIONINFO, a tree
 * of blocks, each on a multiple of four:
 *
 *     u16 length, u16 length of the value, u16 type, key UTF-16 with NUL,
 *     padding, value, padding, children
 *
 *     VS_VERSION_INFO > StringFileInfo > 040904B0 > CompanyName = "…"
 *
 * All of it is a claim. Nothing here fails: what cannot be read stays empty.
 *
 * Source: Microsoft, "PE Format", "The .rsrc Section"; VS_VERSIONINFO, StringFileInfo.
 */
#include "base/base.h"

#include "asn1/asn1_text.h"
#include "signature/keep.h"
#include "signature/pe.h"

enum {
    TYPE_VERSION = 16,
    ENTRIES_MAX = 4096,      /* of one directory */
    VERSION_MAX = 64 * 1024, /* bytes of the resource */
    TEXT_MAX = 1024,         /* bytes of one string as UTF-8 */
    TABLES_MAX = 64,
    STRINGS_MAX = 256
};

/*
 * The offset word of an entry of the directory at `at`: the one with id `want`, or the
 * first of all when `want` is 0. 0: none.
 */
static uint32_t find_entry(const struct subject *s, const struct pe *pe, uint32_t at,
                           uint32_t want)
{
    uint64_t base = (uint64_t)pe->resource_address + at;
    uint8_t raw[16];
    uint32_t n;

    if (!pe_read_at(s, pe, base, raw, 16))
        return 0;
    n = (uint32_t)le16(raw + 12) + le16(raw + 14);
    for (uint32_t i = 0; i < n && i < ENTRIES_MAX; i++) {
        if (!pe_read_at(s, pe, base + 16 + 8 * (uint64_t)i, raw, 8))
            return 0;
        if (want == 0 || le32(raw) == want)
            return le32(raw + 4);
    }
    return 0;
}

/* The bytes of the first version resource, or an empty view. */
static struct str find_resource(const struct subject *s, const struct pe *pe)
{
    const uint32_t is_folder = 0x80000000u;
    uint32_t name = find_entry(s, pe, 0, TYPE_VERSION);
    uint32_t language = name & is_folder ? find_entry(s, pe, name & ~is_folder, 0) : 0;
    uint32_t leaf =
        language & is_folder ? find_entry(s, pe, language & ~is_folder, 0) : 0;
    uint8_t raw[16];
    uint32_t size;
    char *p;

    if (leaf == 0 || leaf & is_folder ||
        !pe_read_at(s, pe, (uint64_t)pe->resource_address + leaf, raw, 16))
        return (struct str){ NULL, 0 };
    size = le32(raw + 4);
    p = size > 0 && size <= VERSION_MAX ? arena_text(s->arena, size) : NULL;
    if (!p || !pe_read_at(s, pe, le32(raw), p, size))
        return (struct str){ NULL, 0 };
    return (struct str){ p, size };
}

struct block {
    struct str key;   /* UTF-16 without the NUL */
    struct str value; /* of a string: UTF-16 */
    struct str children;
};

static size_t align4(size_t n)
{
    return (n + 3) & ~(size_t)3;
}

/*
 * Take the next block from `*rest`. Lengths count from the block's start, and so does
 * the alignment: parents begin on multiples of four.
 */
static bool next_block(struct str *rest, struct block *out)
{
    size_t length, value, at = 6;
    struct str b;

    if (rest->n < 6)
        return false;
    length = le16(rest->p);
    if (length < 6 || length > rest->n)
        return false;
    b = str_slice(*rest, 0, length);
    value = le16(b.p + 2);
    /* A string counts its value in UTF-16 units. */
    if (le16(b.p + 4) == 1)
        value *= 2;
    while (at + 2 <= b.n && le16(b.p + at) != 0)
        at += 2;
    out->key = str_slice(b, 6, at);
    at = align4(at + 2);
    out->value = str_slice(b, at, at + value);
    out->children = str_slice(b, align4(at + value), b.n);
    *rest = str_slice(*rest, align4(length), rest->n);
    return true;
}

static bool key_is(struct str key, const char *name)
{
    size_t n = strlen(name);

    if (key.n != 2 * n)
        return false;
    for (size_t i = 0; i < n; i++)
        if (key.p[2 * i] != name[i] || key.p[2 * i + 1] != 0)
            return false;
    return true;
}

static struct str value_text(struct str value, struct arena *arena)
{
    struct buf text;
    size_t n = 0;

    while (n + 2 <= value.n && le16(value.p + n) != 0)
        n += 2;
    buf_init(&text, TEXT_MAX);
    utf16le_add(&text, str_slice(value, 0, n));
    return str_trim(keep_text(&text, arena));
}

static void take_string(const struct block *b, struct arena *arena,
                        struct version_info *out)
{
    const struct {
        const char *name;
        struct str *to;
    } wanted[] = {
        { "CompanyName", &out->company },
        { "FileDescription", &out->description },
        { "ProductName", &out->product },
        { "ProductVersion", &out->product_version },
        { "FileVersion", &out->file_version },
        { "OriginalFilename", &out->original_name },
        { "InternalName", &out->internal_name },
        { "LegalCopyright", &out->copyright },
    };

    for (size_t i = 0; i < countof(wanted); i++)
        if (wanted[i].to->n == 0 && key_is(b->key, wanted[i].name))
            *wanted[i].to = value_text(b->value, arena);
}

/* Every string of every language's table; the first that is not empty counts. */
static void take_tables(struct str tables, struct arena *arena,
                        struct version_info *out)
{
    struct block table, string;

    for (size_t i = 0; i < TABLES_MAX && next_block(&tables, &table); i++)
        for (size_t k = 0; k < STRINGS_MAX && next_block(&table.children, &string); k++)
            take_string(&string, arena, out);
}

void pe_version(const struct subject *s, const struct pe *pe, struct version_info *out)
{
    struct block root, info;
    struct str rest;

    if (pe->resource_address == 0)
        return;
    rest = find_resource(s, pe);
    if (!next_block(&rest, &root))
        return;
    for (size_t i = 0; i < TABLES_MAX && next_block(&root.children, &info); i++)
        if (key_is(info.key, "StringFileInfo"))
            take_tables(info.children, s->arena, out);
}
