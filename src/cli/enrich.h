/*
 * enrich.h - what is added to records between the decoder and the query.
 *
 * `--flags text`: queries from the field match SignInfoFlags against /invalid|expired/,
 * while Falcon sends a bit mask; the mask becomes the words of event/sign_flags.h, and
 * values that are no mask stay. The raw bytes do not hold the words, so the prefilter
 * must be off.
 *
 * Host names: raw records name a host by `aid`; where a table of hosts is at hand
 * ComputerName is filled in, if the record lacks it and the query asks for it.
 *
 * Joins: what other records of the input tell (joins.h).
 */
#ifndef CLI_ENRICH_H
#define CLI_ENRICH_H

#include "event/feed.h"

struct enricher;
struct hosts;
struct joins;

struct enrich_options {
    bool has_flags_text;
    const struct hosts *hosts; /* or NULL; not changed while the enricher lives */
    struct joins *joins;       /* or NULL */
};

/* NULL: memory. One for a whole run; it lives longer than every chunk it changed. */
NODISCARD struct enricher *enricher_new(const struct enrich_options *options);
void enricher_free(struct enricher *e); /* NULL is allowed */

/* Put a decoder that enriches in the place of chunk->decoder. Any thread. */
void enricher_wrap(struct enricher *e, struct chunk *chunk);

#endif
