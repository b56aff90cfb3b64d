/*
 * in_evtx.c - Windows event logs: a header and chunks of 64 KiB, each of its own.
 *
 * A cursor stands in front of a chunk or of one of its records. A chunk whose header is
 * damaged and a damaged record are each one record that could not be read.
 */
#include "base/base.h"

#include "input/evtx_block.h"
#include "input/evtx_event.h"
#include "input/evtx_reader.h"
#include "input/evtx_xml.h"
#include "input/input.h"

enum { FLAGS_AT = 120 };

static int bid(struct str head)
{
    if (str_starts_with(head, (struct str){ "ElfFile", 8 }) ||
        str_starts_with(head, (struct str){ "ElfChnk", 8 }))
        return 64;
    return 0;
}

/* Chunks that were carved out of a disk have no header before them. */
static struct input_layout look(struct str head)
{
    struct input_layout layout = { 0 };

    if (!str_starts_with(head, (struct str){ "ElfFile", 8 }))
        return layout;
    layout.first_block = EVTX_FILE_HEADER;
    if (head.n >= FLAGS_AT + 4)
        layout.flags = evtx_get32((const uint8_t *)head.p + FLAGS_AT);
    layout.is_damaged = !evtx_header_sum_holds(head);
    return layout;
}

/* ---- decoding ---------------------------------------------------------------- */

struct decoding {
    struct evtx_job job;
    struct evtx_text scratch; /* for events as XML */
    const struct chunk *chunk;
    struct feed_stats *stats;
    const struct decode_report *report; /* may be NULL */
    enum status status;
};

static void report_bad(struct decoding *d, size_t at, const char *why)
{
    d->stats->skipped++;
    if (d->report)
        d->report->bad_record(d->report->ctx, d->chunk, at, why);
}

static bool has_room(const struct batch *b)
{
    return b->nrows < BATCH_ROWS &&
           (b->nrows == 0 || b->arena.used <= b->arena.limit / 2);
}

static void drop_row(struct decoding *d)
{
    struct batch *b = d->job.batch;
    uint32_t i = --b->nrows;

    b->nsel--;
    for (uint32_t s = 0; s < b->slots->n; s++)
        b->col[s][i] = value_missing();
    b->raw[i] = (struct str){ NULL, 0 };
    if (b->rest)
        b->rest[i] = (struct field_list){ 0 };
}

static void set_raw(struct decoding *d, const struct evtx_record *r, struct row row)
{
    struct evtx_job *job = &d->job;
    struct evtx_xml xml = { .chunk = job->chunk,
                            .chunk_end = job->chunk_end,
                            .pool = job->pool,
                            .npool = EVTX_VALUES_MAX,
                            .out = &job->text,
                            .scratch = &d->scratch };

    row.batch->raw[row.i] = evtx_xml_render(&xml, r->from, r->to);
}

/* Add the record as a row. False: the batch has no memory left for it. */
static bool add_record(struct decoding *d, size_t block, const struct evtx_record *r)
{
    struct batch *b = d->job.batch;
    uint64_t ord = d->chunk->ordinal + block + r->at;
    struct row row = { b, (uint32_t)batch_add_row(b, ord, 0) };
    bool is_alone = b->nrows == 1;
    const char *why;

    if (d->job.want->raw)
        set_raw(d, r, row);
    why = evtx_event_fill(&d->job, r->from, r->to, row);
    if (!why && !b->arena.failed) {
        d->stats->events++;
        return true;
    }
    drop_row(d);
    if (!b->arena.failed) {
        report_bad(d, block + r->at, why);
        return true;
    }
    if (!is_alone)
        return false;
    report_bad(d, block + r->at, "record needs more memory than a batch may have");
    d->status = ST_NOMEM;
    return true;
}

/* Records of the chunk from *at on until it ends or the batch is full. True: ended. */
static bool add_records(struct decoding *d, const struct evtx_block *block, size_t from,
                        size_t *at)
{
    while (has_room(d->job.batch) && d->status == ST_OK) {
        struct evtx_record record;
        size_t next = *at;

        switch (evtx_record_next(block, &next, &record)) {
        case EVTX_RECORD_END:
            return true;
        case EVTX_RECORD_BAD:
            report_bad(d, from + record.at, "record is damaged");
            break;
        case EVTX_RECORD_GOOD:
            if (!add_record(d, from, &record)) {
                d->job.batch->arena.failed = false;
                return false;
            }
            break;
        }
        *at = next;
    }
    return false;
}

/* Go on in the chunk at `from`, at *at of it. True: it has nothing more. */
static bool add_block(struct decoding *d, size_t from, size_t *at)
{
    struct evtx_block block;
    struct str bytes = str_slice(d->chunk->bytes, from, from + EVTX_BLOCK_BYTES);

    switch (evtx_block_open(&block, bytes, d->chunk->flags & EVTX_DIRTY)) {
    case EVTX_BLOCK_EMPTY:
        return true;
    case EVTX_BLOCK_BAD:
        report_bad(d, from, "no chunk of an event log; its records are lost");
        return true;
    case EVTX_BLOCK_GOOD:
        break;
    }
    if (*at == 0)
        *at = EVTX_BLOCK_HEADER;
    evtx_job_chunk(&d->job, block.p, block.n);
    return add_records(d, &block, from, at);
}

static enum status decode(const struct chunk *chunk, struct cursor *cursor,
                          const struct want *want, const struct prefilter *pf UNUSED,
                          struct batch *b, struct feed_stats *stats,
                          const struct decode_report *report)
{
    struct decoding d = { .chunk = chunk, .stats = stats, .report = report };
    size_t begin = cursor->pos;

    evtx_text_init(&d.scratch, &b->arena);
    if (!evtx_job_init(&d.job, want, b))
        d.status = ST_NOMEM;
    while (d.status == ST_OK && cursor->pos < chunk->bytes.n && has_room(b)) {
        size_t at = cursor->pos % EVTX_BLOCK_BYTES, from = cursor->pos - at;
        bool is_done = add_block(&d, from, &at);

        cursor->pos = from + (is_done ? EVTX_BLOCK_BYTES : at);
        if (cursor->pos > chunk->bytes.n)
            cursor->pos = chunk->bytes.n;
        if (!is_done)
            break;
    }
    if (d.status != ST_OK && cursor->pos == begin)
        cursor->pos = chunk->bytes.n; /* no batch can hold it: nothing moves here */
    stats->bytes += cursor->pos - begin;
    return d.status;
}

static const struct decoder evtx_decoder = {
    .name = "evtx",
    .compile = map_plan_make,
    .decode = decode,
};

static bool check(struct str blocks)
{
    for (size_t at = 0; at < blocks.n; at += EVTX_BLOCK_BYTES)
        if (!evtx_block_sums_hold(str_slice(blocks, at, at + EVTX_BLOCK_BYTES)))
            return false;
    return true;
}

const struct input input_evtx = {
    .name = "evtx",
    .summary = "Windows event logs",
    .source = "libevtx documentation; [MS-EVEN6]",
    .bid = bid,
    .decoder = &evtx_decoder,
    .splittable = true,
    .block_bytes = EVTX_BLOCK_BYTES,
    .look = look,
    .check = check,
};
