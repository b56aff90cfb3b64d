/*
 * uri.h - a URI reference in its parts.
 *
 *     scheme://username:password@host:port/path?query#fragment
 *
 * By structure alone (RFC 3986, appendix B): nothing is decoded, and characters that a
 * URI may not hold pass. A scheme that no slash follows makes the text opaque, as in
 * `mailto:eve@example.com`: then only scheme and fragment are told apart.
 */
#ifndef TEXT_URI_H
#define TEXT_URI_H

#include "base/str.h"

enum uri_part {
    URI_SCHEME,
    URI_USERNAME,
    URI_PASSWORD,
    URI_HOST, /* of an IPv6 address with its brackets */
    URI_PORT,
    URI_PATH,
    URI_QUERY,
    URI_FRAGMENT,
    URI_PARTS
};

struct uri {
    struct str part[URI_PARTS]; /* views; p is NULL of a part that is not there */
    bool has_authority;         /* there is a host, and be it empty */
};

/*
 * Split all of `text`. False when what stands behind the host is no port (digits, at
 * most 65535). An empty path or port counts as not there. Never allocates; linear.
 */
NODISCARD bool uri_split(struct str text, struct uri *out);

/*
 * Is every character one that a URI may hold: no blank, quote, bracket or control
 * character, and two hexadecimal digits behind each `%`? Bytes above 0x7f may be.
 */
bool uri_is_valid(struct str text);

#endif
