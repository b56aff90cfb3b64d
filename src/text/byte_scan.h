/*
 * byte_scan.h - count a byte, or find the last one, at the speed of memory.
 *
 * For what the C library lacks; memchr() does the rest. Every processor gives the same.
 */
#ifndef TEXT_BYTE_SCAN_H
#define TEXT_BYTE_SCAN_H

#include "base/str.h"

/* How often `c` occurs in `s`. */
size_t byte_count(struct str s, char c);

/* Length of `s` up to and with its last `c`; 0 when there is none. */
size_t byte_last(struct str s, char c);

#endif
