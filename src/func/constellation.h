/*
 * constellation.h - find events, one of each query, that belong together.
 *
 * The work behind correlate(). Each query has its candidates; a constellation takes one
 * of each so that linked fields have the same text, all lie within a span of time, and
 * (sequence) follow each other in the order of the queries. An event stands in it once.
 *
 * The search begins at each event of the root query, the oldest first, and gives the
 * other queries an event one after the other: those linked to what is there come
 * first. The candidates that have the linked values are found by hash, in order of
 * time. So constellations come in order of their root's event, then of the others'.
 *
 * Source: library.humio.com/data-analysis/functions-correlate.html.
 */
#ifndef FUNC_CONSTELLATION_H
#define FUNC_CONSTELLATION_H

#include "base/arena.h"
#include "event/batch.h"

enum { CONSTELLATION_QUERIES_MAX = 16, CONSTELLATION_LINKS_MAX = 256 };

/* After so many tries a search is given up. */
enum { CONSTELLATION_TRIES_MAX = 50000000 };

/* Field a_field of query a and b_field of query b are the same. */
struct constellation_link {
    size_t a, b;
    struct field a_field, b_field;
};

struct constellation_rules {
    size_t nqueries; /* at least one */
    size_t root;
    const struct constellation_link *link;
    size_t nlinks;
    bool has_within;
    int64_t within_ms;
    bool is_sequence;
    int64_t jitter_ms;         /* events this close may come in either order */
    const struct field *order; /* what a sequence is ordered by, norder fields */
    size_t norder;
    size_t max_per_root;
    bool once; /* an event stands in one constellation, as the same query's */
};

struct candidate {
    const struct kept_row *row;
    bool has_time;
    int64_t time_ms;
    bool is_used; /* with `once` */
};

/* The candidates of one query. */
struct candidates {
    struct candidate *v;
    size_t n, cap;
};

/* Add an event; false: memory. */
NODISCARD bool candidates_add(struct candidates *c, struct candidate event,
                              struct arena *arena);

/* Takes a constellation: event[i] is that of query i. */
typedef void constellation_taker(void *context, const struct kept_row *const *event);

/*
 * Find all constellations among `queries`, one list a query, whose order changes. The
 * result does not depend on it. *given_up is set when the tries ran out. False: memory;
 * then some have been found.
 */
NODISCARD bool constellations_find(const struct constellation_rules *rules,
                                   struct candidates *queries, struct arena *arena,
                                   constellation_taker *take, void *context,
                                   bool *given_up);

#endif
