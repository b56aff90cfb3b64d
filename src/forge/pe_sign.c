/*
 * pe_sign.c - what a signature says of a program, and the table that holds it.
 */
#include "base/base.h"

#include "forge/der_write.h"
#include "forge/pe_write.h"

enum {
    OPTIONAL = PE_HEADER + 24,
    CHECKSUM = OPTIONAL + 64,
    PAGE = 4096,
    PAIRS_MAX = 64,
    UNALIGNED = 3 /* bytes before a table that should start at a multiple of eight */
};

static size_t directory_of(struct str file)
{
    return OPTIONAL + ((uint8_t)file.p[OPTIONAL + 1] == 1 ? 128u : 144u);
}

static struct str hashed_headers(struct forge *f, struct str file, size_t end)
{
    size_t directory = directory_of(file);

    return DER(&f->arena, 0, str_slice(file, 0, CHECKSUM),
               str_slice(file, CHECKSUM + 4, directory),
               str_slice(file, directory + 8, end));
}

static struct str pair(struct forge *f, uint32_t offset,
                       enum digest_algorithm algorithm, struct str page,
                       size_t page_size)
{
    char *room = arena_alloc(&f->arena, PAGE, 1);
    const char at[] = { (char)offset, (char)(offset >> 8), (char)(offset >> 16),
                        (char)(offset >> 24) };
    struct digest d = { .n = (uint8_t)digest_size(algorithm) };

    if (!forge_must(f, room != NULL))
        return STR("");
    if (page.n) {
        memcpy(room, page.p, page.n);
        digest_compute(f->digester, algorithm, (struct str){ room, page_size }, &d);
    }
    return DER(&f->arena, 0, (struct str){ at, 4 }, digest_str(&d));
}

/* The pages of headers and sections, in file order, with their end. */
static struct str page_pairs(struct forge *f, struct str file,
                             enum digest_algorithm algorithm)
{
    struct str part[PAIRS_MAX];
    size_t headers = get32(file, OPTIONAL + 60), n = 1;
    size_t table = directory_of(file) + 96;
    size_t sections = get32(file, PE_HEADER + 4) >> 16;
    uint32_t end = (uint32_t)headers;

    part[0] = pair(f, 0, algorithm, hashed_headers(f, file, headers), PAGE - 12);
    for (size_t i = 0; i < sections; i++) {
        uint32_t at = get32(file, table + i * 40 + 20);

        for (end = at + get32(file, table + i * 40 + 16); at < end; at += PAGE)
            if (forge_must(f, n + 1 < PAIRS_MAX))
                part[n++] =
                    pair(f, at, algorithm,
                         str_slice(file, at, at + PAGE < end ? at + PAGE : end), PAGE);
    }
    part[n++] = pair(f, end, algorithm, STR(""), PAGE);
    return der_join(&f->arena, 0, part, n);
}

static struct str moniker(struct forge *f, const struct order *order, struct str file)
{
    struct arena *a = &f->arena;
    enum digest_algorithm algorithm = order_digest(order);
    enum oid oid =
        algorithm == DIGEST_SHA1 ? OID_SPC_PAGE_HASH_V1 : OID_SPC_PAGE_HASH_V2;
    struct str pairs = page_pairs(f, file, algorithm);
    struct str data;

    if (order->flags & ORDER_BAD_PAGE && pairs.n > 64)
        ((char *)(uintptr_t)pairs.p)[48] ^= 1;
    data = DER(a, DER_SET,
               DER(a, DER_SEQUENCE, der_identifier(a, oid),
                   DER(a, DER_SET, DER(a, DER_OCTET_STRING, pairs))));
    return DER(
        a, DER_CONTEXT_CONSTRUCTED(1),
        DER(a, DER_OCTET_STRING,
            STR("\xa6\xb5\x86\xd5\xb4\xa1\x24\x66\xae\x05\xa2\x17\xda\x8e\x60\xd6")),
        DER(a, DER_OCTET_STRING, data));
}

static struct str obsolete(struct forge *f)
{
    static const char text[] = "\0<\0<\0<\0O\0b\0s\0o\0l\0e\0t\0e\0>\0>\0>";

    return DER(&f->arena, DER_CONTEXT_CONSTRUCTED(2),
               DER(&f->arena, DER_CONTEXT(0), STR(text)));
}

struct signed_content pe_content(struct forge *f, const struct order *order,
                                 struct str file)
{
    struct arena *a = &f->arena;
    enum digest_algorithm algorithm = order_digest(order);
    enum digest_algorithm says =
        order->flags & ORDER_OTHER_DIGEST ? DIGEST_SHA1 : algorithm;
    static const enum oid oid[DIGEST_COUNT] = { OID_MD5, OID_SHA1, OID_SHA256,
                                                OID_SHA384, OID_SHA512 };
    bool has_pages = order->flags & ORDER_PAGE_HASHES;
    struct digest d;
    struct str link, data, value;

    digest_compute(f->digester, says, hashed_headers(f, file, file.n), &d);
    link = has_pages ? moniker(f, order, file) : obsolete(f);
    data = DER(a, DER_SEQUENCE, der_identifier(a, OID_SPC_PE_IMAGE_DATA),
               DER(a, DER_SEQUENCE, DER(a, DER_BIT_STRING, STR("\0")),
                   DER(a, DER_CONTEXT_CONSTRUCTED(0), link)));
    value = DER(a, DER_SEQUENCE, data,
                DER(a, DER_SEQUENCE, der_algorithm(a, oid[says]),
                    DER(a, DER_OCTET_STRING, digest_str(&d))));
    return (struct signed_content){ OID_SPC_INDIRECT_DATA, value };
}

static struct str zeros(struct forge *f, size_t n)
{
    char *p = arena_alloc(&f->arena, n + 1, 1);

    forge_must(f, p != NULL);
    return (struct str){ p, p ? n : 0 };
}

/* One WIN_CERTIFICATE, padded to a multiple of eight. */
static struct str entry(struct forge *f, const struct table *t, struct str blob)
{
    struct str payload =
        t->payload ? seed_bytes(f, STR("payload"), t->payload) : STR("");
    size_t n = 8 + blob.n + payload.n;
    size_t pad = (8 - n % 8) % 8;
    struct str head = zeros(f, 8);

    if (blob.n == 0 || !head.p)
        return STR("");
    put32(head, 0, (uint32_t)(t->is_exact ? n : n + pad));
    put16(head, 4, t->revision ? t->revision : 0x0200);
    put16(head, 6, t->type ? t->type : 2);
    return DER(&f->arena, 0, head, blob, payload, zeros(f, pad));
}

struct str pe_attach(struct forge *f, struct str file, size_t tail,
                     const struct table *t)
{
    struct str image = str_slice(file, 0, file.n - tail);
    struct str behind = str_slice(file, image.n, file.n);
    struct str entries =
        DER(&f->arena, 0, entry(f, t, t->blob[0]), entry(f, t, t->blob[1]));
    struct str pad = zeros(f, t->is_unaligned ? UNALIGNED : (8 - image.n % 8) % 8);
    struct str more = t->tail ? seed_bytes(f, STR("more"), t->tail) : STR("");
    struct str out = DER(&f->arena, 0, image, pad, entries, behind, more);

    if (f->failed || f->arena.failed)
        return (struct str){ NULL, 0 };
    put32(out, directory_of(out), (uint32_t)(image.n + pad.n));
    put32(out, directory_of(out) + 4, (uint32_t)entries.n);
    if (!t->keep_checksum)
        pe_set_checksum(out);
    return out;
}

struct str pe_table(struct str file)
{
    size_t at = get32(file, directory_of(file));

    return str_slice(file, at, at + get32(file, directory_of(file) + 4));
}
