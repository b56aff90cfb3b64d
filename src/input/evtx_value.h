/*
 * evtx_value.h - values of binary XML as text.
 *
 * Text is what Windows shows: numbers in decimal, those of the hexadecimal types and
 * sizes with 0x and without leading zeros, GUIDs in braces and lower case, SIDs as
 * S-1-5-18, times as 2026-01-31T12:00:05.1234567Z, bytes in upper-case hexadecimal
 * without blanks. A value whose length does not fit its type is shown as bytes.
 *
 * Source: [MS-EVEN6] 2.2.12; libevtx documentation.
 */
#ifndef INPUT_EVTX_VALUE_H
#define INPUT_EVTX_VALUE_H

#include "input/evtx_text.h"
#include "input/evtx_token.h"

enum evtx_type {
    EVTX_NULL = 0,
    EVTX_UTF16 = 1,
    EVTX_ANSI = 2,
    EVTX_INT8 = 3, /* to 10: 8, 16, 32, 64 bits; even is unsigned */
    EVTX_UINT16 = 6,
    EVTX_UINT64 = 10,
    EVTX_FLOAT = 11,
    EVTX_DOUBLE = 12,
    EVTX_BOOL = 13,
    EVTX_BINARY = 14,
    EVTX_GUID = 15,
    EVTX_SIZE = 16,
    EVTX_FILETIME = 17,
    EVTX_SYSTEMTIME = 18,
    EVTX_SID = 19,
    EVTX_HEX32 = 20,
    EVTX_HEX64 = 21,
    EVTX_XML = 33,
    EVTX_ARRAY = 0x80, /* bit: several values of the type without the bit */
};

/* Does the value say nothing at all? An empty text does say that it is empty. */
bool evtx_value_is_null(const struct evtx_value *v);

/* Append the value as text: of an array its items with a comma between them. */
void evtx_value_add(struct evtx_text *t, const struct evtx_value *v);

/*
 * Items of an array, in order:
 *
 *     size_t at = 0;
 *     while (evtx_value_item(v, &at, &item))
 *         …
 *
 * A single value is one item of itself.
 */
bool evtx_value_item(const struct evtx_value *v, size_t *at, struct evtx_value *item);

#endif
