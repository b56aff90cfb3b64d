/*
 * meter.h - what each step of a query took in, put out and needed.
 *
 * Only a run that is asked for it measures (exec_options.meter). Each worker counts for
 * itself; the sums are there when the run is over. Times are those of all threads
 * together. What an aggregate puts out is counted, but the time that takes is not told
 * apart from that of the steps behind it, and is left out; so is that of a step that
 * makes several rows of one.
 */
#ifndef EXEC_METER_H
#define EXEC_METER_H

#include "base/base.h"

struct step_figures {
    uint64_t rows_in, rows_out, ns;
};

struct exec_meter {
    uint64_t (*now_ns)(void);   /* a clock that never goes back */
    struct step_figures decode; /* records in chunks: found, made into rows */
    struct step_figures *step;  /* nsteps of them, of the caller: plan->main->n */
    size_t nsteps;
};

struct worker;
struct step;
struct func_call;

/* Memory for the worker's figures, if the run is measured; freed by meter_free(). */
bool meter_new(struct worker *w);
void meter_free(struct worker *w);

/* The worker's figures of a step of the query itself; NULL: it is not measured. */
struct step_figures *meter_step(const struct worker *w, const struct step *s);
/* The same by the call of an aggregate. */
struct step_figures *meter_call(const struct worker *w, const struct func_call *call);
/* The same of reading records. */
struct step_figures *meter_decode(const struct worker *w);

/* Now, when `f` is measured; else 0. */
uint64_t meter_start(const struct worker *w, const struct step_figures *f);

/* Add to `f`, which may be NULL: rows, and the time since `start`. */
void meter_stop(const struct worker *w, struct step_figures *f, uint64_t start,
                uint64_t rows_in, uint64_t rows_out);

/* Add the worker's figures to those of the run. */
void meter_sum(const struct worker *w);

#endif
