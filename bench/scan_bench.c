/*
 * scan_bench - how fast files become rows: read, cut, check, decode; no query.
 *
 *     scan_bench [-t THREADS] [-r RUNS] [-f FIELD,FIELD…] [-a] [-o] [-q] PATH…
 *
 * -a keeps all fields, -o hands chunks out in order, -q leaves the digest out. Prints
 * the best of the runs, and a digest over place and text of all values, which must not
 * depend on anything but the input and the fields.
 */
#include "base/base.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/hash.h"
#include "input/sources.h"
#include "os/clock.h"
#include "os/thread.h"

enum { FIELDS_MAX = 64, WORKERS_MAX = 64 };

struct options {
    unsigned threads, runs;
    const char *fields;
    bool all, ordered, quiet;
    const char *const *paths;
    size_t npaths;
};

struct run {
    struct feed *feed;
    struct want want;
    bool quiet;
    struct feed_stats stats[WORKERS_MAX];
    uint64_t digest[WORKERS_MAX];
    enum status status[WORKERS_MAX];
    struct diag diag[WORKERS_MAX];
};

static uint64_t digest_value(struct value v, uint64_t salt, struct arena *arena)
{
    struct str text = value_text(v, arena);

    return value_is_missing(v) ? 0 : hash_combine(salt, hash_bytes(text.p, text.n));
}

static uint64_t digest_batch(const struct run *run, struct batch *b)
{
    uint64_t sum = 0;

    for (uint32_t i = 0; i < b->nrows; i++) {
        struct row row = { b, i };

        for (uint32_t k = 0; k < run->want.n; k++)
            sum += digest_value(*row_cell(row, run->want.slot[k]), b->ord[i] * 64 + k,
                                &b->arena);
        if (b->rest)
            sum += hash_combine(b->ord[i], batch_rest(b, i)->n);
    }
    return sum;
}

/* The worker's view of the run: the fields prepared for the format at hand. */
struct decoding {
    struct want want;
    const struct decoder *decoder;
    struct arena arena;
    struct batch *batch;
};

static enum status prepare(struct decoding *d, const struct decoder *decoder,
                           struct diag *diag)
{
    if (decoder == d->decoder)
        return ST_OK;
    d->decoder = decoder;
    return decoder->compile
               ? decoder->compile(&d->want, &d->arena, &d->want.compiled, diag)
               : ST_OK;
}

static void decode_chunk(struct run *run, unsigned worker, const struct chunk *chunk,
                         struct decoding *d)
{
    struct cursor at = { 0 };

    while (at.pos < chunk->bytes.n) {
        batch_reset(d->batch);
        (void)chunk->decoder->decode(chunk, &at, &d->want, NULL, d->batch,
                                     &run->stats[worker], NULL);
        if (!run->quiet)
            run->digest[worker] += digest_batch(run, d->batch);
    }
}

static void work(void *arg, unsigned worker)
{
    struct run *run = arg;
    struct decoding d = { .want = run->want };
    enum status *st = &run->status[worker];
    struct chunk chunk;

    arena_init(&d.arena, (size_t)1 << 26);
    d.batch = batch_new(run->want.slots, run->want.all, (size_t)1 << 26);
    *st = d.batch ? ST_OK : ST_NOMEM;
    while (*st == ST_OK) {
        *st = run->feed->next(run->feed, worker, &chunk, &run->diag[worker]);
        if (*st != ST_OK || chunk.bytes.n == 0)
            break;
        *st = prepare(&d, chunk.decoder, &run->diag[worker]);
        if (*st == ST_OK)
            decode_chunk(run, worker, &chunk, &d);
    }
    batch_free(d.batch);
    arena_release(&d.arena);
}

static enum status want_fields(struct want *want, struct slots *slots,
                               const char *fields, int32_t *slot)
{
    struct str rest = str_from_cstr(fields);

    while (rest.n && want->n < FIELDS_MAX) {
        int32_t s = slots_add(slots, str_cut(&rest, ','));

        if (s < 0)
            return ST_NOMEM;
        slot[want->n++] = s;
    }
    want->slots = slots;
    want->slot = slot;
    return ST_OK;
}

static enum status run_once(struct sources *sources, const struct options *o,
                            struct run *run, double *seconds, struct diag *diag)
{
    uint64_t from = clock_monotonic_ns();

    memset(run->stats, 0, sizeof run->stats);
    memset(run->digest, 0, sizeof run->digest);
    TRY(sources_open(sources, o->ordered, &run->feed, diag));
    threads_run(o->threads, work, run);
    for (unsigned i = 0; i < o->threads; i++) {
        if (run->status[i] != ST_OK) {
            *diag = run->diag[i];
            return run->status[i];
        }
    }
    sources_close(sources, run->feed);
    *seconds = (double)(clock_monotonic_ns() - from) * 1e-9;
    return ST_OK;
}

static void print_run(const struct options *o, const struct run *run, double seconds)
{
    struct feed_stats sum = { 0 };
    uint64_t digest = 0;

    for (unsigned i = 0; i < o->threads; i++) {
        sum.bytes += run->stats[i].bytes;
        sum.events += run->stats[i].events;
        sum.skipped += run->stats[i].skipped;
        digest += run->digest[i];
    }
    printf("%.3f s  %.2f GB/s  %llu bytes  %llu events  %llu skipped  %016llx\n",
           seconds, (double)sum.bytes / seconds * 1e-9, (unsigned long long)sum.bytes,
           (unsigned long long)sum.events, (unsigned long long)sum.skipped,
           (unsigned long long)digest);
}

static void print_problems(const struct sources *sources)
{
    struct sources_summary sum;

    sources_summary(sources, &sum);
    for (size_t i = 0; i < sum.nproblems; i++)
        printf("%.*s: %.*s\n", STR_ARG(sum.problem[i].path),
               STR_ARG(sum.problem[i].why));
}

static enum status bench(const struct options *o, struct diag *diag)
{
    static struct run run;
    struct sources_options so = { .workers = o->threads };
    int32_t slot[FIELDS_MAX];
    struct sources *sources;
    struct slots slots;
    struct arena arena;
    double best = 1e9, seconds = 0;

    arena_init(&arena, (size_t)1 << 26);
    slots_init(&slots, &arena);
    run.want.all = o->all;
    TRY(want_fields(&run.want, &slots, o->fields, slot));
    run.quiet = o->quiet;
    TRY(sources_new(&sources, o->paths, o->npaths, &so, diag));
    for (unsigned i = 0; i < o->runs; i++) {
        TRY(run_once(sources, o, &run, &seconds, diag));
        best = seconds < best ? seconds : best;
    }
    print_run(o, &run, best);
    print_problems(sources);
    sources_free(sources);
    arena_release(&arena);
    return ST_OK;
}

/* One option; how many arguments it took, or 0. */
static int take_option(struct options *o, char **argv)
{
    switch (argv[0][1]) {
    case 'a':
        o->all = true;
        return 1;
    case 'o':
        o->ordered = true;
        return 1;
    case 'q':
        o->quiet = true;
        return 1;
    case 't':
        o->threads = argv[1] ? (unsigned)strtoul(argv[1], NULL, 10) : 0;
        return 2;
    case 'r':
        o->runs = argv[1] ? (unsigned)strtoul(argv[1], NULL, 10) : 0;
        return 2;
    case 'f':
        o->fields = argv[1] ? argv[1] : "";
        return 2;
    default:
        return 0;
    }
}

int main(int argc, char **argv)
{
    struct options o = { .threads = 1, .runs = 5, .fields = "ComputerName" };
    struct diag diag;
    int i = 1;

    while (i < argc && argv[i][0] == '-' && argv[i][1]) {
        int n = take_option(&o, argv + i);

        if (n == 0 || i + n > argc)
            return 2;
        i += n;
    }
    if (i == argc || o.threads == 0 || o.threads > WORKERS_MAX)
        return 2;
    o.paths = (const char *const *)(argv + i);
    o.npaths = (size_t)(argc - i);
    if (bench(&o, &diag) != ST_OK) {
        (void)fprintf(stderr, "scan_bench: %s\n", diag.text);
        return 2;
    }
    return 0;
}
