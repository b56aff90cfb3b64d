/*
 * der.h - a bounded reader of DER (ITU-T X.690).
 *
 * A `struct der` is a cursor over the elements of one value. All cursors that
 * come from one der_init() share a `struct der_error`: the first error sticks,
 * every read after it yields nothing, and the caller looks once, at the end.
 * Everything handed out is a view into the input; nothing is allocated.
 *
 * Accepted beside strict DER: lengths that take more octets than they need (real
 * signers write them); `relaxed` tells. Refused, with a reason of their own:
 * indefinite lengths, tag numbers above 30, nesting below DER_DEPTH_MAX, lengths
 * of more than four octets. Primitive values are checked by their readers only.
 */
#ifndef ASN1_DER_H
#define ASN1_DER_H

#include "base/str.h"

enum { DER_DEPTH_MAX = 32 };

/* Identifier octets. Context tags: DER_CONTEXT(n), constructed: DER_CONTEXT_SET(n). */
enum {
    DER_BOOLEAN = 0x01,
    DER_INTEGER = 0x02,
    DER_BIT_STRING = 0x03,
    DER_OCTET_STRING = 0x04,
    DER_NULL = 0x05,
    DER_OID = 0x06,
    DER_ENUMERATED = 0x0A,
    DER_UTF8_STRING = 0x0C,
    DER_PRINTABLE_STRING = 0x13,
    DER_T61_STRING = 0x14,
    DER_IA5_STRING = 0x16,
    DER_UTC_TIME = 0x17,
    DER_GENERALIZED_TIME = 0x18,
    DER_UNIVERSAL_STRING = 0x1C,
    DER_BMP_STRING = 0x1E,
    DER_SEQUENCE = 0x30,
    DER_SET = 0x31
};

#define DER_CONTEXT(n) (0x80 | (n))
#define DER_CONTEXT_CONSTRUCTED(n) (0xA0 | (n))

/* X(name, text) */
#define DER_PROBLEM_LIST(X)                                 \
    X(NONE, "no error")                                     \
    X(TRUNCATED, "an element is longer than what holds it") \
    X(TAG, "an element has another tag than expected")      \
    X(HIGH_TAG, "a tag number above 30")                    \
    X(LENGTH, "a length of more than four octets")          \
    X(INDEFINITE, "an indefinite length (BER, not DER)")    \
    X(DEPTH, "nested too deep")                             \
    X(TRAILING, "bytes behind the last element")            \
    X(VALUE, "a value is out of range or not well formed")

enum der_problem {
#define X(name, text) DER_PROBLEM_##name,
    DER_PROBLEM_LIST(X)
#undef X
};

struct der_error {
    const char *base; /* first byte of the outermost input */
    enum der_problem problem;
    size_t offset; /* of the element that failed, from `base` */
    bool relaxed;  /* a length took more octets than needed */
};

struct der {
    struct str rest;         /* what has not been read */
    struct der_error *error; /* shared; outlives the cursor */
    unsigned depth;
};

struct der_item {
    uint8_t tag;      /* identifier octet; 0 when nothing was read */
    struct str value; /* the contents */
    struct str whole; /* identifier, length and contents */
};

/* A cursor over `bytes`; resets `error`. */
struct der der_init(struct der_error *error, struct str bytes);

/* A cursor over a part of the same input (a view that an earlier read returned). */
struct der der_within(const struct der *parent, struct str bytes);

/* True when all was read or an error stuck. */
bool der_at_end(const struct der *d);
bool der_failed(const struct der *d);

/* Record a problem at the cursor unless one stuck before. */
void der_fail(struct der *d, enum der_problem problem);

/* The identifier octet that comes next, or 0 at the end. */
uint8_t der_peek(const struct der *d);

/* Read any element; tag 0 at the end (no error) or after an error. */
struct der_item der_next(struct der *d);

/* Read the element, which must have `tag`; the end of input is an error. */
struct der_item der_expect(struct der *d, uint8_t tag);

/* Read the element if it has `tag`; else tag 0 and the cursor stays. */
struct der_item der_optional(struct der *d, uint8_t tag);

/* Step into the next element, which must have `tag`: a cursor over its contents. */
struct der der_enter(struct der *d, uint8_t tag);

/* Fail unless everything was read. */
void der_finish(struct der *d);

/* The contents of an INTEGER as they are: big endian, two's complement, at least one
 * byte. */
struct str der_integer(struct der *d);

/* An INTEGER that fits; else DER_PROBLEM_VALUE and 0. */
int64_t der_small(struct der *d);

/* A BOOLEAN; any non-zero octet is true. False also after an error. */
bool der_boolean(struct der *d);

/*
 * The octets of a BIT STRING without the count octet. `unused` (may be NULL) is
 * the number of padding bits in the last octet, 0 to 7.
 */
struct str der_bits(struct der *d, unsigned *unused);

/* A static sentence for the problem that stuck. */
const char *der_problem_text(enum der_problem problem);

#endif
