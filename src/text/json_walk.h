/*
 * json_walk.h - read one JSON object with care: all of it is checked (RFC 8259), and
 * every scalar is told with its path.
 *
 * Nested values get the names that parseJson() would give them: {"a":{"b":[1,2]}} has
 * the scalars a.b[0] and a.b[1]. Empty arrays and objects hold no scalar.
 *
 * What is checked: the grammar; no control character inside a string; escapes; not
 * more than JSON_DEPTH_MAX levels; nothing but white space behind the object. What is
 * not: bytes that are no UTF-8 are kept as they are, and so are lone surrogates.
 */
#ifndef TEXT_JSON_WALK_H
#define TEXT_JSON_WALK_H

#include "base/buf.h"

enum { JSON_DEPTH_MAX = 256 };

enum json_kind {
    JSON_PLAIN,   /* string without an escape; the text is what it says */
    JSON_ESCAPED, /* the inside of a string that holds a backslash */
    JSON_NUMBER,
    JSON_BOOL,
    JSON_NULL,
};

struct json_scalar {
    struct str path;   /* decoded; see path_is_view */
    bool path_is_view; /* into the record; else it lives for the call only */
    enum json_kind kind;
    struct str text; /* view into the record, without quotes */
};

struct json_visitor {
    void *ctx;
    void (*scalar)(void *ctx, const struct json_scalar *s);
    bool deep; /* tell of scalars inside nested values, not only check them */
};

/* Where and why a record is no JSON object. */
struct json_problem {
    size_t offset;
    const char *why; /* static storage */
};

/*
 * Walk the object that starts at the first character of `text` that is no white
 * space. True: *used is the number of bytes up to and with its closing brace; what
 * follows was not looked at. False: *problem says why; scalars before the offending
 * place have been told by then.
 */
bool json_walk(struct str text, const struct json_visitor *visitor, size_t *used,
               struct json_problem *problem);

/* Length of the JSON white space at the start of `text`. */
size_t json_space(struct str text);

#endif
