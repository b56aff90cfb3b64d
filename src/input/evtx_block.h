/*
 * evtx_block.h - a chunk of an event log and the records in it.
 *
 *     0         512                       free space            65536
 *     | header  | record | record | … | record | what was left over |
 *
 * A chunk needs nothing from outside of itself. The free-space offset says where its
 * records end; what lies behind is left over from earlier use. Only in a file that was
 * not closed (dirty) records may have been written since: they are read when their ids
 * go on by one.
 *
 * Source: libevtx documentation; [MS-EVEN6].
 */
#ifndef INPUT_EVTX_BLOCK_H
#define INPUT_EVTX_BLOCK_H

#include "base/str.h"

enum {
    EVTX_FILE_HEADER = 4096,
    EVTX_BLOCK_BYTES = 65536,
    EVTX_BLOCK_HEADER = 512,
    EVTX_RECORD_HEADER = 24,
};

/* Flags of a file's header. */
enum { EVTX_DIRTY = 1, EVTX_FULL = 2 };

struct evtx_block {
    const uint8_t *p;
    size_t n;   /* bytes there are; fewer than EVTX_BLOCK_BYTES at the end of a file */
    size_t end; /* of the records */
    bool is_dirty;
};

enum evtx_block_fate {
    EVTX_BLOCK_GOOD,
    EVTX_BLOCK_EMPTY, /* a slot that was never used */
    EVTX_BLOCK_BAD,   /* something else than a chunk, or cut off in its header */
};

/* Look at the chunk in `bytes`, which is at most EVTX_BLOCK_BYTES long. */
enum evtx_block_fate evtx_block_open(struct evtx_block *b, struct str bytes,
                                     bool is_dirty);

struct evtx_record {
    size_t at;       /* of its header, in the chunk */
    size_t from, to; /* its binary XML */
    uint64_t id;
};

enum evtx_record_fate {
    EVTX_RECORD_GOOD,
    EVTX_RECORD_END, /* of the chunk's records */
    EVTX_RECORD_BAD, /* damaged: out->at says where, *at is behind it */
};

/* The record at *at, which is EVTX_BLOCK_HEADER first; *at moves behind it. */
enum evtx_record_fate evtx_record_next(const struct evtx_block *b, size_t *at,
                                       struct evtx_record *out);

/* Do the sums of a file's header hold? True when it says that it has none. */
bool evtx_header_sum_holds(struct str head);

/* Likewise those of a whole chunk. */
bool evtx_block_sums_hold(struct str bytes);

#endif
