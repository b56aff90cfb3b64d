/*
 * json_scan.h - lines of flat JSON objects, checked 64 bytes at a time.
 *
 * A scanner goes over text that starts at the start of a line and tells of every block
 * of 64 bytes where keys start, where lines end, and where something stands that it
 * does not understand. As far as it does not complain, the text is lines of the form
 *
 *     {"key":"value","key": 12.5, "key":null}
 *
 * without nested values, with a '\n' right behind the brace, at most one blank behind
 * each brace, colon and comma, and no escape in a key: the very records that
 * json_walk() accepts, of this shape. What a scanner complains about may well be
 * correct JSON of another shape: ask json_walk().
 *
 * How it works: comparing 64 bytes with a character gives a word with one bit a byte.
 * Quotes that no backslash escapes, summed up modulo 2 from the left, give the bytes
 * inside of strings. In what lies outside every byte is determined by the one before
 * it: behind a closing quote a colon, comma or brace, behind a comma a quote, and so
 * on, so that the grammar is a handful of equations between shifted words. Colons and
 * commas must alternate: summed up modulo 2, too, they tell values from keys.
 */
#ifndef TEXT_JSON_SCAN_H
#define TEXT_JSON_SCAN_H

#include "base/base.h"

enum {
    JSON_BLOCK = 64,
    JSON_RUN = 64,         /* blocks that are scanned at a time, at most */
    JSON_SCAN_MARGIN = 64, /* readable bytes that a scanner needs behind its blocks */
    JSON_PROBES = 4,
    JSON_PROBE_BIT = 16
};

/* What the next block needs to know of the ones before: all bits or none, or bit 0. */
struct json_scan_state {
    uint64_t in_string, in_value;                   /* all bits or none */
    uint64_t escaped, token;                        /* bit 0 from here on */
    uint64_t after_string, after_mark, after_blank; /* mark: { : , */
    uint64_t after_brace, after_line;
};

/* By block, one bit a byte, the lowest for the first. */
struct json_blocks {
    uint64_t busy; /* the blocks in which a bit is set, a bit each */
    _Alignas(64) uint64_t keys[JSON_RUN];  /* opening quotes of keys, see json_probes */
    _Alignas(64) uint64_t lines[JSON_RUN]; /* line ends */
    _Alignas(64) uint64_t bad[JSON_RUN];   /* bytes that do not follow from what stands
                                              before them */
};

/* Places in a key, counted from behind its opening quote, that tell names apart: every
 * second one. */
static const uint8_t json_probe_place[JSON_PROBES] = { 0, 2, 4, 6 };

/*
 * Names to look out for. When it is on a scanner may leave out keys that are none of
 * them, and usually does; it never leaves out one that is. places[c & 0x7f] has the bit
 * JSON_PROBE_BIT << i when some name may have the character c in place i, where what
 * follows a name is `":`. is_open[i] says that any byte may stand there: a name ends
 * before it, or has a byte above 0x7f there.
 */
struct json_probes {
    bool is_on;
    bool is_open[JSON_PROBES];
    uint8_t places[128];
};

struct json_scanner {
    const char *name;
    bool (*is_supported)(void); /* by this processor */
    /*
     * Scan up to `n` blocks from `p` on, 1 to JSON_RUN, behind which JSON_SCAN_MARGIN
     * more bytes can be read, and return how many were: a block with `bad` set is the
     * last.
     */
    size_t (*scan)(const char *p, size_t n, const struct json_probes *probes,
                   struct json_scan_state *state, struct json_blocks *out);
};

/* Fastest first; all give the same. */
extern const struct json_scanner *const json_scanner_table[];
extern const size_t json_scanner_table_len;

/* The fastest for this processor. */
const struct json_scanner *json_scanner_best(void);

/* The state at the start of a line. */
static inline struct json_scan_state json_scan_start(void)
{
    return (struct json_scan_state){ .after_line = 1 };
}

#endif
