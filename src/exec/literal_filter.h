/*
 * literal_filter.h - the search in raw bytes that spares decoding.
 */
#ifndef EXEC_LITERAL_FILTER_H
#define EXEC_LITERAL_FILTER_H

#include "event/feed.h"
#include "exec/need.h"

struct literal_filter;

/*
 * Compile `need` in `arena`; *out stays NULL when it does not tell records apart.
 * The filter is immutable and shared by the workers.
 */
enum status literal_filter_new(struct literal_filter **out, const struct need *need,
                               struct arena *arena);

/* The face that decoders see; lives as the filter. */
struct prefilter literal_filter_face(const struct literal_filter *f);

#endif
