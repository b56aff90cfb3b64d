/*
 * charset.h - text in other encodings as UTF-8.
 */
#ifndef TEXT_CHARSET_H
#define TEXT_CHARSET_H

#include "base/buf.h"

/*
 * Append `s`, which is in the encoding `name`, as UTF-8. Known, in any case, are UTF-8,
 * US-ASCII, ISO-8859-1, UTF-16 (big endian unless a mark says otherwise), UTF-16LE and
 * UTF-16BE; a byte order mark is left out. What cannot be decoded becomes U+FFFD.
 * False, with nothing appended, when the name is not known.
 */
NODISCARD bool charset_add(struct buf *out, struct str s, struct str name);

#endif
