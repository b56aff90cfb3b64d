/*
 * value.h - one field of one event.
 *
 * A value is 16 bytes, passed by value, and usually a view into the chunk that
 * the event was read from. The language has no types: text is read as a number
 * where the context asks (value_number), a computed number becomes text when
 * somebody looks at it (value_text). Missing and empty are two different things.
 *
 * Lifetime: the bytes of a value live until its batch is reset, unless the
 * function that made it says longer. value_keep() copies into another arena.
 */
#ifndef EVENT_VALUE_H
#define EVENT_VALUE_H

#include "base/str.h"

struct arena;

enum value_kind {
    VALUE_MISSING, /* the event has no such field; zero-initialised means this */
    VALUE_STRING,  /* p, n: decoded text */
    VALUE_ESCAPED, /* p, n: the inside of a JSON string that holds a backslash */
    VALUE_INTEGER, /* i: computed, exact */
    VALUE_DOUBLE,  /* d: computed, finite */
};

struct value {
    union {
        const char *p;
        int64_t i;
        double d;
    };
    uint32_t n;
    enum value_kind kind;
};

_Static_assert(sizeof(struct value) == 16, "values are copied by the million");

static inline struct value value_missing(void)
{
    return (struct value){ .kind = VALUE_MISSING };
}

/* `s` is at most 4 GiB - 1; longer text is cut there. */
static inline struct value value_str(struct str s)
{
    return (struct value){ .p = s.p,
                           .n = s.n > UINT32_MAX ? UINT32_MAX : (uint32_t)s.n,
                           .kind = VALUE_STRING };
}

static inline struct value value_int(int64_t i)
{
    return (struct value){ .i = i, .kind = VALUE_INTEGER };
}

static inline bool value_is_missing(struct value v)
{
    return v.kind == VALUE_MISSING;
}

/* A double; whole numbers below 2^53 become VALUE_INTEGER, NaN and infinity missing. */
struct value value_double(double d);

/* The strings "true" and "false". */
struct value value_bool(bool b);

/*
 * The value as text: decoded, or printed as cql-language.md section 5 says
 * (shortest text that reads back; whole numbers without a point). Missing gives
 * { NULL, 0 }; test the kind first where that matters. New text lies in `arena`;
 * when that is exhausted the result is empty and arena->failed is set.
 */
struct str value_text(struct value v, struct arena *arena);

/*
 * Read the value as a decimal number: sign, digits, fraction, exponent, with no
 * other character before or behind. False (and *out untouched) otherwise.
 */
bool value_number(struct value v, double *out);

/* As value_number(), for text without fraction and exponent that fits 64 bits. */
bool value_integer(struct value v, int64_t *out);

/* True for the text "true" alone. */
bool value_is_true(struct value v);

/* The value with its bytes copied to `arena`; numbers and missing are unchanged. */
struct value value_keep(struct value v, struct arena *arena);

/* Same kind of presence and same text ("5" equals computed 5). */
bool value_same_text(struct value a, struct value b, struct arena *scratch);

#endif
