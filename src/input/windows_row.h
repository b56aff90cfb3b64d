/*
 * windows_row.h - a Windows event, as a list of fields, becomes one row of a batch.
 *
 * What the readers share that have all fields of an event at hand: those of XML and of
 * the many shapes of JSON. What the fields are called is said in event/map.h.
 */
#ifndef INPUT_WINDOWS_ROW_H
#define INPUT_WINDOWS_ROW_H

#include "event/map.h"

struct windows_event {
    struct map_kind kind;
    bool is_foreign;                 /* no Windows event at all: its names stay */
    const struct named_value *field; /* n, in the order of the record */
    size_t n;
    struct str raw;   /* the record as it was read */
    uint64_t ordinal; /* of the record */
};

/* What became of an event. */
enum windows_fate {
    WINDOWS_ROW,   /* a row, not counted anywhere yet */
    WINDOWS_LATER, /* the batch holds too much: no row, try again with an empty one */
    WINDOWS_NOMEM, /* too much for any batch: no row */
};

/*
 * Append the event to the batch, which has room for a row; want->compiled was made by
 * map_plan_make(). The fields lie in the batch's arena or in its chunk. An arena that
 * has failed while they were put there counts as an event that is too large.
 */
enum windows_fate windows_row_add(const struct want *want,
                                  const struct windows_event *event, struct batch *b);

/*
 * The kind that the fields tell: EventID, Provider, Channel. Numbers that are none, or
 * larger than 65535, give 0.
 */
struct map_kind windows_kind(const struct named_value *field, size_t n,
                             struct arena *arena);

#endif
