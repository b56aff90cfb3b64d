/*
 * format_spec.h - what stands in the format of format(): texts and conversions.
 *
 *     %[n$][flags][width][.precision]conversion
 *
 * Flags are - (left), + and blank (sign), 0 (zeros), the comma (groups of thousands), (
 * (negative numbers in parentheses) and # (prefix 0 or 0x). Conversions are s b c d o x
 * f e g, their capitals for text in capitals, tY and so on for times, n and %.
 *
 * Source: java.util.Formatter, which LogScale's format() follows.
 */
#ifndef FUNC_FORMAT_SPEC_H
#define FUNC_FORMAT_SPEC_H

#include "base/diag.h"
#include "base/str.h"

struct arena;

enum {
    FORMAT_LEFT = 1 << 0,
    FORMAT_PLUS = 1 << 1,
    FORMAT_BLANK = 1 << 2,
    FORMAT_ZERO = 1 << 3,
    FORMAT_GROUP = 1 << 4,
    FORMAT_PARENTHESES = 1 << 5,
    FORMAT_PREFIX = 1 << 6,
};

enum { FORMAT_WIDTH_MAX = 1000 };

struct format_item {
    struct str text; /* a literal, when conversion is 0 */
    char conversion; /* lower case: s b c d o x f e g t */
    char time;       /* the letter behind t */
    bool is_upper;
    unsigned flags;
    int width;     /* 0 without */
    int precision; /* -1 without */
    size_t arg;    /* which of the fields */
};

struct format_spec {
    const struct format_item *item;
    size_t n;
    size_t nargs; /* fields that it needs */
};

/*
 * Read `text`, which must live as long as the result. ST_SYNTAX with the offset of a
 * conversion that is none, ST_LIMIT for a width above FORMAT_WIDTH_MAX, ST_NOMEM.
 */
NODISCARD enum status format_spec_new(struct format_spec *out, struct arena *arena,
                                      struct str text, struct diag *diag);

#endif
