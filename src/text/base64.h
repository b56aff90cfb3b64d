/*
 * base64.h - bytes as base64 text (RFC 4648), and back.
 */
#ifndef TEXT_BASE64_H
#define TEXT_BASE64_H

#include "base/buf.h"

/* Append `s` in the standard alphabet, padded. */
void base64_add(struct buf *out, struct str s);

/*
 * Decode `s` to `out`, which has room for s.n bytes and may be s.p itself. Both
 * alphabets are taken (`+/` and `-_`), padding may be missing, blanks and line ends are
 * skipped. False when there is any other byte, padding before the end, or a lone last
 * digit; bits that are left over are ignored.
 */
NODISCARD bool base64_decode(struct str s, char *out, size_t *n);

#endif
