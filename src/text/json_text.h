/*
 * json_text.h - the escapes of JSON strings, both ways.
 */
#ifndef TEXT_JSON_TEXT_H
#define TEXT_JSON_TEXT_H

#include "base/buf.h"

/*
 * Undo the escapes of `inside`, the bytes between the quotes of a JSON string. Write
 * to `out`, which has room for inside.n bytes and may be inside.p itself; return the
 * length, which is never more.
 *
 * A pair of surrogates becomes one character, a lone one U+FFFD. What is no escape of
 * JSON (`\x`, `\u12`, a last backslash) stays as it stands: text in logs is cut and
 * mangled, and a reader must show what was there. Bytes that are no UTF-8 stay, too.
 */
size_t json_unescape(struct str inside, char *out);

/* Does `inside` need json_unescape() at all? */
bool json_has_escape(struct str inside);

/*
 * Append `s` as a JSON string with its quotes. Quote, backslash and the characters
 * below U+0020 are escaped, a byte that is no UTF-8 becomes U+FFFD; all else stays.
 */
void json_add_string(struct buf *out, struct str s);

/* As json_add_string(), without the quotes. */
void json_add_escaped(struct buf *out, struct str s);

#endif
