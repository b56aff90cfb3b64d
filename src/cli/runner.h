/*
 * runner.h - a query over the files that a user named.
 *
 * Holds what a run needs of the system: the sources, the workers, the progress line,
 * the count of records that could not be read. Several plans may run one after
 * another over the same sources.
 */
#ifndef CLI_RUNNER_H
#define CLI_RUNNER_H

#include "cli/console.h"
#include "cli/progress.h"
#include "cli/workers.h"
#include "exec/exec.h"
#include "input/sources.h"

struct enricher;
struct hosts;
struct joins;

struct runner_options {
    const char *const *paths; /* none: standard input, unless it is a terminal */
    size_t npaths;
    const char *input; /* --input, or NULL */
    bool has_others;   /* what is no file of events was read by somebody else */
    unsigned threads;  /* 0: as many as processors */
    bool has_prefilter;
    bool has_flags_text;
    const struct hosts *hosts; /* names of hosts, or NULL */
    struct joins *joins;       /* or NULL; lives as long as the runner */
    uint64_t memory_limit;     /* 0: default */
};

/* The first record that could not be read, in input order, and how many there are. */
struct bad_records {
    struct lock *lock;
    uint64_t n;
    uint64_t ordinal;
    char text[240];
};

struct runner {
    const struct console *console;
    struct sources *sources; /* NULL: the query makes its own events */
    struct workers workers;
    struct progress progress;
    struct bad_records bad;
    struct enricher *enricher; /* or NULL */
    struct exec_options options;
    struct exec_stats stats; /* rows of all runs, input of the one that read most */
    uint64_t elapsed_ns;     /* of all runs */
};

/*
 * Find the sources. `makes_events`: the query does not read any. ST_IO: not one
 * source, with what to do. `r` must not move afterwards.
 */
NODISCARD enum status runner_open(struct runner *r,
                                  const struct runner_options *options,
                                  bool makes_events, const struct console *console,
                                  struct diag *diag);
void runner_close(struct runner *r);

/* Run a plan; counts go to r->stats. Status as exec_run(). */
NODISCARD enum status runner_run(struct runner *r, struct plan *plan,
                                 const struct row_output *output, struct diag *diag);

/*
 * Run several, in one pass over the input where that is possible: a stream can be read
 * only once. Reports and counts of the jobs are the runner's affair.
 */
NODISCARD enum status runner_run_all(struct runner *r, struct exec_job *job, size_t n,
                                     struct diag *diag);

/* May the input be read more than once? */
bool runner_reads_again(const struct runner *r);

/* Was there input, and was none of it readable? */
bool runner_read_nothing(const struct runner *r);

/* Warn of what could not be read, once. True when there was something. */
bool runner_report(const struct runner *r);

/* "3 files, 1.2 GB, 2,345,678 events": the same in every run over the same input. */
void runner_input(const struct runner *r, struct buf *out);

/* The same "… in 1.4 s (850 MB/s)". */
void runner_summary(const struct runner *r, struct buf *out);

#endif
