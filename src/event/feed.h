/*
 * feed.h - where events come from, as the executor sees it.
 *
 * A feed hands out chunks: runs of whole records, about half a MiB. Every worker
 * asks for the next chunk, searches its bytes, and has it decoded into batches.
 * The input folder implements feeds over files and streams; the tests implement
 * one over memory. The executor knows nothing else of where events come from.
 *
 * Threads: next() may be called by several workers at a time, each with its own
 * worker number; a chunk's bytes live until the same worker asks again.
 */
#ifndef EVENT_FEED_H
#define EVENT_FEED_H

#include "event/batch.h"

struct decoder;

struct chunk {
    struct str bytes;  /* whole records */
    uint64_t ordinal;  /* of the first byte, see ordinal_make() */
    uint64_t sequence; /* counts 0, 1, 2 … over the feed in ordered mode */
    const struct decoder *decoder; /* the format of these bytes */
    void *state;            /* what the decoder needs of its source; may be NULL */
    uint32_t flags;         /* what the head of its source told the format */
    struct str source_name; /* path as the user named it; for messages */
};

/* What skipped or damaged records a worker saw. Added up at the end. */
struct feed_stats {
    uint64_t bytes;       /* of records looked at, after decompression */
    uint64_t events;      /* records that were whole, whether decoded or passed over */
    uint64_t skipped;     /* records that could not be read */
    struct odd_words odd; /* of the rows that were made */
};

/*
 * The search that runs over raw bytes before anything is decoded. It may only
 * over-approximate: a record without a hit cannot matter. NULL functions: every
 * record is a candidate.
 */
struct prefilter {
    const void *ctx;
    /* First position in [from, end) that may lie in a wanted record, or `end`. */
    const char *(*find)(const struct prefilter *pf, const char *from, const char *end);
    /* May this whole record matter? NULL: yes. */
    bool (*accept)(const struct prefilter *pf, struct str record);
};

/*
 * A field that is made from others when the record lacks it. In a row that has `own`,
 * or whose `first` source suffices, nobody looks at the field's other sources.
 */
struct want_choice {
    int32_t own;
    int32_t first; /* slot; -1: only the field itself will do */
    bool (*suffices)(struct value first);
};

/* Which fields the plan wants of each record. */
struct want {
    const struct slots *slots;
    const int32_t *slot; /* the slots to fill from the record, n of them */
    uint32_t n;
    /* By slot, or NULL: may stay missing in a row that settles every choice. */
    const bool *is_spare;
    const struct want_choice *choice;
    uint32_t nchoices;
    bool all; /* fill batch->rest as well */
    bool raw; /* fill batch->raw */
    /*
     * Made once a plan by decoder->compile from the above; NULL when the
     * decoder has no compile. Immutable, shared by the workers.
     */
    const void *compiled;
};

/* How a decoder tells of a bad record: the place in the chunk and why. */
struct decode_report {
    void *ctx;
    void (*bad_record)(void *ctx, const struct chunk *chunk, size_t offset,
                       const char *why);
};

struct cursor {
    size_t pos; /* next byte of the chunk */
};

/*
 * A record format. Stateless, so all functions may run in several threads.
 */
struct decoder {
    const char *name;

    /* Prepare the look-up of wanted fields in `arena`; NULL function: nothing to
     * prepare. */
    enum status (*compile)(const struct want *want, struct arena *arena,
                           const void **compiled, struct diag *diag);

    /*
     * Append rows to `b` from cursor->pos on until the batch is full or the
     * chunk ends (cursor->pos == chunk->bytes.n). Records that the prefilter
     * rules out are stepped over; damaged ones are counted in `stats` and told
     * to `report`. Never fails for what the bytes hold; ST_NOMEM when the
     * batch's arena is exhausted by one record, which is then skipped as well.
     */
    enum status (*decode)(const struct chunk *chunk, struct cursor *cursor,
                          const struct want *want, const struct prefilter *pf,
                          struct batch *b, struct feed_stats *stats,
                          const struct decode_report *report);
};

struct feed {
    /*
     * The next chunk for `worker`; out->bytes.n == 0 is the end. A source that
     * breaks is reported by the feed itself and ends; that is ST_OK here.
     */
    enum status (*next)(struct feed *feed, unsigned worker, struct chunk *out,
                        struct diag *diag);
};

#endif
