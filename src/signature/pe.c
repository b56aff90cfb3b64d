#include "base/base.h"

#include "signature/pe.h"

enum {
    FILE_HEADER = 24, /* with the PE mark */
    SECTION_HEADER = 40,
    MAGIC_PE32 = 0x10B,
    MAGIC_PE32_PLUS = 0x20B,
    DIRECTORY_RESOURCES = 2,
    DIRECTORY_CERTIFICATES = 4
};

/* Read one entry of the data directories; false when it is not there. */
static bool read_directory(const struct subject *s, uint64_t base, uint32_t count,
                           uint32_t index, uint8_t out[8])
{
    return index < count &&
           subject_read(s, base + 8 * (uint64_t)index, out, 8, NULL) == ST_OK;
}

static void read_directories(const struct subject *s, uint64_t optional, struct pe *out)
{
    uint64_t base = optional + (out->is_plus ? 112 : 96);
    uint8_t raw[8];
    uint32_t count;

    if (subject_read(s, base - 4, raw, 4, NULL) != ST_OK)
        return;
    count = le32(raw);
    if (read_directory(s, base, count, DIRECTORY_RESOURCES, raw)) {
        out->resource_address = le32(raw);
        out->resource_size = le32(raw + 4);
    }
    if (read_directory(s, base, count, DIRECTORY_CERTIFICATES, raw)) {
        out->directory_offset = base + 8 * (uint64_t)DIRECTORY_CERTIFICATES;
        out->table_offset = le32(raw);
        out->table_size = le32(raw + 4);
    }
}

static void read_sections(const struct subject *s, uint64_t at, size_t count,
                          struct pe *out)
{
    for (size_t i = 0; i < count && i < PE_SECTIONS_MAX; i++) {
        uint8_t raw[SECTION_HEADER];

        if (subject_read(s, at + i * SECTION_HEADER, raw, sizeof raw, NULL) != ST_OK)
            return;
        out->section[out->nsections++] = (struct pe_section){
            .address = le32(raw + 12),
            .size = le32(raw + 16),
            .offset = le32(raw + 20),
        };
    }
}

/*
 * 1. Follow 0x3C to the PE mark. 2. Take machine, link time, sizes from the file
 * header. 3. The optional header's magic decides where the directories are.
 * A file that ends before its checksum field is no PE for us.
 */
enum status pe_read(const struct subject *s, struct pe *out, struct diag *diag)
{
    uint8_t raw[FILE_HEADER];
    uint64_t at, optional;
    uint16_t magic;

    *out = (struct pe){ .is_pe = false };
    if (s->size < 0x40)
        return ST_OK;
    TRY(subject_read(s, 0x3C, raw, 4, diag));
    at = le32(raw);
    if (s->size < FILE_HEADER || at > s->size - FILE_HEADER)
        return ST_OK;
    TRY(subject_read(s, at, raw, FILE_HEADER, diag));
    optional = at + FILE_HEADER;
    if (memcmp(raw, "PE\0\0", 4) != 0 || s->size - optional < 68)
        return ST_OK;
    out->machine = le16(raw + 4);
    out->link_time = le32(raw + 8);
    read_sections(s, optional + le16(raw + 20), le16(raw + 6), out);
    TRY(subject_read(s, optional, raw, 2, diag));
    magic = le16(raw);
    if (magic != MAGIC_PE32 && magic != MAGIC_PE32_PLUS)
        return ST_OK;
    out->is_plus = magic == MAGIC_PE32_PLUS;
    out->checksum_offset = optional + 64;
    TRY(subject_read(s, out->checksum_offset, raw, 4, diag));
    out->checksum = le32(raw);
    read_directories(s, optional, out);
    out->is_pe = true;
    return ST_OK;
}

bool pe_read_at(const struct subject *s, const struct pe *pe, uint64_t address,
                void *out, size_t n)
{
    for (size_t i = 0; i < pe->nsections; i++) {
        const struct pe_section *sec = &pe->section[i];
        uint64_t into = address - sec->address;

        if (address >= sec->address && into <= sec->size && n <= sec->size - into)
            return subject_read(s, sec->offset + into, out, n, NULL) == ST_OK;
    }
    return false;
}
