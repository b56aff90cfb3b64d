/*
 * chars.h - kinds of ASCII characters, the same in every locale.
 */
#ifndef REGEX_CHARS_H
#define REGEX_CHARS_H

#include "base/base.h"

/* Is `c` in `set`? NUL is in none: it stands for the end of a pattern. */
static inline bool is_one_of(char c, const char *set)
{
    return c && strchr(set, c) != NULL;
}

static inline bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The value of a hexadecimal digit, or -1. */
static inline int hex_value(char c)
{
    if (is_digit(c))
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

#endif
