/*
 * input.h - what a reader of events is.
 *
 * A format is a descriptor: how it is recognised, how a stream of its bytes is
 * cut into chunks of whole records, and how a chunk is decoded (event/feed.h).
 * The opener calls every bid() with the first bytes of a source and takes the
 * highest score. bid() does not consume, allocate, or look beyond the bytes it
 * is given. Compression is not a format: it is undone below this (filter.h).
 */
#ifndef INPUT_INPUT_H
#define INPUT_INPUT_H

#include "event/feed.h"

enum { INPUT_HEAD = 65536 }; /* bytes that bid() gets, fewer at the end of a source */

/* Of chunks: they are lines, though their format has other forms as well. */
#define CHUNK_IN_LINES (UINT32_C(1) << 31)

/* What the head of a source says, for formats of blocks. */
struct input_layout {
    uint64_t first_block; /* offset; at most INPUT_HEAD */
    uint32_t flags;       /* handed to the decoder with each chunk */
    bool is_damaged;      /* its check sum does not hold */
};

struct input {
    const char *name;    /* as in --input=ndjson */
    const char *summary; /* one sentence for --help and the manual */
    const char *source;  /* where the format is described */

    /* Certainty in bits that `head` starts this format; 0 = no. A 4-byte magic is
     * worth 32. */
    int (*bid)(struct str head);

    const struct decoder *decoder;

    /*
     * Length of the longest prefix of `bytes` that ends with a whole record; 0
     * when there is none yet. NULL: a record is a line.
     */
    size_t (*whole_records)(struct str bytes);

    /*
     * With whole_records: does the head show that this source has one record a line
     * all the same? Its chunks then have the flag CHUNK_IN_LINES. NULL: no.
     */
    bool (*is_in_lines)(struct str head);

    bool splittable; /* a plain file of lines or blocks may be read from any of them */

    /*
     * A format whose records lie in blocks of this size, which divides CHUNK_BYTES;
     * 0: it has none. Chunks begin with a block; the last one of a source may be cut.
     */
    size_t block_bytes;
    struct input_layout (*look)(struct str head);
    bool (*check)(struct str blocks); /* do their check sums hold? */
};

/* Every format; generated. */
extern const struct input *const input_table[];
extern const size_t input_table_len;

#endif
