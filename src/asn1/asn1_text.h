/*
 * asn1_text.h - the character strings of ASN.1 as UTF-8.
 *
 * What is read comes from an attacker and is printed later: the result is valid
 * UTF-8, but still may hold control characters, which the printer escapes.
 */
#ifndef ASN1_ASN1_TEXT_H
#define ASN1_ASN1_TEXT_H

#include "asn1/der.h"

struct buf;

/*
 * Append the string of element `item` as UTF-8. UTF8String is checked (bad bytes
 * become U+FFFD), BMPString and UniversalString are decoded, everything else is
 * taken as ISO 8859-1 (what Windows does with T61String).
 */
void asn1_text_add(struct buf *out, const struct der_item *item);

/* Append UTF-16 code units as UTF-8; a lone surrogate becomes U+FFFD. */
void utf16be_add(struct buf *out, struct str bytes);
void utf16le_add(struct buf *out, struct str bytes);

/* Append code point `c` (values beyond U+10FFFF and surrogates become U+FFFD). */
void utf8_add(struct buf *out, uint32_t c);

#endif
