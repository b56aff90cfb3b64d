/*
 * evtx_token.h - binary XML as a sequence of tokens.
 *
 * A stream is what a record, a template's definition, or a value of the type binary
 * XML holds. Streams lie in a chunk and refer to names and definitions elsewhere in it
 * by offset. Nothing is copied: text is UTF-16LE in place.
 *
 * Elements of a definition have a dependency id, those of a record's own stream (events
 * that were forwarded) and of values do not.
 *
 * Source: [MS-EVEN6] 2.2.12; libevtx documentation.
 */
#ifndef INPUT_EVTX_TOKEN_H
#define INPUT_EVTX_TOKEN_H

#include "input/evtx_reader.h"

enum evtx_token_kind {
    EVTX_END,         /* of the stream */
    EVTX_OPEN,        /* name: an element; its attributes follow */
    EVTX_ATTRIBUTE,   /* name: an attribute; what it consists of follows */
    EVTX_CLOSE_START, /* of the start tag: content follows */
    EVTX_CLOSE_EMPTY, /* of an element without content */
    EVTX_CLOSE,       /* of an element */
    EVTX_TEXT,        /* text */
    EVTX_CDATA,       /* text */
    EVTX_CHARACTER,   /* number: a character by its code */
    EVTX_ENTITY,      /* name: a character by its name */
    EVTX_VALUE,       /* number, is_optional: stands for a value of the instance */
    EVTX_INSTANCE,    /* of a template, at `at`: read it with evtx_instance_read() */
    EVTX_FRAGMENT,    /* a stream in the stream; says nothing */
    EVTX_TARGET,      /* name: of a processing instruction */
    EVTX_TARGET_DATA, /* text: of a processing instruction */
    EVTX_BAD,         /* none of these, or cut off: nothing can be read behind it */
};

/* UTF-16LE in place. */
struct evtx_chars {
    const uint8_t *p;
    size_t n; /* 16-bit units */
};

struct evtx_token {
    enum evtx_token_kind kind;
    struct evtx_chars text; /* or name */
    size_t at;              /* where the token starts */
    uint16_t number;
    bool is_optional;
};

struct evtx_tokens {
    struct evtx_reader in;
    size_t chunk_end; /* names lie anywhere in the chunk */
    bool has_dependency;
};

/* The next token. Behind the end of the stream it is always EVTX_END. */
void evtx_token_next(struct evtx_tokens *t, struct evtx_token *out);

/* Are two texts the same, the second of ASCII? */
bool evtx_chars_are(struct evtx_chars a, const char *b);

/* A value of a record. */
struct evtx_value {
    const uint8_t *p;
    uint16_t n;
    uint8_t type; /* see evtx_value.h */
};

/* A template and the values that its definition is to be filled with. */
struct evtx_instance {
    size_t definition;      /* its offset; tells definitions of a chunk apart */
    size_t body, body_size; /* the definition's stream */
    const uint8_t *list;    /* nvalues of { u16 size, u8 type, u8 0 } */
    size_t nvalues;
};

/*
 * Read the instance that starts at in->at, with `value` holding the values, at most
 * `max`. False: cut off, or too many. The reader is behind the instance then.
 */
NODISCARD bool evtx_instance_read(struct evtx_reader *in, size_t chunk_end,
                                  struct evtx_value *value, size_t max,
                                  struct evtx_instance *out);

/* The same without the values. */
NODISCARD bool evtx_instance_skip(struct evtx_reader *in, size_t chunk_end,
                                  struct evtx_instance *out);

#endif
