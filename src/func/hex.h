/*
 * hex.h - bytes as hexadecimal text.
 */
#ifndef FUNC_HEX_H
#define FUNC_HEX_H

#include "base/str.h"

/* Write `n` bytes as 2 * n lower-case digits to `out`. */
void hex_write(const unsigned char *bytes, size_t n, char *out);

/* The value of one digit in either case, or -1. */
int hex_digit(char c);

#endif
