/*
 * script_text.h - the text of a script as Windows digests it: UTF-16, low byte first.
 *
 * A view of the file's bytes that hands out UTF-16 code units one by one, whatever
 * the file's encoding, so that nothing has to be converted as a whole. Places are byte
 * offsets into the file.
 */
#ifndef SIGNATURE_SCRIPT_TEXT_H
#define SIGNATURE_SCRIPT_TEXT_H

#include "signature/digest.h"

enum script_encoding {
    SCRIPT_UTF8,
    SCRIPT_UTF16LE,
    SCRIPT_UTF16BE,
    SCRIPT_1252 /* the legacy code page of western Windows */
};

struct script_text {
    struct str bytes; /* the file; borrowed */
    enum script_encoding encoding;
    size_t mark;       /* bytes of the byte order mark; 0: none */
    size_t width;      /* bytes of an ASCII character: 1 or 2 */
    bool is_ascii;     /* of one-byte encodings: no byte above 0x7F */
    bool is_ambiguous; /* no mark: could be UTF-8 and the code page */
};

/* Look at mark and bytes. Without a mark: UTF-8 if it is well formed, else 1252. */
void script_text_init(struct script_text *t, struct str bytes);

/* The ASCII text stands at offset `at`. */
bool script_text_has(const struct script_text *t, size_t at, const char *ascii);

/* Offset behind the line that begins at or goes on at `at`. */
size_t script_text_next_line(const struct script_text *t, size_t at);

/* Offset of the line end that stands before `at`; `at` when there is none. */
size_t script_text_before_line_end(const struct script_text *t, size_t at);

/* The character at `at` if it is ASCII, else 0x80. */
char script_text_ascii(const struct script_text *t, size_t at);

/*
 * Add the bytes [from, to) to the run as UTF-16 in little-endian order, read in
 * `encoding`; returns how many code units. What is not well formed becomes U+FFFD.
 */
size_t script_text_digest(const struct script_text *t, enum script_encoding encoding,
                          size_t from, size_t to, struct digest_run *run);

#endif
