/*
 * internal.h - what the files of the executor share. Not for other folders.
 *
 * A pipeline is cut behind each aggregate into stages. The first stage runs on
 * every worker over its own chunks and ends in a partial aggregate of its own;
 * the partials are merged once, and from there rows are pushed from stage to
 * stage by one thread.
 *
 *     worker 0  chunk ► decode ► steps ► partial ─┐
 *     worker 1  chunk ► decode ► steps ► partial ─┴► merge ► finish ► steps ► … ►
 * output
 */
#ifndef EXEC_INTERNAL_H
#define EXEC_INTERNAL_H

#include "exec/exec.h"
#include "regex/regex.h"

struct exec;
struct join;

struct stage {
    const struct step *step;
    size_t n;
    const struct func_call *aggregate; /* NULL: the rows go to the output */
    bool keep_all;                     /* its batches carry fields without a slot */
    int32_t *order; /* slots in the order in which its rows print, norder of them */
    uint32_t norder;
};

/* What one thread needs to run steps. */
struct worker {
    struct exec *exec;
    unsigned id;
    struct func_run run;
    struct batch *batch;   /* of the first stage */
    struct batch *scratch; /* a row of a composite, made when first needed */
    struct arena state_arena;
    void *state; /* of the first stage's aggregate */
    struct feed_stats stats;
    uint64_t rows_out;
    struct step_figures *figures; /* NULL: the run is not measured (meter.h) */
    enum status status;           /* why the worker stopped early */
    struct diag diag;
};

enum { WARNINGS_MAX = 32 };

struct run_warning {
    const char *code, *text; /* static */
    struct span span;        /* of the call it is about; empty when there is none */
    uint64_t count;
};

enum { DECODERS_MAX = 16 };

/* The wanted fields as one decoder has prepared them. */
struct decoder_want {
    const struct decoder *decoder;
    struct want want;
};

struct exec {
    struct plan *plan;
    const struct feed_opener *input;
    const struct exec_env *env;
    const struct exec_options *options;
    const struct row_output *output;
    struct worker *worker;
    unsigned nworkers;
    const struct call_site *source; /* in place of the input, or NULL */
    struct stage *stage;
    size_t nstages;
    struct want want;
    struct decoder_want prepared[DECODERS_MAX]; /* under the lock */
    size_t nprepared;
    struct prefilter prefilter; /* find is NULL: every record is decoded */
    struct join *join;          /* njoins of them, filled before the scan */
    size_t njoins;
    struct arena join_arena;
    struct run_warning warning[WARNINGS_MAX];
    size_t nwarnings;
};

enum { EXEC_WORKERS_MAX = 256 };

/* Count a warning; each code and text is told once, when the run is over. */
void exec_warn(struct exec *x, const char *code, const char *text, struct span span);

/* ---- eval.c: expressions, conditions and steps on one row */

/* The value of an expression for a row; missing where cql-language.md says null. */
struct value eval_expr(struct func_run *run, const struct expr *e, struct row row);
/* Does the condition hold? A top-level regex sets its groups in the row. */
bool eval_cond(struct func_run *run, const struct cond *cond, struct row row);

/* Run steps on one row, in place; false when the row was dropped. No aggregates. */
bool run_steps_on_row(struct func_run *run, const struct step *step, size_t n,
                      struct row row);

/* Look the row up in the join's table; false when it finds nothing (subquery.c). */
bool join_row(struct func_run *run, const struct step *s, struct row row);

/* ---- steps.c: steps on batches */

/* Where a run of steps leaves its rows. */
struct batch_sink {
    void *ctx;
    enum status (*rows)(void *ctx, struct batch *batch, struct diag *diag);
};

/*
 * Run the stage's steps on the batch's selected rows and hand what is left to the
 * sink, in one or more batches.
 */
enum status run_stage_steps(struct worker *w, const struct stage *stage,
                            struct batch *batch, const struct batch_sink *sink,
                            struct diag *diag);

/* ---- aggregate.c */

/* Zeroed and initialised state in `arena`; NULL: memory. */
void *agg_new(const struct func_call *call, struct arena *arena);
void agg_add_batch(const struct func_call *call, void *state, struct batch *batch,
                   struct func_run *run, struct arena *arena);

/* Merge the workers' states into worker 0's; on all workers where that helps. */
enum status agg_merge(struct exec *x, const struct func_call *call, struct diag *diag);

/* ---- chain.c: the stages behind the first aggregate */

/*
 * Finish `state` of stage `first`'s aggregate and push its rows through the
 * stages behind it to `sink`.
 */
enum status chain_run(struct worker *w, const struct stage *stage, size_t nstages,
                      void *state, const struct batch_sink *sink, struct diag *diag);

/* ---- composite.c: `{ filter | agg() | … }` as an aggregate */

extern const struct aggregate composite_aggregate;

/* ---- stages.c */

/* Cut a pipeline into stages in `arena`; NULL: memory. */
struct stage *stages_of(const struct pipeline *p, const struct slots *slots,
                        struct arena *arena, size_t *n);

/* Fix the print order of an empty batch of the stage. */
void stage_show(const struct stage *stage, struct batch *batch);

/* ---- want.c */

/* Fill x->want for the first stage. */
enum status want_make(struct exec *x, struct diag *diag);

/* ---- workers.c */

/* `n` workers with batches for the first stage; freed by workers_free(). */
enum status workers_new(struct exec *x, unsigned n, struct diag *diag);
void workers_free(struct exec *x);

/* ---- scan.c: the first stage over the input */

/*
 * Read everything for `n` prepared queries. One without an aggregate has the pass for
 * itself; its rows go to the output in order.
 */
enum status scan_run(struct exec *const *x, size_t n, struct diag *diag);

/* Fill derived fields and drop rows outside the search interval. */
void complete_rows(struct worker *w, struct batch *batch);

/* ---- source.c: createEvents() and readFile() in place of an input */

/* Make the events and run the first stage on them, in worker 0. */
enum status source_run(struct exec *x, const struct call_site *site, struct diag *diag);

/* ---- exec.c */

/* Let every call index the tables that are there by now (func->prepare). */
enum status prepare_calls(struct plan *plan, struct diag *diag);

/* Run one pipeline over the input to x->output. The workers stay until workers_free().
 */
enum status exec_pipeline(struct exec *x, const struct pipeline *pipeline,
                          struct diag *diag);

/* ---- subquery.c: tables and joins, which run before the query */

/* Fill plan->table and x->join; subqueries_free() gives them back. */
enum status subqueries_run(struct exec *x, struct diag *diag);
void subqueries_free(struct exec *x);

/* May the step make several rows of one: a join with max above 1? */
bool join_expands(const struct step *s);
void join_expand(struct func_run *run, const struct step *s, struct row row,
                 struct row_sink *sink);

#endif
