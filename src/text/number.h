/*
 * number.h - the language's numbers: decimal text to double and back.
 *
 * A number is an optional sign, digits with an optional fraction, and an optional
 * exponent: `12`, `-0.5`, `.5`, `5.`, `1.7E10`. Nothing else is one: no blanks, no
 * `1,000`, no hexadecimal, no `inf` or `nan`. Every function is pure, allocates
 * nothing and takes time linear in the text.
 */
#ifndef TEXT_NUMBER_H
#define TEXT_NUMBER_H

#include "base/str.h"

enum {
    NUMBER_TEXT_MAX = 32,   /* room for every number that is printed, without NUL */
    NUMBER_PARSE_MAX = 1024 /* a longer text is not taken as a number */
};

/*
 * Read the whole of `s` as a number, rounded to the nearest double, and write it to
 * *out. False, with *out untouched, when `s` is no number, is longer than
 * NUMBER_PARSE_MAX, or is too large for a double; what is too small becomes 0.
 */
NODISCARD bool number_parse(struct str s, double *out);

/*
 * Read the whole of `s` as a whole number: an optional sign and digits. False, with
 * *out untouched, for anything else and for what an int64_t cannot hold.
 */
NODISCARD bool number_parse_int64(struct str s, int64_t *out);

/*
 * Write the shortest text that reads back as `d` and return its length; no NUL.
 *
 * Whole numbers have neither point nor exponent below 1e21, and every digit below
 * 2^63. From 1e21, and below 1e-6, the form is `1.7E22`, `2E-7`. Both zeros are "0".
 * Returns 0 for infinities and NaN: they have no text that reads back.
 */
size_t number_print_double(double d, char out[static NUMBER_TEXT_MAX]);

/* Write `v` in decimal and return its length; no NUL. */
size_t number_print_int64(int64_t v, char out[static NUMBER_TEXT_MAX]);

#endif
