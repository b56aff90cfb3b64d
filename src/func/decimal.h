/*
 * decimal.h - numbers as decimal digits, to be rounded and printed.
 *
 * The digits are those of the shortest text that reads back as the number, so that
 * rounding sees 1.005 and not 1.00499999999999989: what a reader of the value expects.
 * Halves are rounded away from zero. Nothing here allocates but the buf that is
 * written.
 */
#ifndef FUNC_DECIMAL_H
#define FUNC_DECIMAL_H

#include "base/buf.h"
#include "event/value.h"

enum { DECIMAL_DIGITS = 20 };

/* 0.d1 d2 d3 … times 10 to the power of `exponent`; n == 0 is zero. d1 is not 0. */
struct decimal {
    unsigned char digit[DECIMAL_DIGITS]; /* 0 to 9 */
    size_t n;
    int exponent;
    bool is_negative;
};

/* False when the value is no number. Whole numbers keep all of their 64 bits. */
NODISCARD bool decimal_read(struct value v, struct decimal *out);

/* Keep `digits` digits behind the point (fewer than 0: in front of it, rounded). */
void decimal_round(struct decimal *d, int digits);

/* Append without sign: 1234.50 for digits=2; `grouped` writes 1,234.50. */
void decimal_print_fixed(struct buf *out, struct decimal d, int digits, bool grouped);

/* Append without sign: 1.2345e+03 for digits=4. */
void decimal_print_exponent(struct buf *out, struct decimal d, int digits);

#endif
