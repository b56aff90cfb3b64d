/*
 * lines.h - the lines of a chunk, or only those that a prefilter lets through.
 */
#ifndef INPUT_LINES_H
#define INPUT_LINES_H

#include "event/feed.h"

struct lines {
    const struct chunk *chunk;
    struct cursor *at;
    const struct prefilter *pf; /* NULL: every line */
    struct feed_stats *stats;   /* lines passed over count as events */
};

/*
 * The next line without its '\n'; false at the end of the chunk. Its bytes are
 * counted in the statistics, and so are the lines that were passed over.
 */
bool lines_next(struct lines *lines, struct str *line);

/* Take the line back that lines_next() returned last: it will be the next one again. */
void lines_unread(struct lines *lines, struct str line);

#endif
