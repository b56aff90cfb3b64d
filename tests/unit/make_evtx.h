/*
 * make_evtx.h - event logs made on the spot: chunks, records, templates, tokens.
 *
 *     make_evtx_start(&m, 0);
 *     make_chunk(&m);
 *     make_record(&m);
 *     make_token(&m, 0x01), make_open(…) …
 *     make_record_end(&m);
 *     make_chunk_end(&m);
 *     use(make_evtx_file(&m));
 *     make_evtx_release(&m);
 *
 * What is written is only as right as its caller: tests of damage need it wrong.
 */
#ifndef TESTS_MAKE_EVTX_H
#define TESTS_MAKE_EVTX_H

#include "base/buf.h"

enum { MAKE_CHUNK_BYTES = 65536 };

struct make_evtx {
    struct buf file;   /* header and whole chunks */
    uint8_t *chunk;    /* heap; the one at hand */
    size_t at;         /* next byte of it */
    size_t record;     /* where the record at hand starts */
    size_t definition; /* where the definition at hand starts */
    uint64_t first_id, id;
    size_t value_list, value; /* where the next value is described; its number */
};

void make_evtx_start(struct make_evtx *m, uint32_t flags);
void make_evtx_release(struct make_evtx *m);

/* The file so far; and its chunks alone, as a decoder gets them. */
struct str make_evtx_file(const struct make_evtx *m);
struct str make_evtx_chunks(const struct make_evtx *m);

/* A chunk; its sums are right. An empty slot. */
void make_chunk(struct make_evtx *m);
void make_chunk_end(struct make_evtx *m);
void make_empty_slot(struct make_evtx *m);

/* A record with the next id, up to and with the fragment's header. */
void make_record(struct make_evtx *m);
void make_record_end(struct make_evtx *m);

/* Bytes of any kind. */
void make_bytes(struct make_evtx *m, const void *p, size_t n);
void make_u8(struct make_evtx *m, unsigned n);
void make_u16(struct make_evtx *m, unsigned n);
void make_u32(struct make_evtx *m, uint32_t n);
void make_u64(struct make_evtx *m, uint64_t n);
void make_utf16(struct make_evtx *m, const char *ascii);

/* Tokens. `form` says what an element of this stream has. */
enum make_form { MAKE_PLAIN, MAKE_DEFINED /* a dependency id */ };
void make_open(struct make_evtx *m, enum make_form form, const char *name,
               bool has_attributes);
void make_attribute(struct make_evtx *m, const char *name);
void make_text(struct make_evtx *m, const char *ascii);
void make_value(struct make_evtx *m, unsigned index, bool is_optional);
void make_close_start(struct make_evtx *m);
void make_close_empty(struct make_evtx *m);
void make_close(struct make_evtx *m);
void make_end(struct make_evtx *m);

/* `<name>text</name>`, or with the value `index` as its content when text is NULL. */
void make_element(struct make_evtx *m, enum make_form form, const char *name,
                  const char *text, unsigned index);

/* `<Data Name="name">value</Data>`; without a name when it is NULL. */
void make_data(struct make_evtx *m, enum make_form form, const char *name,
               unsigned index, bool is_optional);

/* An instance whose definition follows, up to its end; one of a definition before. */
void make_template(struct make_evtx *m);
void make_template_end(struct make_evtx *m);
void make_template_again(struct make_evtx *m, size_t definition);

/* Then its values: how many, and each in turn. */
void make_values(struct make_evtx *m, unsigned n);
void make_given(struct make_evtx *m, unsigned type, const void *p, size_t n);
void make_given_text(struct make_evtx *m, const char *ascii);
void make_given_u16(struct make_evtx *m, unsigned n);

/* A whole record: Sysmon's event 1 with an image, by a template that is made or reused.
 */
void make_sysmon(struct make_evtx *m, size_t *definition, const char *image);

#endif
