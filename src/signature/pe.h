/*
 * pe.h - the headers of a PE image, as far as signatures and version information need
 * them.
 *
 *     0x3C -> PE header: "PE\0\0", machine, number of sections, …
 *             optional header: magic 0x10B (PE32) or 0x20B (PE32+), checksum at + 64
 *             data directories: eight bytes each; 2 is resources, 4 the certificate
 * table section table
 *
 * The certificate table's first word is a file offset, not an RVA.
 *
 * Source: Microsoft, "PE Format"; Authenticode_PE.docx.
 */
#ifndef SIGNATURE_PE_H
#define SIGNATURE_PE_H

#include "base/little.h"
#include "signature/container.h"

enum { PE_SECTIONS_MAX = 96 }; /* Windows loads no more */

struct pe_section {
    uint32_t address; /* RVA */
    uint32_t size;    /* bytes in the file */
    uint32_t offset;  /* in the file */
};

struct pe {
    bool is_pe;
    bool is_plus; /* PE32+ */
    uint16_t machine;
    uint32_t link_time;
    uint64_t checksum_offset;  /* of the four-byte field */
    uint32_t checksum;         /* as it is in the header */
    uint64_t directory_offset; /* of the eight bytes of directory 4; 0: not there */
    uint32_t table_offset;
    uint32_t table_size;
    uint32_t resource_address; /* RVA; 0: no resources */
    uint32_t resource_size;
    struct pe_section section[PE_SECTIONS_MAX];
    size_t nsections;
};

/* Read the headers. What is no PE is ST_OK with is_pe false. */
NODISCARD enum status pe_read(const struct subject *s, struct pe *out,
                              struct diag *diag);

/* Read `n` bytes at an RVA; false when no section holds all of them. */
bool pe_read_at(const struct subject *s, const struct pe *pe, uint64_t address,
                void *out, size_t n);

/* Version information of the image; empty members where it says nothing. Never fails.
 */
void pe_version(const struct subject *s, const struct pe *pe, struct version_info *out);

/*
 * Page hashes of one signature: pairs of (file offset, digest), the last with the end
 * of the hashed bytes and a zero digest. Fed with the file's bytes in order.
 */
struct pe_pages {
    struct str pairs; /* borrowed from the PKCS #7 */
    enum digest_algorithm algorithm;
    uint32_t page_size;
    size_t npages; /* without the end pair */
    size_t next;   /* page being filled */
    size_t fill;
    bool differs;   /* a page did not fit */
    bool is_broken; /* the list is not in order or no whole number of pairs */
    uint64_t first_bad;
    uint64_t end; /* offset in the last pair */
    const struct pe *pe;
    char *page; /* page_size bytes */
};

/*
 * Find the page hashes in SpcPeImageData. False when there are none, or when memory
 * ran out.
 */
bool pe_pages_init(struct pe_pages *p, const struct pe *pe, struct str image_data,
                   struct arena *arena);
void pe_pages_add(struct pe_pages *p, struct digester *g, uint64_t offset,
                  struct str piece);
/* All bytes were added: the last page is complete. */
void pe_pages_end(struct pe_pages *p, struct digester *g);

#endif
