/*
 * snapshot.h - a row as it was, so that a trial leaves no trace.
 *
 * For clauses that fail half-way and pipelines that run over the elements of an array.
 * The snapshot lives in the arena it was given, and holds values, not bytes: what they
 * point to must live as long.
 */
#ifndef EVENT_SNAPSHOT_H
#define EVENT_SNAPSHOT_H

#include "event/batch.h"

struct snapshot {
    struct value *value; /* by slot */
    struct named_value *rest;
    uint32_t nrest;
};

/* False when the arena is exhausted. Costs as much as the row has fields. */
NODISCARD bool snapshot_take(struct snapshot *s, struct row row, struct arena *arena);

/* Make the row what it was; may be done again and again. */
void snapshot_restore(const struct snapshot *s, struct row row);

#endif
