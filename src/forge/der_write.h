/*
 * der_write.h - DER, written from the inside out.
 *
 * Every function returns a finished element in `arena`; elements are put into others
 * by der_join(). When memory runs out the arena's sticky `failed` tells, and what is
 * returned is empty: callers look once, at the end.
 */
#ifndef FORGE_DER_WRITE_H
#define FORGE_DER_WRITE_H

#include "asn1/der.h"
#include "asn1/oid.h"
#include "base/arena.h"

/* The elements of `part` in a row within `tag`; tag 0: without identifier and length.
 */
struct str der_join(struct arena *arena, uint8_t tag, const struct str *part, size_t n);

/* der_join() over the strs that follow. */
#define DER(arena, tag, ...)                                \
    der_join((arena), (tag), (struct str[]){ __VA_ARGS__ }, \
             sizeof((struct str[]){ __VA_ARGS__ }) / sizeof(struct str))

/* As der_join(), but of indefinite length: BER. */
struct str ber_join(struct arena *arena, uint8_t tag, struct str contents);

/* The elements in the order that DER demands of a SET OF. */
struct str der_set_of(struct arena *arena, uint8_t tag, const struct str *part,
                      size_t n);

/* OBJECT IDENTIFIER. */
struct str der_identifier(struct arena *arena, enum oid oid);

/* INTEGER, from a number or from big-endian bytes; never negative. */
struct str der_number(struct arena *arena, uint32_t value);
struct str der_unsigned(struct arena *arena, struct str bytes);

/* BIT STRING of whole bytes; NULL. */
struct str der_bit_string(struct arena *arena, struct str bytes);
struct str der_null(struct arena *arena);

/* PrintableString, or UTF8String where that is not enough. */
struct str der_text(struct arena *arena, const char *text);

/* AlgorithmIdentifier with parameters NULL. */
struct str der_algorithm(struct arena *arena, enum oid oid);

/* Noon of a day written as 20220601, as UTCTime or GeneralizedTime. */
struct str der_utc_day(struct arena *arena, int day);
struct str der_general_day(struct arena *arena, int day);

#endif
