/*
 * in_json.c - JSON objects that are not one a line: an array of them, pretty-printed
 * ones, or several one after another.
 *
 * Records are told apart by brackets. What stands between them (white space, commas,
 * the brackets of the array around them) is stepped over without being checked, so a
 * chunk may begin anywhere between two records.
 */
#include "base/base.h"

#include "input/input.h"
#include "input/json_records.h"
#include "input/json_row.h"
#include "text/json_span.h"

/* Does the head start with an array that may hold objects? */
static int bid_array(struct str head, size_t at)
{
    at = json_skip_between(head, at);
    return at == head.n || head.p[at] == '{' ? 26 : 0;
}

/* Does something else than a line end follow the object on its line? */
static bool has_company(struct str head, size_t end)
{
    while (end < head.n && (head.p[end] == ' ' || head.p[end] == '\t'))
        end++;
    return end < head.n && head.p[end] == '{';
}

/* Something that is no line of NDJSON: an array, or an object over several lines. */
static int bid(struct str head)
{
    size_t at = json_space(head), span, line;

    if (at < head.n && head.p[at] == '[')
        return bid_array(head, at);
    at = json_first_object(head);
    if (at == head.n)
        return 0;
    span = json_span(str_slice(head, at, head.n));
    line = json_behind_line(head, at);
    if (line < at + (span ? span : head.n))
        return line < head.n && head.p[line] == '{' ? 2 : 26; /* 2: a damaged line */
    return span && has_company(head, at + span) ? 26 : 0;
}

/* Does the prefilter rule the record at `at` out? Then *next is behind it. */
static bool is_ruled_out(const struct prefilter *pf, struct str s, size_t at,
                         size_t *next)
{
    struct str record;

    if (!pf || s.p[at] != '{')
        return false;
    *next = json_behind_record(s, at);
    if (*next == SIZE_MAX)
        return false;
    record = str_slice(s, at, *next);
    if (pf->find && pf->find(pf, record.p, record.p + record.n) == record.p + record.n)
        return true;
    return pf->accept && !pf->accept(pf, record);
}

/* The record at `at`; *next is where the one behind it may start. */
static enum json_fate decode_record(const struct json_job *job,
                                    const struct prefilter *pf, size_t at, size_t *next)
{
    struct str s = job->chunk->bytes;
    enum json_fate fate;
    size_t used;

    if (s.p[at] != '{') {
        json_report(job, s.p + at, "no JSON object");
        *next = json_resume(s, at);
        return JSON_BAD;
    }
    if (is_ruled_out(pf, s, at, next)) {
        job->stats->events++;
        return JSON_ROW;
    }
    fate = json_row_add(job, str_slice(s, at, s.n), &used);
    *next = fate == JSON_ROW ? at + used : json_resume(s, at);
    return fate;
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
    size_t half = b->arena.limit / 2, begin = cursor->pos;
    enum json_fate fate = JSON_ROW;

    cursor->pos = json_skip_between(chunk->bytes, cursor->pos);
    while (cursor->pos < chunk->bytes.n && b->nrows < BATCH_ROWS &&
           (b->nrows == 0 || b->arena.used <= half) && fate != JSON_NOMEM) {
        size_t next;

        fate = decode_record(&job, pf, cursor->pos, &next);
        if (fate == JSON_LATER)
            break;
        cursor->pos = json_skip_between(chunk->bytes, next);
    }
    stats->bytes += cursor->pos - begin;
    return fate == JSON_NOMEM ? ST_NOMEM : ST_OK;
}

static const struct decoder json_decoder = {
    .name = "json",
    .compile = json_plan_make,
    .decode = decode,
};

const struct input input_json = {
    .name = "json",
    .summary = "JSON objects in an array, pretty-printed or one after another",
    .source = "RFC 8259",
    .bid = bid,
    .decoder = &json_decoder,
    .whole_records = json_whole_records,
};
