/*
 * json_row.h - one JSON object becomes one row of a batch.
 *
 * Of several fields with one name the first that is not null counts. Text is left in
 * place: values are views into the record, still escaped where they hold a backslash.
 */
#ifndef INPUT_JSON_ROW_H
#define INPUT_JSON_ROW_H

#include "input/json_plan.h"
#include "text/json_walk.h"

/* Where a decoder is in its chunk, and whom it tells what. */
struct json_job {
    const struct chunk *chunk;
    const struct want *want;
    const struct json_plan *plan;
    struct batch *batch;
    struct feed_stats *stats;
    const struct decode_report *report; /* may be NULL */
};

enum { JSON_SEEN_FIRST = 256 };

/* The names of a record's fields so far: places in its list + 1, by hash. */
struct json_seen {
    uint32_t *table;
    uint32_t mask;
    uint32_t first[JSON_SEEN_FIRST];
};

/* A row while its record is read; large, so not zeroed as a whole. */
struct json_build {
    const struct json_job *job;
    struct row row;
    struct json_seen seen; /* used when all fields are kept */
};

/* Start to fill row `i` of the job's batch, which need not be added yet. */
void json_build_start(struct json_build *build, const struct json_job *job, uint32_t i);

/*
 * A field of the record: put it where it is wanted, unless it is null or its name was
 * there before. Out of memory shows in the batch's arena.
 */
void json_build_take(struct json_build *build, const struct json_scalar *s);

/* The same for the list of a row whose columns are filled already. */
void json_build_list(struct json_build *build, const struct json_scalar *s);

/* Empty the row again. */
void json_build_undo(const struct json_job *job, uint32_t i);

/* What became of a record. */
enum json_fate {
    JSON_ROW,   /* a row, counted as an event */
    JSON_BAD,   /* reported and counted as skipped */
    JSON_LATER, /* the batch holds too much: no row, try again with an empty one */
    JSON_NOMEM, /* too much for any batch: reported and counted as skipped */
};

/*
 * Append the record to the batch, which has room for a row. `record` is a view into
 * the chunk and holds one object with white space around it; anything else is bad.
 * With `used` the object may be followed by other text, and its length is told there.
 */
enum json_fate json_row_add(const struct json_job *job, struct str record,
                            size_t *used);

/* Count and report a bad record; `at` is the offending place in the chunk. */
void json_report(const struct json_job *job, const char *at, const char *why);

/*
 * Where the first line that starts with an object starts, for bid(): lines before it
 * may be blank or a heading. head.n when there is none.
 */
size_t json_first_object(struct str head);

#endif
