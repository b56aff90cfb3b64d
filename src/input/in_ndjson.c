/*
 * in_ndjson.c - one JSON object a line: Falcon Data Replicator, and most of the world.
 */
#include "base/base.h"

#include "input/input.h"
#include "input/json_row.h"
#include "input/lines.h"

/* Does a line hold a whole object, as far as the head shows it? */
static int bid(struct str head)
{
    size_t from = json_first_object(head);
    struct str rest = str_slice(head, from, head.n);
    struct str first = str_trim(str_cut(&rest, '\n'));

    if (first.n == 0)
        return 0;
    if (!rest.p)
        return 8; /* one long line, or all there is */
    return first.p[first.n - 1] == '}' ? 24 : 4;
}

static bool is_blank(struct str line)
{
    return json_space(line) == line.n;
}

/* One line; false: the batch has to be emptied first. */
static enum json_fate decode_line(const struct json_job *job, struct str line)
{
    if (is_blank(line))
        return JSON_ROW;
    return json_row_add(job, line, NULL);
}

static enum status decode(const struct chunk *chunk, struct cursor *cursor,
                          const struct want *want, const struct prefilter *pf,
                          struct batch *b, struct feed_stats *stats,
                          const struct decode_report *report)
{
    const struct json_job job = { .chunk = chunk,
                                  .want = want,
                                  .plan = want->compiled,
                                  .batch = b,
                                  .stats = stats,
                                  .report = report };
    size_t half = b->arena.limit / 2;
    struct lines lines = { .chunk = chunk, .at = cursor, .pf = pf, .stats = stats };
    struct str line;

    while (b->nrows < BATCH_ROWS && (b->nrows == 0 || b->arena.used <= half) &&
           lines_next(&lines, &line)) {
        enum json_fate fate = decode_line(&job, line);

        if (fate == JSON_LATER) {
            lines_unread(&lines, line);
            return ST_OK;
        }
        if (fate == JSON_NOMEM)
            return ST_NOMEM;
    }
    return ST_OK;
}

static const struct decoder ndjson_decoder = {
    .name = "ndjson",
    .compile = json_plan_make,
    .decode = decode,
};

const struct input input_ndjson = {
    .name = "ndjson",
    .summary = "one JSON object a line",
    .source = "RFC 8259; Falcon Data Replicator",
    .bid = bid,
    .decoder = &ndjson_decoder,
    .splittable = true,
};
