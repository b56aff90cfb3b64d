/*
 * sort_key.h - what a value is worth when rows are ordered by it.
 *
 *   number   numbers by size; all else behind them
 *   hex      whole hexadecimal numbers of any length, with or without 0x, likewise
 *   string   texts byte by byte
 *   any      numbers by size, before texts byte by byte
 *
 * Values that cannot be compared, and missing ones, come last in either direction.
 */
#ifndef FUNC_SORT_KEY_H
#define FUNC_SORT_KEY_H

#include "func/agg_number.h"

enum sort_type { SORT_NUMBER, SORT_STRING, SORT_HEX, SORT_ANY };

/* As the parameter table spells the types, in the order of the enum. */
#define SORT_TYPES "number string hex any"

enum sort_class { SORT_IS_NUMBER, SORT_IS_HEX, SORT_IS_TEXT, SORT_IS_NONE };

struct sort_key {
    enum sort_class class;
    struct agg_number number;
    struct str text; /* a view: of the value, or in the arena given */
};

/* The type that `name` spells; one of SORT_TYPES. */
enum sort_type sort_type_of(struct str name);

/* Read a value; text that has to be decoded lies in `arena`. */
struct sort_key sort_key_read(struct value v, enum sort_type type, struct arena *arena);

/* < 0: `a` comes before `b`. Zero: equal. */
int sort_key_cmp(const struct sort_key *a, const struct sort_key *b,
                 bool is_descending);

#endif
