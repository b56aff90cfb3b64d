/*
 * in_windows_json.c - Windows events as JSON, in whatever shape (json_shape.h).
 *
 * One object a line, an array, or pretty-printed objects one after another; a file may
 * mix channels and shapes. A record of no shape is taken as it is. What a query looks
 * for need not stand in the record, since names and values are made: there is no
 * search before the reading.
 */
#include "base/base.h"

#include "input/input.h"
#include "input/json_records.h"
#include "input/json_row.h"
#include "input/json_shape.h"
#include "input/windows_row.h"

struct decoding {
    struct json_job job;
    struct json_fields fields;
    struct arena scratch;
};

/* Certain enough to win over plain JSON. */
static int bid(struct str head)
{
    return shape_is_in(head) ? 40 : 0;
}

/* Does the first object end on its line, and nothing but the next one follow? */
static bool is_in_lines(struct str head)
{
    size_t at = json_first_object(head), end;

    if (at == head.n || memchr(head.p, '[', at))
        return false;
    end = json_behind_record(head, at);
    if (memchr(head.p + at, '\n', (end == SIZE_MAX ? head.n : end) - at))
        return false;
    return end >= head.n || head.p[end] == '\n' || head.p[end] == '\r';
}

/* `Record 12`, as evtx_dump writes above each record. */
static bool is_heading(struct str line)
{
    line = str_trim(line);
    if (!str_starts_with(line, STR("Record ")))
        return false;
    for (size_t i = 7; i < line.n; i++)
        if (line.p[i] < '0' || line.p[i] > '9')
            return false;
    return line.n > 7;
}

/* Behind the line that holds `at`. */
static size_t behind_line(struct str s, size_t at)
{
    size_t end = json_behind_line(s, at);

    return end == SIZE_MAX ? s.n : end;
}

/* Where the record at `at` ends at the latest. */
static size_t record_limit(const struct chunk *chunk, size_t at)
{
    if (chunk->flags & CHUNK_IN_LINES)
        return behind_line(chunk->bytes, at);
    return chunk->bytes.n;
}

static size_t behind_bad(const struct chunk *chunk, size_t at)
{
    if (chunk->flags & CHUNK_IN_LINES)
        return behind_line(chunk->bytes, at);
    return json_resume(chunk->bytes, at);
}

static enum json_fate no_object(struct decoding *d, size_t at, size_t *next)
{
    struct str s = d->job.chunk->bytes;

    *next = behind_line(s, at);
    if (is_heading(str_slice(s, at, *next)))
        return JSON_ROW;
    json_report(&d->job, s.p + at, "no JSON object");
    return JSON_BAD;
}

/* The event that the fields make. */
static void make_event(struct decoding *d, struct str record,
                       struct windows_event *event)
{
    struct json_fields *f = &d->fields;
    const struct json_shape *shape = shape_of(f);

    if (shape)
        shape_rename(shape, f);
    *event = (struct windows_event){
        .is_foreign = !shape,
        .field = f->v,
        .n = f->n,
        .raw = record,
        .ordinal = d->job.chunk->ordinal + (uint64_t)(record.p - d->job.chunk->bytes.p),
    };
    if (shape)
        event->kind = windows_kind(f->v, f->n, &d->scratch);
}

static enum json_fate add_event(struct decoding *d, const struct windows_event *event)
{
    struct batch *b = d->job.batch;

    if (d->fields.failed || d->scratch.failed)
        b->arena.failed = true;
    switch (windows_row_add(d->job.want, event, b)) {
    case WINDOWS_ROW:
        d->job.stats->events++;
        return JSON_ROW;
    case WINDOWS_LATER:
        return JSON_LATER;
    case WINDOWS_NOMEM:
        break;
    }
    json_report(&d->job, event->raw.p,
                "record needs more memory than a batch may have");
    return JSON_NOMEM;
}

/* The record at `at`; *next is where the one behind it may start. */
static enum json_fate decode_record(struct decoding *d, size_t at, size_t *next)
{
    struct str s = d->job.chunk->bytes;
    struct windows_event event;
    struct json_problem problem;
    size_t used;

    if (s.p[at] != '{')
        return no_object(d, at, next);
    arena_reset(&d->scratch);
    json_fields_reset(&d->fields);
    if (!json_fields_walk(&d->fields, str_slice(s, at, record_limit(d->job.chunk, at)),
                          &used, &problem)) {
        json_report(&d->job, s.p + at + problem.offset, problem.why);
        *next = behind_bad(d->job.chunk, at);
        return JSON_BAD;
    }
    *next = at + used;
    make_event(d, str_slice(s, at, *next), &event);
    return add_event(d, &event);
}

static bool has_room(const struct batch *b)
{
    return b->nrows < BATCH_ROWS &&
           (b->nrows == 0 || b->arena.used <= b->arena.limit / 2);
}

static enum status decode_records(struct decoding *d, struct cursor *cursor)
{
    struct str s = d->job.chunk->bytes;
    size_t begin = cursor->pos;
    enum json_fate fate = JSON_ROW;

    cursor->pos = json_skip_between(s, cursor->pos);
    while (cursor->pos < s.n && has_room(d->job.batch) && fate != JSON_NOMEM) {
        size_t next;

        fate = decode_record(d, cursor->pos, &next);
        if (fate == JSON_LATER)
            break;
        cursor->pos = json_skip_between(s, next);
    }
    d->job.stats->bytes += cursor->pos - begin;
    return fate == JSON_NOMEM ? ST_NOMEM : ST_OK;
}

static enum status decode(const struct chunk *chunk, struct cursor *cursor,
                          const struct want *want, const struct prefilter *pf UNUSED,
                          struct batch *b, struct feed_stats *stats,
                          const struct decode_report *report)
{
    struct decoding d = { .job = { .chunk = chunk,
                                   .want = want,
                                   .batch = b,
                                   .stats = stats,
                                   .report = report } };
    enum status st;

    arena_init(&d.scratch, b->arena.limit);
    json_fields_init(&d.fields, b->arena.limit, want->all ? &b->arena : &d.scratch,
                     &b->arena);
    st = decode_records(&d, cursor);
    json_fields_release(&d.fields);
    arena_release(&d.scratch);
    return st;
}

static const struct decoder windows_json_decoder = {
    .name = "windows-json",
    .compile = map_plan_make,
    .decode = decode,
};

const struct input input_windows_json = {
    .name = "windows-json",
    .summary = "Windows events as JSON: Winlogbeat, NXLog, Azure, evtx_dump and others",
    .source = "see docs/telemetry.md",
    .bid = bid,
    .decoder = &windows_json_decoder,
    .whole_records = json_whole_records,
    .is_in_lines = is_in_lines,
    .splittable = true,
};
