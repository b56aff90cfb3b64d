/*
 * str.h - a view of bytes that somebody else owns.
 *
 * A `struct str` never owns its bytes and is not NUL-terminated. It is passed
 * by value. The function that hands one out says how long the bytes live; the
 * usual answers are "until the batch is reset" and "as long as the query".
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include "base/base.h"

struct arena;

struct str {
    const char *p; /* first byte; may be NULL only when n == 0 */
    size_t n;      /* length in bytes */
};

/* A string literal as a str. */
#define STR(lit) ((struct str){ (lit), sizeof(lit) - 1 })

/* printf("%.*s", STR_ARG(s)) */
#define STR_ARG(s) (int)(s).n, (s).p

/* The bytes of `cstr` up to its NUL, which stay where they are. */
struct str str_from_cstr(const char *cstr);

/*
 * Equal byte for byte. str_eq() is made for texts of any length; bytes_same() for short
 * ones, of which most are equal: what is compared is two loads.
 */
bool str_eq(struct str a, struct str b);
static inline bool bytes_same(const char *a, const char *b, size_t n)
{
    uint64_t x, y, u, v;

    if (n < 8 || n > 16)
        return n == 0 || memcmp(a, b, n) == 0;
    memcpy(&x, a, 8);
    memcpy(&y, b, 8);
    memcpy(&u, a + n - 8, 8);
    memcpy(&v, b + n - 8, 8);
    return ((x ^ y) | (u ^ v)) == 0;
}

/* Equal when A-Z and a-z are taken as the same; other bytes compare as they are. */
bool str_eq_nocase(struct str a, struct str b);

/* Bytewise order: < 0, 0, > 0; a prefix comes before what it begins. */
int str_cmp(struct str a, struct str b);

/* Does the one begin or end with the other? Everything does with the empty text. */
bool str_starts_with(struct str s, struct str prefix);
bool str_ends_with(struct str s, struct str suffix);

/* Position of the first `needle` in `s`, or SIZE_MAX. The empty needle is at 0. */
size_t str_find(struct str s, struct str needle);

/* Bytes [from, to) of `s`; both are cut to the length of `s`. */
struct str str_slice(struct str s, size_t from, size_t to);

/* `s` without ASCII white space at both ends. */
struct str str_trim(struct str s);

/*
 * Cut `*rest` at the first `sep`: return what stands before it and leave what
 * stands behind it in `*rest`. Without `sep` all of it is returned and `*rest`
 * becomes empty with p == NULL, which ends the usual loop.
 */
struct str str_cut(struct str *rest, char sep);

/* Copy `s` into `arena`, adding a NUL after it. p is NULL when memory ran out. */
struct str str_dup(struct arena *arena, struct str s);

#endif
