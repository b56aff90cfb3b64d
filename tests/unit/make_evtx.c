#include "base/base.h"

#include <isa-l/crc.h>

#include "make_evtx.h"

enum { HEADER = 4096, CHUNK_HEADER = 512 };

static void put(uint8_t *p, uint64_t n, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        p[i] = (uint8_t)(n >> (8 * i));
}

void make_bytes(struct make_evtx *m, const void *p, size_t n)
{
    if (n > MAKE_CHUNK_BYTES - m->at)
        abort();
    if (n)
        memcpy(m->chunk + m->at, p, n);
    m->at += n;
}

static void make_number(struct make_evtx *m, uint64_t n, size_t bytes)
{
    uint8_t p[8];

    put(p, n, bytes);
    make_bytes(m, p, bytes);
}

void make_u8(struct make_evtx *m, unsigned n)
{
    make_number(m, n, 1);
}

void make_u16(struct make_evtx *m, unsigned n)
{
    make_number(m, n, 2);
}

void make_u32(struct make_evtx *m, uint32_t n)
{
    make_number(m, n, 4);
}

void make_u64(struct make_evtx *m, uint64_t n)
{
    make_number(m, n, 8);
}

void make_utf16(struct make_evtx *m, const char *ascii)
{
    for (; *ascii; ascii++)
        make_u16(m, (unsigned char)*ascii);
}

/* ---- file and chunks -------------------------------------------------------- */

void make_evtx_start(struct make_evtx *m, uint32_t flags)
{
    uint8_t head[HEADER] = "ElfFile";

    *m = (struct make_evtx){ .id = 1 };
    m->chunk = calloc(1, MAKE_CHUNK_BYTES);
    if (!m->chunk)
        abort();
    put(head + 32, 128, 4);
    put(head + 36, 1, 2);
    put(head + 38, 3, 2);
    put(head + 40, HEADER, 2);
    put(head + 120, flags, 4);
    put(head + 124, crc32_gzip_refl(0, head, 120), 4);
    buf_init(&m->file, SIZE_MAX);
    buf_add(&m->file, (struct str){ (const char *)head, sizeof head });
}

void make_evtx_release(struct make_evtx *m)
{
    buf_release(&m->file);
    free(m->chunk);
}

struct str make_evtx_file(const struct make_evtx *m)
{
    return buf_str(&m->file);
}

struct str make_evtx_chunks(const struct make_evtx *m)
{
    return str_slice(buf_str(&m->file), HEADER, m->file.n);
}

void make_chunk(struct make_evtx *m)
{
    memset(m->chunk, 0, MAKE_CHUNK_BYTES);
    m->at = CHUNK_HEADER;
    m->first_id = m->id;
}

void make_chunk_end(struct make_evtx *m)
{
    uint8_t *c = m->chunk;
    uint32_t sum;

    memcpy(c, "ElfChnk", 8);
    put(c + 8, m->first_id, 8);
    put(c + 16, m->id - 1, 8);
    put(c + 24, m->first_id, 8);
    put(c + 32, m->id - 1, 8);
    put(c + 40, 128, 4);
    put(c + 44, m->record, 4);
    put(c + 48, m->at, 4);
    put(c + 52, crc32_gzip_refl(0, c + CHUNK_HEADER, m->at - CHUNK_HEADER), 4);
    sum = crc32_gzip_refl(0, c, 120);
    put(c + 124, crc32_gzip_refl(sum, c + 128, CHUNK_HEADER - 128), 4);
    buf_add(&m->file, (struct str){ (const char *)c, MAKE_CHUNK_BYTES });
}

void make_empty_slot(struct make_evtx *m)
{
    buf_pad(&m->file, MAKE_CHUNK_BYTES, '\0');
}

void make_record(struct make_evtx *m)
{
    m->record = m->at;
    make_u32(m, 0x2a2a);
    make_u32(m, 0);
    make_u64(m, m->id++);
    make_u64(m, UINT64_C(131000000000000000));
    make_u32(m, 0x0001010f);
}

void make_record_end(struct make_evtx *m)
{
    uint32_t size = (uint32_t)(m->at + 4 - m->record);

    put(m->chunk + m->record + 4, size, 4);
    make_u32(m, size);
}

/* ---- tokens ------------------------------------------------------------------ */

/* Every name is written where it is used. */
static void make_name(struct make_evtx *m, const char *name)
{
    make_u32(m, (uint32_t)m->at + 4);
    make_u32(m, 0);
    make_u16(m, 0);
    make_u16(m, (unsigned)strlen(name));
    make_utf16(m, name);
    make_u16(m, 0);
}

void make_open(struct make_evtx *m, enum make_form form, const char *name,
               bool has_attributes)
{
    make_u8(m, has_attributes ? 0x41 : 0x01);
    if (form == MAKE_DEFINED)
        make_u16(m, 0xffff);
    make_u32(m, 0);
    make_name(m, name);
    if (has_attributes)
        make_u32(m, 0);
}

void make_attribute(struct make_evtx *m, const char *name)
{
    make_u8(m, 0x06);
    make_name(m, name);
}

void make_text(struct make_evtx *m, const char *ascii)
{
    make_u8(m, 0x05);
    make_u8(m, 1);
    make_u16(m, (unsigned)strlen(ascii));
    make_utf16(m, ascii);
}

void make_value(struct make_evtx *m, unsigned index, bool is_optional)
{
    make_u8(m, is_optional ? 0x0e : 0x0d);
    make_u16(m, index);
    make_u8(m, 1);
}

void make_close_start(struct make_evtx *m)
{
    make_u8(m, 0x02);
}

void make_close_empty(struct make_evtx *m)
{
    make_u8(m, 0x03);
}

void make_close(struct make_evtx *m)
{
    make_u8(m, 0x04);
}

void make_end(struct make_evtx *m)
{
    make_u8(m, 0x00);
}

void make_element(struct make_evtx *m, enum make_form form, const char *name,
                  const char *text, unsigned index)
{
    make_open(m, form, name, false);
    make_close_start(m);
    if (text)
        make_text(m, text);
    else
        make_value(m, index, false);
    make_close(m);
}

void make_data(struct make_evtx *m, enum make_form form, const char *name,
               unsigned index, bool is_optional)
{
    make_open(m, form, "Data", name != NULL);
    if (name) {
        make_attribute(m, "Name");
        make_text(m, name);
    }
    make_close_start(m);
    make_value(m, index, is_optional);
    make_close(m);
}

/* ---- templates ---------------------------------------------------------------- */

void make_template(struct make_evtx *m)
{
    static const uint8_t guid[16] = { 1 };

    make_u8(m, 0x0c);
    make_u8(m, 1);
    make_u32(m, 7);
    m->definition = m->at + 4;
    make_u32(m, (uint32_t)m->definition);
    make_u32(m, 0);
    make_bytes(m, guid, sizeof guid);
    make_u32(m, 0);
    make_u32(m, 0x0001010f);
}

void make_template_end(struct make_evtx *m)
{
    make_end(m);
    put(m->chunk + m->definition + 20, m->at - m->definition - 24, 4);
}

void make_template_again(struct make_evtx *m, size_t definition)
{
    make_u8(m, 0x0c);
    make_u8(m, 1);
    make_u32(m, 7);
    make_u32(m, (uint32_t)definition);
}

void make_values(struct make_evtx *m, unsigned n)
{
    make_u32(m, n);
    m->value_list = m->at;
    for (unsigned i = 0; i < n; i++)
        make_u32(m, 0);
}

void make_given(struct make_evtx *m, unsigned type, const void *p, size_t n)
{
    put(m->chunk + m->value_list, n, 2);
    put(m->chunk + m->value_list + 2, type, 1);
    m->value_list += 4;
    make_bytes(m, p, n);
}

void make_given_text(struct make_evtx *m, const char *ascii)
{
    size_t at = m->at;

    make_utf16(m, ascii);
    put(m->chunk + m->value_list, m->at - at, 2);
    put(m->chunk + m->value_list + 2, 1, 1);
    m->value_list += 4;
}

void make_given_u16(struct make_evtx *m, unsigned n)
{
    uint8_t p[2];

    put(p, n, 2);
    make_given(m, 6, p, sizeof p);
}

static void make_sysmon_definition(struct make_evtx *m)
{
    make_open(m, MAKE_DEFINED, "Event", false);
    make_close_start(m);
    make_open(m, MAKE_DEFINED, "System", false);
    make_close_start(m);
    make_open(m, MAKE_DEFINED, "Provider", true);
    make_attribute(m, "Name");
    make_text(m, "Microsoft-Windows-Sysmon");
    make_close_empty(m);
    make_element(m, MAKE_DEFINED, "EventID", NULL, 0);
    make_element(m, MAKE_DEFINED, "Channel", "Microsoft-Windows-Sysmon/Operational", 0);
    make_element(m, MAKE_DEFINED, "Computer", "Host", 0);
    make_close(m);
    make_open(m, MAKE_DEFINED, "EventData", false);
    make_close_start(m);
    make_data(m, MAKE_DEFINED, "Image", 1, false);
    make_close(m);
    make_close(m);
}

void make_sysmon(struct make_evtx *m, size_t *definition, const char *image)
{
    make_record(m);
    if (*definition == 0) {
        make_template(m);
        make_sysmon_definition(m);
        make_template_end(m);
        *definition = m->definition;
    } else {
        make_template_again(m, *definition);
    }
    make_values(m, 2);
    make_given_u16(m, 1);
    make_given_text(m, image);
    make_end(m);
    make_record_end(m);
}
