#include "base/base.h"

#include "input/input.h"
#include "memory_run.h"
#include "output/output.h"

enum { WORKERS_MAX = 8, CHUNKS_MAX = 4096 };

/* A feed over text. In ordered mode every worker gets the next chunk there is. */
struct memory_feed {
    struct feed feed;
    const struct memory_run *run;
    const struct input *format;
    bool ordered;
    size_t pos;
    uint64_t sequence;
    unsigned random;
    /* Copies of the chunks, so that reads outside of them are seen by a sanitizer. */
    char *held[WORKERS_MAX];
};

struct schedule {
    struct memory_feed *open;
    const struct memory_run *run;
    struct buf *out;
    struct output_state *state;
    size_t rows;
};

static unsigned next_random(unsigned *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 16;
}

static const struct input *find_format(const char *name)
{
    for (size_t i = 0; i < input_table_len; i++)
        if (!strcmp(input_table[i]->name, name))
            return input_table[i];
    abort();
}

/* The end of the line in which byte `at` lies. */
static size_t line_end(struct str text, size_t at)
{
    const char *end = at < text.n ? memchr(text.p + at, '\n', text.n - at) : NULL;

    return end ? (size_t)(end - text.p) + 1 : text.n;
}

static enum status feed_next(struct feed *feed, unsigned worker, struct chunk *out,
                             struct diag *diag)
{
    struct memory_feed *f = (struct memory_feed *)feed;
    struct str text = f->run->events;
    size_t from = f->pos;
    size_t want = f->run->chunk_bytes ? f->run->chunk_bytes : 1;
    size_t to = line_end(text, from + want - 1 < text.n ? from + want - 1 : text.n);

    *out = (struct chunk){ 0 };
    free(f->held[worker]);
    f->held[worker] = NULL;
    /* Workers run one after the other: now and then one leaves work to the next. */
    if (!f->ordered && worker + 1 < f->run->workers && next_random(&f->random) % 3 == 0)
        return ST_OK;
    if (from == text.n)
        return ST_OK;
    f->held[worker] = malloc(to - from);
    if (!f->held[worker])
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    memcpy(f->held[worker], text.p + from, to - from);
    f->pos = to;
    *out = (struct chunk){ .bytes = { f->held[worker], to - from },
                           .ordinal = ordinal_make(0, from),
                           .sequence = f->sequence++,
                           .decoder = f->format->decoder,
                           .source_name = STR("memory") };
    return ST_OK;
}

static enum status open_feed(void *ctx, bool ordered, struct feed **feed,
                             struct diag *diag)
{
    struct schedule *s = ctx;
    struct memory_feed *f = calloc(1, sizeof *f);

    if (!f)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    f->feed.next = feed_next;
    f->run = s->run;
    f->format = find_format("ndjson");
    f->ordered = ordered;
    f->random = s->run->seed;
    *feed = &f->feed;
    return ST_OK;
}

static void close_feed(void *ctx UNUSED, struct feed *feed)
{
    struct memory_feed *f = (struct memory_feed *)feed;

    for (size_t i = 0; i < countof(f->held); i++)
        free(f->held[i]);
    free(f);
}

static void run_workers(void *ctx UNUSED, unsigned n,
                        void (*fn)(void *arg, unsigned worker), void *arg)
{
    for (unsigned i = 0; i < n; i++)
        fn(arg, i);
}

static void nothing(void *ctx UNUSED)
{
}

/* A worker that waits for another, which runs only after it, would wait for ever. */
static void never_wait(void *ctx UNUSED)
{
    abort();
}

static bool never_cancelled(void *ctx UNUSED)
{
    return false;
}

static enum status take_rows(void *ctx, struct batch *batch, struct diag *diag)
{
    struct schedule *s = ctx;

    s->rows += batch->nsel;
    if (s->run->max_rows && s->rows > s->run->max_rows)
        return diag_set(diag, ST_LIMIT, 0, "enough rows");
    return output_find("ndjson")->rows(s->state, batch, s->out, diag);
}

static void ignore_record(void *ctx UNUSED, const struct chunk *chunk UNUSED,
                          size_t offset UNUSED, const char *why UNUSED)
{
}

enum status memory_run(struct plan *plan, const struct memory_run *run, struct buf *out,
                       struct diag *diag)
{
    struct schedule s = { .run = run, .out = out };
    struct feed_opener opener = { .ctx = &s, .open = open_feed, .close = close_feed };
    struct exec_env env = { .workers = run->workers,
                            .run = run_workers,
                            .lock = nothing,
                            .unlock = nothing,
                            .wait = never_wait,
                            .wake = nothing,
                            .is_cancelled = never_cancelled };
    struct decode_report report = { .bad_record = ignore_record };
    struct exec_options options = { .prefilter = !run->no_prefilter,
                                    .aggregate_bytes = run->aggregate_bytes,
                                    .report = &report };
    struct output_options output_options = { 0 };
    struct row_output rows = { .ctx = &s, .rows = take_rows };
    struct exec_stats stats = { 0 };
    const struct output *format = output_find("ndjson");
    enum status st =
        format->open ? format->open(&s.state, &output_options, diag) : ST_OK;

    if (st == ST_OK)
        st = exec_run(plan, &opener, &env, &options, &rows, &stats, diag);
    if (st == ST_OK && format->end)
        st = format->end(s.state, out, diag);
    if (format->close)
        format->close(s.state);
    return st;
}
