/*
 * in_ndjson.c - one JSON object a line: Falcon Data Replicator, and most of the world.
 */
#include "base/base.h"

#include "input/input.h"
#include "input/json_flat.h"
#include "input/lines.h"

/* Does a line hold a whole object, as far as the head shows it? */
static int bid(struct str head)
{
    size_t from = json_first_object(head);
    struct str rest = str_slice(head, from, head.n);
    struct str first = str_trim(str_cut(&rest, '\n'));

    if (first.n == 0)
        return json_space(head) == head.n ? 1 : 0; /* white space may lead to events */
    if (!rest.p)
        return 8; /* one long line, or all there is */
    return first.p[first.n - 1] == '}' ? 24 : 4;
}

enum { PAUSE_MAX = 64 };

/*
 * How lines become rows: the fast way as long as that works. Where it fails the line is
 * walked, and after several failures in a row so are the next ones without asking.
 */
struct decoding {
    struct json_job job;
    struct lines lines;
    struct json_flat flat;
    unsigned pause; /* lines to walk without asking */
    unsigned next_pause;
};

static bool is_blank(struct str line)
{
    return json_space(line) == line.n;
}

static bool has_room(const struct batch *b)
{
    return b->nrows < BATCH_ROWS &&
           (b->nrows == 0 || b->arena.used + b->promised <= b->arena.limit / 2);
}

/* Try the fast scanner from *pos on; the number of rows that it made. */
static uint32_t add_flat(struct decoding *d, size_t *pos, uint32_t most)
{
    uint32_t n;

    if (d->pause) {
        d->pause--;
        return 0;
    }
    n = json_flat_add(&d->flat, pos, most);
    d->next_pause = n ? 0 : d->next_pause * 2 + 1;
    if (d->next_pause > PAUSE_MAX)
        d->next_pause = PAUSE_MAX;
    d->pause = d->next_pause / 2;
    return n;
}

/* Try the fast scanner on one line. No more is scanned: the next may be far away. */
static bool add_flat_line(struct decoding *d, struct str line, size_t pos)
{
    size_t blocks = line.n / JSON_BLOCK + 2;

    d->flat.run = blocks < JSON_RUN ? blocks : JSON_RUN;
    if (!add_flat(d, &pos, 1))
        return false;
    d->job.stats->bytes -= line.n + 1; /* the lines have counted it */
    return true;
}

/* A line that the prefilter let through, or that is not flat. */
static enum json_fate add_line(struct decoding *d, struct str line)
{
    size_t pos = (size_t)(line.p - d->job.chunk->bytes.p);

    if (is_blank(line) || (d->lines.pf && add_flat_line(d, line, pos)))
        return JSON_ROW;
    return json_row_add(&d->job, line, NULL);
}

static enum status decode_lines(struct decoding *d)
{
    struct str line;

    while (has_room(d->job.batch)) {
        enum json_fate fate;

        if (!d->lines.pf && add_flat(d, &d->lines.at->pos, BATCH_ROWS))
            continue;
        if (!lines_next(&d->lines, &line))
            break;
        fate = add_line(d, line);
        if (fate == JSON_NOMEM)
            return ST_NOMEM;
        if (fate == JSON_LATER) {
            lines_unread(&d->lines, line);
            break;
        }
    }
    return ST_OK;
}

static enum status decode(const struct chunk *chunk, struct cursor *cursor,
                          const struct want *want, const struct prefilter *pf,
                          struct batch *b, struct feed_stats *stats,
                          const struct decode_report *report)
{
    struct decoding d = {
        .job = { .chunk = chunk,
                 .want = want,
                 .plan = want->compiled,
                 .batch = b,
                 .stats = stats,
                 .report = report },
        .lines = { .chunk = chunk, .at = cursor, .pf = pf, .stats = stats },
        .flat = { .scanner = json_scanner_best() },
    };

    d.flat.job = &d.job;
    return decode_lines(&d);
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
