/*
 * json.h - one JSON document in memory, token by token.
 *
 * A pull reader of RFC 8259 for settings, lookup files and parseJson(); it allocates
 * nothing and does not recurse. Tokens are views into the text. Nesting deeper than
 * JSON_DEPTH_MAX is an error. The text may begin with a byte order mark. Bytes that
 * are no UTF-8 pass inside of strings.
 *
 *     struct json j;
 *     struct json_token t;
 *
 *     json_init(&j, text);
 *     while ((t = json_next(&j)).kind != JSON_END && t.kind != JSON_ERROR)
 *         ...
 *
 * Errors are sticky: after the first, every token is JSON_ERROR.
 */
#ifndef TEXT_JSON_H
#define TEXT_JSON_H

#include "base/str.h"

enum { JSON_DEPTH_MAX = 256 };

enum json_kind {
    JSON_END, /* the document is complete and nothing follows */
    JSON_ERROR,
    JSON_OBJECT_BEGIN,
    JSON_OBJECT_END,
    JSON_ARRAY_BEGIN,
    JSON_ARRAY_END,
    JSON_KEY, /* its value is the next token */
    JSON_STRING,
    JSON_NUMBER,
    JSON_TRUE,
    JSON_FALSE,
    JSON_NULL
};

struct json_token {
    enum json_kind kind;
    struct str text; /* key and string: between the quotes, escaped; else as written */
    bool has_escape; /* `text` wants json_unescape() */
    size_t offset;   /* of the token in the document */
};

enum json_state {
    JSON_WANTS_VALUE,
    JSON_WANTS_VALUE_OR_END, /* behind `[` */
    JSON_WANTS_KEY_OR_END,   /* behind `{` */
    JSON_WANTS_COMMA_OR_END, /* behind a value */
    JSON_WANTS_NOTHING       /* the document is complete */
};

/* Private to json.c, save for the last three. */
struct json {
    struct str text;
    size_t pos;
    enum json_state state;
    uint64_t is_object[JSON_DEPTH_MAX / 64]; /* one bit a level */
    size_t depth;                            /* open objects and arrays */
    const char *error;                       /* the reason, or NULL; static storage */
    size_t error_offset;
};

/* Begin to read `text`, which must outlive the tokens. */
void json_init(struct json *j, struct str text);

struct json_token json_next(struct json *j);

/*
 * Skip the rest of the object or array whose begin was the last token, with its end,
 * and return the text from `begin.offset` to there. Empty after an error.
 */
struct str json_skip(struct json *j, struct json_token begin);

#endif
