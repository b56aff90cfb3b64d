/*
 * dictionary.h - what is known of the fields of Falcon events.
 *
 * A query can be right in form and still never match: letters against a bit mask,
 * SHA-1 where the sensor sends zeros, ComputerName on records that do not carry it.
 * The linter and the catalogue look here. What is not in the table is unknown, not
 * wrong.
 *
 * Source: telemetry.md 1 and 2; where a fact is weaker than that, the entry says so.
 */
#ifndef EVENT_DICTIONARY_H
#define EVENT_DICTIONARY_H

#include "base/str.h"

enum field_kind {
    FIELD_TEXT,
    FIELD_NUMBER, /* decimal; a quantity or a small code */
    FIELD_BITS, /* a bit mask in decimal; names by sign_flag_name() for SignInfoFlags */
    FIELD_HASH, /* lower-case hexadecimal */
    FIELD_PATH, /* an NT device path on Windows: no drive letter */
    FIELD_TIME, /* seconds or milliseconds since 1970, see falcon_time() */
    FIELD_ID    /* an opaque number or string; order means nothing */
};

struct field_info {
    const char *name;
    enum field_kind kind;
    const char *meaning;
    const char
        *events;      /* that carry it, separated by blanks; "*": all; "-": none raw */
    const char *note; /* a trap; may be NULL */
};

/* Sorted by name. */
extern const struct field_info field_dictionary[];
extern const size_t field_dictionary_len;

/* What is known of a field, or NULL. A leading `#` of a tag counts. */
const struct field_info *field_info_find(struct str name);

/* "text", "bit mask", … */
const char *field_kind_name(enum field_kind kind);

/* Is `event` one of those that carry the field? */
bool field_info_on_event(const struct field_info *info, struct str event);

#endif
