/*
 * pe_write.h - a small program for Windows, laid out byte by byte, and its signing.
 *
 * It prints one line and exits: three imports, no C library, no relocations.
 *
 *     0x000  DOS header, PE header, section table
 *     0x200  .text   code
 *     0x400  .rdata  imports, the line
 *     0x600  .rsrc   version information, if wanted
 *            .data   filler, if wanted
 */
#ifndef FORGE_PE_WRITE_H
#define FORGE_PE_WRITE_H

#include "forge/cms_write.h"

struct program {
    bool is_32;
    const char *company;        /* version information; NULL: no resources */
    const char *original_name;  /* with `company` */
    const char *line;           /* what it prints; NULL: a default */
    uint32_t section_alignment; /* 0: 0x1000 */
    size_t filler;              /* bytes of a data section; 0: none */
    size_t tail;                /* bytes behind the image, which a signature covers */
};

/* The program; mutable bytes in the forge's arena. */
struct str pe_program(struct forge *f, const struct program *program);

/* Offset of the PE header of a program made here. */
enum { PE_HEADER = 0x40, PE_CODE = 0x200 };

/* How a certificate table is written. */
struct table {
    struct str blob[2]; /* PKCS #7; the second may be empty */
    uint16_t revision;  /* 0: 0x0200 */
    uint16_t type;      /* 0: 2 */
    size_t payload;     /* bytes behind the PKCS #7 within its entry */
    size_t tail;        /* bytes behind the table */
    bool is_exact;      /* dwLength without the padding */
    bool is_unaligned;  /* three bytes of padding before the table */
    bool keep_checksum; /* do not repair it */
};

/*
 * Put a table behind `file`, whose length is a multiple of eight; `tail` bytes at
 * the end of `file` come to stand behind the table. Returns a new file.
 */
struct str pe_attach(struct forge *f, struct str file, size_t tail,
                     const struct table *table);

/* The table of a signed file, whole. */
struct str pe_table(struct str file);

/* SpcIndirectData for the file as it will be when it is signed. */
struct signed_content pe_content(struct forge *f, const struct order *order,
                                 struct str file);

/* Write the checksum that the file has, or `value`. */
void pe_set_checksum(struct str file);
void pe_put_checksum(struct str file, uint32_t value);

/* Little-endian numbers into bytes of the arena. */
void put16(struct str file, size_t at, uint16_t value);
void put32(struct str file, size_t at, uint32_t value);
uint32_t get32(struct str file, size_t at);

#endif
