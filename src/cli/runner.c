#include "base/base.h"

#include <stdio.h>

#include "cli/enrich.h"
#include "cli/figures.h"
#include "cli/runner.h"
#include "os/clock.h"
#include "os/thread.h"
#include "os/tty.h"

enum { PROBLEMS_SHOWN = 5 };

/* A feed that looks at the clock between chunks and changes their decoder. */
struct watched_feed {
    struct feed base;
    struct feed *inner;
    struct runner *runner;
};

static enum status watched_next(struct feed *feed, unsigned worker, struct chunk *out,
                                struct diag *diag)
{
    struct watched_feed *w = (struct watched_feed *)feed;

    progress_tick(&w->runner->progress);
    TRY(w->inner->next(w->inner, worker, out, diag));
    if (w->runner->enricher && out->bytes.n)
        enricher_wrap(w->runner->enricher, out);
    return ST_OK;
}

/* No events at all, for queries that make their own. */
static enum status empty_next(struct feed *feed UNUSED, unsigned worker UNUSED,
                              struct chunk *out, struct diag *diag UNUSED)
{
    *out = (struct chunk){ 0 };
    return ST_OK;
}

static enum status open_feed(void *ctx, bool ordered, struct feed **feed,
                             struct diag *diag)
{
    struct runner *r = ctx;
    struct watched_feed *w = calloc(1, sizeof *w);
    enum status st = ST_OK;

    if (!w)
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    w->runner = r;
    w->base.next = r->sources ? watched_next : empty_next;
    if (r->sources)
        st = sources_open(r->sources, ordered, &w->inner, diag);
    if (st == ST_OK)
        *feed = &w->base;
    else
        free(w);
    return st;
}

static void close_feed(void *ctx, struct feed *feed)
{
    struct runner *r = ctx;
    struct watched_feed *w = (struct watched_feed *)feed;

    if (w->inner)
        sources_close(r->sources, w->inner);
    free(w);
}

/* Called by the workers. The first in input order is kept, whoever comes first. */
static void note_bad_record(void *ctx, const struct chunk *chunk, size_t offset,
                            const char *why)
{
    struct bad_records *bad = ctx;
    uint64_t ordinal = chunk->ordinal + offset;

    lock_take(bad->lock);
    if (bad->n == 0 || ordinal < bad->ordinal) {
        uint64_t at = ordinal & ((UINT64_C(1) << ORDINAL_POSITION_BITS) - 1);

        bad->ordinal = ordinal;
        (void)snprintf(bad->text, sizeof bad->text, "%.*s: byte %llu: %s",
                       (int)(chunk->source_name.n > 120 ? 120 : chunk->source_name.n),
                       chunk->source_name.p, (unsigned long long)at, why);
    }
    bad->n++;
    lock_release(bad->lock);
}

static void measure(void *ctx, uint64_t *done, uint64_t *total)
{
    const struct runner *r = ctx;

    *done = 0;
    *total = 0;
    if (r->sources)
        sources_progress(r->sources, done, total);
}

static enum status find_sources(struct runner *r, const struct runner_options *options,
                                struct diag *diag)
{
    static const char *const standard_input[] = { "-" };
    struct sources_options how = { .workers = r->workers.env.workers,
                                   .format = options->input,
                                   .has_others = options->has_others };

    if (options->npaths)
        return sources_new(&r->sources, options->paths, options->npaths, &how, diag);
    if (tty_is_terminal(TTY_STDIN))
        return diag_set(diag, ST_IO, 0,
                        "no input: name files or folders, or pipe events in");
    return sources_new(&r->sources, standard_input, 1, &how, diag);
}

static enum status make_parts(struct runner *r, const struct runner_options *options,
                              struct diag *diag)
{
    struct enrich_options enrich = { .has_flags_text = options->has_flags_text,
                                     .hosts = options->hosts,
                                     .joins = options->joins };
    bool is_enriched = options->has_flags_text || options->hosts || options->joins;

    TRY(workers_init(&r->workers, options->threads, diag));
    r->bad.lock = lock_new();
    if (is_enriched)
        r->enricher = enricher_new(&enrich);
    if (!r->bad.lock || (is_enriched && !r->enricher))
        return diag_set(diag, ST_NOMEM, 0, "out of memory");
    return ST_OK;
}

enum status runner_open(struct runner *r, const struct runner_options *options,
                        bool makes_events, const struct console *console,
                        struct diag *diag)
{
    enum status st;

    *r = (struct runner){ .console = console };
    st = make_parts(r, options, diag);
    if (st == ST_OK && !makes_events)
        st = find_sources(r, options, diag);
    if (st != ST_OK) {
        runner_close(r);
        return st;
    }
    r->options = (struct exec_options){
        .prefilter = options->has_prefilter && !options->has_flags_text,
        .aggregate_bytes = (size_t)options->memory_limit,
    };
    progress_start(&r->progress, console, r, measure);
    return ST_OK;
}

void runner_close(struct runner *r)
{
    sources_free(r->sources);
    enricher_free(r->enricher);
    lock_free(r->bad.lock);
    workers_release(&r->workers);
    *r = (struct runner){ 0 };
}

/* Every run reads the same input, so what it holds is counted once. */
static void add_stats(struct exec_stats *to, const struct exec_stats *s)
{
    if (s->feed.events + s->feed.skipped >= to->feed.events + to->feed.skipped)
        to->feed = s->feed;
    to->rows_out += s->rows_out;
    to->is_partial |= s->is_partial;
}

/* Each query decodes what it needs and sees the bad records among that; the one that
 * saw most is told. */
static enum status run_jobs(struct runner *r, struct exec_job *job,
                            struct bad_records *bad, struct decode_report *report,
                            size_t n, struct diag *diag)
{
    struct feed_opener opener = { r, open_feed, close_feed };
    enum status st;

    for (size_t i = 0; i < n; i++) {
        bad[i] = (struct bad_records){ .lock = r->bad.lock };
        report[i] = (struct decode_report){ &bad[i], note_bad_record };
        job[i].report = &report[i];
    }
    st = exec_run_all(job, n, &opener, &r->workers.env, &r->options, diag);
    for (size_t i = 0; i < n; i++) {
        if (bad[i].n > r->bad.n)
            r->bad = bad[i];
        add_stats(&r->stats, &job[i].stats);
    }
    return st;
}

enum status runner_run_all(struct runner *r, struct exec_job *job, size_t n,
                           struct diag *diag)
{
    struct bad_records *bad = calloc(n, sizeof *bad);
    struct decode_report *report = calloc(n, sizeof *report);
    uint64_t start = clock_monotonic_ns();
    enum status st;

    if (bad && report)
        st = run_jobs(r, job, bad, report, n, diag);
    else
        st = diag_set(diag, ST_NOMEM, 0, "out of memory");
    progress_clear(&r->progress);
    r->elapsed_ns += clock_monotonic_ns() - start;
    free(bad);
    free(report);
    return st;
}

enum status runner_run(struct runner *r, struct plan *plan,
                       const struct row_output *output, struct diag *diag)
{
    struct exec_job job = { .plan = plan, .output = output };

    return runner_run_all(r, &job, 1, diag);
}

static void report_bad_records(const struct runner *r)
{
    struct buf count;

    buf_init(&count, 256);
    add_counted(&count, r->bad.n, "record");
    console_warn(r->console, "%.*s could not be read; the first is %s",
                 STR_ARG(buf_str(&count)), r->bad.text);
    buf_release(&count);
}

static int compare_words(const void *a, const void *b)
{
    const struct odd_word *x = a, *y = b;

    return str_cmp((struct str){ x->text, x->n }, (struct str){ y->text, y->n });
}

/* What logs say of signatures in words that may be new. */
static void report_odd_words(const struct runner *r)
{
    struct odd_words odd = r->stats.feed.odd;
    struct buf list;

    qsort(odd.word, odd.n, sizeof odd.word[0], compare_words);
    buf_init(&list, 2048);
    for (uint32_t i = 0; i < odd.n; i++)
        buf_printf(&list, "%s'%.*s' %llu", i ? ", " : "", odd.word[i].n,
                   odd.word[i].text, (unsigned long long)odd.word[i].count);
    if (odd.others)
        buf_printf(&list, ", others %llu", (unsigned long long)odd.others);
    console_warn(r->console,
                 "words about signatures that are not known: %.*s; they "
                 "count as untrusted",
                 STR_ARG(buf_str(&list)));
    buf_release(&list);
}

bool runner_reads_again(const struct runner *r)
{
    return r->sources && sources_read_again(r->sources);
}

bool runner_read_nothing(const struct runner *r)
{
    struct sources_summary summary = { 0 };

    if (r->sources)
        sources_summary(r->sources, &summary);
    return r->stats.feed.events == 0 && (summary.nproblems || r->bad.n);
}

bool runner_report(const struct runner *r)
{
    struct sources_summary summary = { 0 };
    size_t shown;

    if (r->sources)
        sources_summary(r->sources, &summary);
    shown = summary.nproblems < PROBLEMS_SHOWN ? summary.nproblems : PROBLEMS_SHOWN;
    for (size_t i = 0; i < shown; i++)
        console_warn(r->console, "%.*s: %.*s", STR_ARG(summary.problem[i].path),
                     STR_ARG(summary.problem[i].why));
    if (summary.nproblems > shown)
        console_warn(r->console, "and %zu more sources", summary.nproblems - shown);
    if (r->bad.n)
        report_bad_records(r);
    if (r->stats.feed.odd.n)
        report_odd_words(r);
    if (r->stats.is_partial)
        console_warn(r->console, "interrupted: the result is partial");
    return summary.nproblems || r->bad.n;
}

void runner_input(const struct runner *r, struct buf *out)
{
    struct sources_summary summary = { 0 };

    if (r->sources)
        sources_summary(r->sources, &summary);
    add_counted(out, summary.files, "file");
    buf_add(out, STR(", "));
    add_bytes(out, r->stats.feed.bytes);
    buf_add(out, STR(", "));
    add_counted(out, r->stats.feed.events, "event");
}

void runner_summary(const struct runner *r, struct buf *out)
{
    runner_input(r, out);
    buf_add(out, STR(" in "));
    add_elapsed(out, r->elapsed_ns);
    if (r->stats.feed.bytes && r->elapsed_ns) {
        buf_add(out, STR(" ("));
        add_rate(out, r->stats.feed.bytes, r->elapsed_ns);
        buf_add_char(out, ')');
    }
}
