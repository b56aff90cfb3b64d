/*
 * armor.h - base64, in which PEM files and scripts carry DER.
 */
#ifndef SIGNATURE_ARMOR_H
#define SIGNATURE_ARMOR_H

#include "base/str.h"

/*
 * Decode `text` into `out`, which has room for text.n bytes and may be text.p itself;
 * returns how many were written. Blanks and line ends are skipped, the first '=' ends
 * it. SIZE_MAX: some other character.
 */
size_t armor_decode(struct str text, char *out);

#endif
