/*
 * utf8.h - characters of UTF-8 text, and their case.
 *
 * Text comes from outside and may be no UTF-8: a byte that begins no valid sequence
 * (overlong forms, surrogates and values above U+10FFFF are none) counts as one
 * character, decodes as UTF8_INVALID, and is copied as it is by the case functions.
 *
 * Case maps one character to one, by a table of our own: Latin-1, Latin Extended-A and
 * Additional, Greek, Cyrillic, Armenian and the full-width forms. It is the same on
 * every machine, whatever the locale.
 */
#ifndef TEXT_UTF8_H
#define TEXT_UTF8_H

#include "base/str.h"

enum { UTF8_MAX = 4 };

#define UTF8_INVALID UINT32_MAX
#define UTF8_REPLACEMENT 0xfffdu

/* Decode the character at *at (below s.n) and move *at behind it. */
uint32_t utf8_decode(struct str s, size_t *at);

/* Write `c`, which is at most U+10FFFF, and return its length in bytes. */
size_t utf8_encode(uint32_t c, char out[static UTF8_MAX]);

bool utf8_is_valid(struct str s);
bool utf8_is_ascii(struct str s);

/* The number of characters. */
size_t utf8_count(struct str s);

/* The other case of a character, or itself. */
uint32_t utf8_lower(uint32_t c);
uint32_t utf8_upper(uint32_t c);

/*
 * Write `s` in lower or upper case to `out`, which has room for s.n bytes and may be
 * s.p itself, and return the length: no character of the table grows.
 */
size_t utf8_lower_text(struct str s, char *out);
size_t utf8_upper_text(struct str s, char *out);

#endif
