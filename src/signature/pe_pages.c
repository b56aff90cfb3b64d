/*
 * pe_pages.c - page hashes: a digest of every page, signed with the file.
 *
 * They sit in SpcPeImageData, behind its flags:
 *
 *     SpcPeImageData ::= SEQUENCE { flags BIT STRING, file [0] EXPLICIT SpcLink }
 *     SpcLink        ::= CHOICE { …, moniker [1] SEQUENCE { classId OCTET STRING,
 *                                                          data OCTET STRING } }
 *     data: SET OF SEQUENCE { OID (SHA-1 or SHA-256 form), SET { OCTET STRING pairs } }
 *
 * The page size follows the machine (Itanium 8,192, all others 4,096), never the
 * alignment of sections. A short page is filled with zeros. The header page leaves out
 * the checksum and the directory entry of the certificate table.
 */
#include "base/base.h"

#include "asn1/der.h"
#include "signature/pe.h"

enum { MACHINE_ITANIUM = 0x200 };

static const char CLASS_ID[] =
    "\xa6\xb5\x86\xd5\xb4\xa1\x24\x66\xae\x05\xa2\x17\xda\x8e"
    "\x60\xd6";

/* The serialized pages inside the moniker, or an empty view. */
static struct str find_moniker(struct str image_data)
{
    struct der_error error;
    struct der d = der_init(&error, image_data);
    struct der image = der_enter(&d, DER_SEQUENCE);
    struct der link, moniker;
    struct str class_id, data;

    (void)der_optional(&image, DER_BIT_STRING);
    link = der_enter(&image, DER_CONTEXT_CONSTRUCTED(0));
    if (der_peek(&link) != DER_CONTEXT_CONSTRUCTED(1))
        return (struct str){ NULL, 0 };
    moniker = der_enter(&link, DER_CONTEXT_CONSTRUCTED(1));
    class_id = der_expect(&moniker, DER_OCTET_STRING).value;
    data = der_expect(&moniker, DER_OCTET_STRING).value;
    if (der_failed(&moniker) || !str_eq(class_id, STR(CLASS_ID)))
        return (struct str){ NULL, 0 };
    return data;
}

static void read_pairs(struct pe_pages *p, struct str moniker)
{
    struct der_error error;
    struct der d = der_init(&error, moniker);
    struct der set = der_enter(&d, DER_SET);
    struct der attribute = der_enter(&set, DER_SEQUENCE);
    enum oid oid = oid_find(der_expect(&attribute, DER_OID).value);
    struct der values = der_enter(&attribute, DER_SET);

    p->pairs = der_expect(&values, DER_OCTET_STRING).value;
    p->algorithm = oid == OID_SPC_PAGE_HASH_V1   ? DIGEST_SHA1
                   : oid == OID_SPC_PAGE_HASH_V2 ? DIGEST_SHA256
                                                 : DIGEST_NONE;
    if (der_failed(&values) || p->algorithm == DIGEST_NONE)
        p->is_broken = true;
}

static size_t pair_size(const struct pe_pages *p)
{
    return 4 + digest_size(p->algorithm);
}

static uint32_t page_offset(const struct pe_pages *p, size_t i)
{
    return le32(p->pairs.p + i * pair_size(p));
}

/* The pairs are whole, at least two, and their offsets ascend by at most a page. */
static bool in_order(const struct pe_pages *p)
{
    size_t n = p->pairs.n / pair_size(p);

    if (n < 2 || p->pairs.n % pair_size(p) != 0)
        return false;
    for (size_t i = 0; i + 1 < n; i++)
        if (page_offset(p, i + 1) <= page_offset(p, i))
            return false;
    return true;
}

bool pe_pages_init(struct pe_pages *p, const struct pe *pe, struct str image_data,
                   struct arena *arena)
{
    struct str moniker = find_moniker(image_data);

    *p = (struct pe_pages){ .algorithm = DIGEST_NONE, .pe = pe };
    if (moniker.n == 0)
        return false;
    p->page_size = pe->machine == MACHINE_ITANIUM ? 8192 : 4096;
    read_pairs(p, moniker);
    if (!p->is_broken && !in_order(p))
        p->is_broken = true;
    if (!p->is_broken) {
        p->npages = p->pairs.n / pair_size(p) - 1;
        p->end = page_offset(p, p->npages);
    }
    p->page = arena_text(arena, p->page_size);
    return p->page != NULL;
}

/* Add bytes [from, from + n) of the file to the page unless they are left out of it. */
static void fill_page(struct pe_pages *p, uint64_t from, const char *bytes, size_t n)
{
    const struct byte_range skip[] = { { p->pe->checksum_offset, 4 },
                                       { p->pe->directory_offset,
                                         p->pe->directory_offset ? 8 : 0 } };

    for (size_t i = 0; i < n;) {
        uint64_t at = from + i;
        size_t run = n - i;
        size_t skipped = 0;

        for (size_t k = 0; k < countof(skip); k++) {
            uint64_t into = at - skip[k].offset;

            if (at >= skip[k].offset && into < skip[k].size)
                skipped = (size_t)(skip[k].size - into);
            else if (at < skip[k].offset && skip[k].offset - at < run)
                run = (size_t)(skip[k].offset - at);
        }
        if (skipped) {
            i += skipped < n - i ? skipped : n - i;
            continue;
        }
        /* What is behind a full page belongs to no page and is not hashed. */
        if (run > p->page_size - p->fill)
            run = p->page_size - p->fill;
        if (run == 0)
            return;
        memcpy(p->page + p->fill, bytes + i, run);
        p->fill += run;
        i += run;
    }
}

/* The page is complete: fill it with zeros and compare. */
static void close_page(struct pe_pages *p, struct digester *g)
{
    struct digest is;
    const char *want = p->pairs.p + p->next * pair_size(p) + 4;

    memset(p->page + p->fill, 0, p->page_size - p->fill);
    /* The header page shrinks by what it leaves out; no zeros replace that. */
    digest_compute(g, p->algorithm,
                   (struct str){ p->page, p->page_size - (p->next == 0 ? 12u : 0u) },
                   &is);
    if (is.algorithm == DIGEST_NONE || memcmp(is.bytes, want, is.n) != 0) {
        if (!p->differs)
            p->first_bad = page_offset(p, p->next);
        p->differs = true;
    }
    p->fill = 0;
    p->next++;
}

void pe_pages_add(struct pe_pages *p, struct digester *g, uint64_t offset,
                  struct str piece)
{
    uint64_t end = offset + piece.n;

    while (!p->is_broken && p->next < p->npages && offset < end) {
        uint64_t from = page_offset(p, p->next);
        uint64_t to = page_offset(p, p->next + 1);
        uint64_t stop = to < end ? to : end;

        if (from >= end)
            return;
        if (offset < from)
            offset = from;
        if (offset < stop)
            fill_page(p, offset, piece.p + (piece.n - (size_t)(end - offset)),
                      (size_t)(stop - offset));
        if (to > end)
            return;
        close_page(p, g);
        offset = to;
    }
}

void pe_pages_end(struct pe_pages *p, struct digester *g)
{
    while (!p->is_broken && p->next < p->npages)
        close_page(p, g);
}
