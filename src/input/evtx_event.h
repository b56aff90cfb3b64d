/*
 * evtx_event.h - the binary XML of a record becomes a row.
 *
 *     record --> instance --> template (compiled once a chunk) --> binding --> row
 *                                 plan: leaf, leaf, leaf         only the leaves that
 *                                                                the query asks for
 *
 * A binding is what of a plan matters to one shape of events (event/map.h). A value
 * that is binary XML itself is a stream of its own, and is run in the element that it
 * stands in.
 *
 * What a record may make is limited: definitions may overlap and values may be used
 * many times, so that the size of a record says nothing.
 */
#ifndef INPUT_EVTX_EVENT_H
#define INPUT_EVTX_EVENT_H

#include "event/map.h"
#include "input/evtx_plan.h"

enum {
    EVTX_NEST_MAX = 16,      /* streams in values of streams */
    EVTX_VALUES_MAX = 4096,  /* of a record, at a time */
    EVTX_WORK_MAX = 1 << 17, /* leaves of a record, and what their values cost */
    EVTX_BUCKETS = 64,
};

struct evtx_template;

/* Where a decoder is, and what it keeps from record to record. */
struct evtx_job {
    const struct want *want;
    struct batch *batch;
    struct evtx_compiler compiler;
    struct evtx_text text;
    /* The chunk at hand. */
    const uint8_t *chunk;
    size_t chunk_end;
    struct evtx_template *bucket[EVTX_BUCKETS];
    size_t compiled; /* bytes of definitions */
    /* Room for the record at hand. */
    struct evtx_value *pool;
    struct value *value; /* by source of the shape */
    size_t value_cap;
    struct named_value *field;
    size_t nfields, field_cap;
};

/* Start to decode into a batch. False: memory. */
NODISCARD bool evtx_job_init(struct evtx_job *job, const struct want *want,
                             struct batch *batch);

/* Go on with another chunk: `end` bytes at `chunk`, which live as long as the batch. */
void evtx_job_chunk(struct evtx_job *job, const uint8_t *chunk, size_t end);

/*
 * Fill a row from the stream at [from, to) of the chunk. NULL, or why it cannot be
 * read: a static text. Out of memory shows in the batch's arena.
 */
const char *evtx_event_fill(struct evtx_job *job, size_t from, size_t to,
                            struct row row);

#endif
