/*
 * log_line.h - lines in the Common Event Format (CEF) and the Log Event Extended
 * Format (LEEF).
 *
 *     … CEF:0|vendor|product|version|class|name|severity|key=value key=value …
 *     … LEEF:2.0|vendor|product|version|id|^|key=value^key=value …
 *
 * What stands before the marker is passed over. Nothing is allocated: all texts are
 * views into the line, still with their escapes. Linear in the line.
 *
 * Source: ArcSight Common Event Format 0; IBM QRadar LEEF 1.0 and 2.0;
 * library.humio.com, parseCEF() and parseLEEF().
 */
#ifndef FUNC_LOG_LINE_H
#define FUNC_LOG_LINE_H

#include "base/str.h"

enum { LOG_HEADER_MAX = 7, LOG_SEPARATOR_MAX = 4 };

struct log_line {
    struct str
        header[LOG_HEADER_MAX]; /* the version first; without blanks round them */
    size_t nheader;
    struct str body; /* the pairs */
    /*
     * What stands between pairs; n == 0: blanks, as in CEF, where values hold blanks
     * too and have escapes, and where keys that end in Label name other keys.
     */
    char separator[LOG_SEPARATOR_MAX];
    size_t separator_n;
};

/* Read a CEF line of version 0; false when it is none. */
bool log_line_read_cef(struct str text, struct log_line *out);

/*
 * Read a LEEF line of version 1.0 or 2.0, or of version 0, whose pairs are those of
 * CEF. `separator` is that of version 1.0: empty means the tab or, where the pairs hold
 * none, blanks. False when it is no LEEF.
 */
bool log_line_read_leef(struct str text, struct str separator, struct log_line *out);

struct log_pair {
    struct str key;
    struct str value;
};

/* Begin with at == 0. */
struct log_pairs {
    const struct log_line *line;
    size_t at; /* everything in front of it has been read */
};

/* The next pair; false when there is none. Text that belongs to no pair is passed over.
 */
bool log_pairs_next(struct log_pairs *pairs, struct log_pair *out);

/*
 * Write `s` without its escapes to `out`, which has room for s.n bytes, and return the
 * length. Of a header these are \| and \\, of a value \=, \\, \n, \r and \t; another
 * backslash stays.
 */
size_t log_unescape(struct str s, bool is_header, char *out);

#endif
