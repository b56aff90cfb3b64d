/*
 * zone.h - the time zone that a call names, or an event.
 */
#ifndef FUNC_ZONE_H
#define FUNC_ZONE_H

#include "func/func.h"
#include "text/tz.h"

/*
 * The zone that argument `i` names, for open(); *out is NULL when it was not given. A
 * zone that does not exist is an error at the argument.
 */
NODISCARD enum status zone_open(const struct func_call *call, size_t i,
                                const struct tz **out, struct diag *diag);

/* Zones that rows have named, so that each is read once; of one worker. */
struct zone_memory;

enum { ZONE_MEMORY_MAX = 256 }; /* names; further ones are read each time */

struct zone_memory *zone_memory_new(void); /* NULL: memory */
void zone_memory_free(struct zone_memory *m);

/*
 * The zone that the row's field of argument `i` names; NULL when it is missing or names
 * none.
 */
const struct tz *zone_of_row(const struct func_call *call, size_t i, struct row row,
                             struct func_run *run);

#endif
