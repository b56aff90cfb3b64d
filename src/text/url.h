/*
 * url.h - percent-encoding (RFC 3986 2.1).
 */
#ifndef TEXT_URL_H
#define TEXT_URL_H

#include "base/buf.h"

/*
 * Decode to `out`, which has room for s.n bytes and may be s.p itself; returns the
 * length. A percent sign without two hexadecimal digits stays as it stands. With
 * plus_is_blank, as in forms, `+` becomes a blank.
 */
size_t url_decode(struct str s, bool plus_is_blank, char *out);

/* Append `s`; all but letters, digits, `-`, `.`, `_` and `~` becomes %XX. */
void url_add_encoded(struct buf *out, struct str s);

#endif
