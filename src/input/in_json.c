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
#include "input/json_row.h"
#include "text/json_span.h"

static bool is_between(char c)
{
    return c == ',' || c == '[' || c == ']' || c == ' ' || c == '\t' || c == '\r' ||
           c == '\n';
}

static size_t skip_between(struct str s, size_t at)
{
    while (at < s.n && is_between(s.p[at]))
        at++;
    return at;
}

/* Behind the line that holds `at`, or SIZE_MAX when its end is not there. */
static size_t behind_line(struct str s, size_t at)
{
    const char *nl = memchr(s.p + at, '\n', s.n - at);

    return nl ? (size_t)(nl - s.p) + 1 : SIZE_MAX;
}

/* Does the head start with an array that may hold objects? */
static int bid_array(struct str head, size_t at)
{
    at = skip_between(head, at);
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
    line = behind_line(head, at);
    if (line < at + (span ? span : head.n))
        return line < head.n && head.p[line] == '{' ? 2 : 26; /* 2: a damaged line */
    return span && has_company(head, at + span) ? 26 : 0;
}

/* A record, or a line of what is none, is stepped over; SIZE_MAX: it does not end. */
static size_t behind_record(struct str s, size_t at)
{
    size_t span;

    if (s.p[at] != '{')
        return behind_line(s, at);
    span = json_span(str_slice(s, at, s.n));
    return span ? at + span : SIZE_MAX;
}

static size_t whole_records(struct str bytes)
{
    size_t at = 0, good = 0;

    while (at != SIZE_MAX) {
        at = good = skip_between(bytes, at);
        if (at == bytes.n)
            break;
        at = behind_record(bytes, at);
    }
    return good;
}

/*
 * Where to go on behind a record at `at` that is bad: behind its closing bracket or,
 * when that is missing, at the next line that starts with an object.
 */
static size_t resume(struct str s, size_t at)
{
    size_t next = behind_record(s, at);

    if (next != SIZE_MAX)
        return next;
    for (next = behind_line(s, at); next != SIZE_MAX; next = behind_line(s, next)) {
        size_t first = next + json_space(str_slice(s, next, s.n));

        if (first == s.n || s.p[first] == '{')
            return first;
        next = first;
    }
    return s.n;
}

/* Does the prefilter rule the record at `at` out? Then *next is behind it. */
static bool is_ruled_out(const struct prefilter *pf, struct str s, size_t at,
                         size_t *next)
{
    struct str record;

    if (!pf || s.p[at] != '{')
        return false;
    *next = behind_record(s, at);
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
        *next = resume(s, at);
        return JSON_BAD;
    }
    if (is_ruled_out(pf, s, at, next)) {
        job->stats->events++;
        return JSON_ROW;
    }
    fate = json_row_add(job, str_slice(s, at, s.n), &used);
    *next = fate == JSON_ROW ? at + used : resume(s, at);
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

    cursor->pos = skip_between(chunk->bytes, cursor->pos);
    while (cursor->pos < chunk->bytes.n && b->nrows < BATCH_ROWS &&
           (b->nrows == 0 || b->arena.used <= half) && fate != JSON_NOMEM) {
        size_t next;

        fate = decode_record(&job, pf, cursor->pos, &next);
        if (fate == JSON_LATER)
            break;
        cursor->pos = skip_between(chunk->bytes, next);
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
    .whole_records = whole_records,
};
