/*
 * slots.h - field names and their numbers.
 *
 * The plan gives every field that a query names a slot, counted from 0. Rows
 * hold values by slot; the inner loops never see a name. The table is filled
 * while the plan is made and does not change while it runs, so threads share it.
 */
#ifndef EVENT_SLOTS_H
#define EVENT_SLOTS_H

#include "base/hash.h"

enum { SLOTS_MAX = 4096 };

/* A field as a query names it. slot < 0: no slot; look it up by name in the row. */
struct field {
    struct str name;
    int32_t slot;
};

struct slots {
    struct arena *arena; /* borrowed */
    struct map map;
    struct str *name; /* n names by slot */
    uint32_t n, cap;
};

void slots_init(struct slots *s, struct arena *arena);

/* The slot of `name`, made if new. -1 when memory ran out or SLOTS_MAX is reached. */
int32_t slots_add(struct slots *s, struct str name);

/* The slot of `name`, or -1. */
int32_t slots_find(const struct slots *s, struct str name);

#endif
