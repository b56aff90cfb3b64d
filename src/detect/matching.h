/*
 * matching.h - the part of a detection that chooses events.
 *
 * What stands in front of the first aggregate looks at each event by itself. As a query
 * of its own it passes exactly the events that the detection's groups are made of.
 */
#ifndef DETECT_MATCHING_H
#define DETECT_MATCHING_H

#include "base/buf.h"
#include "base/diag.h"

/*
 * Append that part of `query`; all of it when it has no aggregate. ST_SYNTAX when it
 * does not parse.
 */
NODISCARD enum status matching_part(struct str query, struct buf *out,
                                    struct diag *diag);

#endif
