/*
 * exec.h - run a compiled query over a feed.
 */
#ifndef EXEC_EXEC_H
#define EXEC_EXEC_H

#include "event/feed.h"
#include "exec/env.h"
#include "exec/meter.h"
#include "query/plan.h"

/*
 * Where result rows go. Called by one thread at a time, rows in their final
 * order; the batch and its selected rows are borrowed for the call. A status
 * other than ST_OK ends the run (ST_IO: the reader of a pipe went away).
 */
struct row_output {
    void *ctx;
    enum status (*rows)(void *ctx, struct batch *batch, struct diag *diag);
};

/* A new pass over the same input, for queries that read it twice; NULL: impossible. */
struct feed_opener {
    void *ctx;
    /* `ordered`: hand chunks out in input order with sequence numbers. */
    enum status (*open)(void *ctx, bool ordered, struct feed **feed, struct diag *diag);
    void (*close)(void *ctx, struct feed *feed);
};

struct exec_options {
    bool prefilter;         /* search raw bytes before decoding; default true */
    size_t batch_bytes;     /* limit of one batch arena; 0: default */
    size_t aggregate_bytes; /* limit of all aggregate state; 0: default */
    const struct decode_report *report;
    struct exec_meter *meter; /* figures of each step; NULL: nothing is measured */
};

struct exec_stats {
    struct feed_stats feed;
    uint64_t rows_out;
    bool is_partial; /* cancelled */
};

/*
 * Run `plan`. ST_LIMIT: the aggregate byte limit was passed; the diag says how to
 * raise it. Warnings of the run are added to plan->warnings.
 */
enum status exec_run(struct plan *plan, const struct feed_opener *input,
                     const struct exec_env *env, const struct exec_options *options,
                     const struct row_output *output, struct exec_stats *stats,
                     struct diag *diag);

/* One of several queries over the same input. */
struct exec_job {
    struct plan *plan;
    const struct row_output *output;
    const struct decode_report *report; /* of its own: each decodes what it wants */
    struct exec_stats stats;
};

/*
 * Run `n` queries as exec_run() would, one after the other, but in a single pass over
 * the input for all that have an aggregate: a stream can be read only once. The first
 * failure ends all.
 */
enum status exec_run_all(struct exec_job *job, size_t n,
                         const struct feed_opener *input, const struct exec_env *env,
                         const struct exec_options *options, struct diag *diag);

#endif
