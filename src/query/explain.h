/*
 * explain.h - a plan in words: what is done where, in which order, within which limits.
 *
 * An explanation is a list of rows. A row belongs to a step of the query, or to the
 * query as a whole, and to a phase: the place in the run where it happens. The rows
 * come in the order of the work. What the executor adds of its own (the literals that
 * it seeks in raw bytes) comes through exec/explain_scan.h, which has the whole.
 */
#ifndef QUERY_EXPLAIN_H
#define QUERY_EXPLAIN_H

#include "query/plan.h"

enum explain_phase {
    EXPLAIN_BEFORE,    /* tables and subqueries, before the query itself */
    EXPLAIN_INPUT,     /* what is read */
    EXPLAIN_PREFILTER, /* literals sought before a record is decoded */
    EXPLAIN_DECODE,    /* which fields are decoded */
    EXPLAIN_EVENT,     /* on each event, on every thread */
    EXPLAIN_AGGREGATE, /* on every thread, then merged once */
    EXPLAIN_ROWS,      /* on the rows of an aggregate, on one thread */
    EXPLAIN_OUTPUT,    /* what comes out */
    EXPLAIN_ELSEWHERE, /* what another store could do, and what it could not */
};

struct explain_row {
    uint32_t step;  /* of the query or of its subquery, from 1; 0: as a whole */
    uint32_t depth; /* 0: the query itself; 1: a clause or subquery of it; … */
    enum explain_phase phase;
    struct span span; /* of the step in the query text; empty for the whole */
    struct str text;  /* one sentence without a full stop; lives as the arena */
};

struct explanation {
    struct arena *arena; /* borrowed */
    struct explain_row *v;
    size_t n, cap;
    bool failed; /* memory; rows may be missing */
};

void explain_init(struct explanation *e, struct arena *arena);

/* Append a row; its text is printed into the arena, cut at some 1,000 bytes. */
PRINTF(3, 4)
void explain_add(struct explanation *e, struct explain_row where, const char *fmt, ...);

/* Tables, subqueries and what is read: all that happens before a record is looked at.
 */
void explain_sources(struct explanation *e, const struct plan *plan);

/* Which fields of a record are decoded. */
void explain_fields(struct explanation *e, const struct plan *plan);

/* The steps of the query in order, then what comes out. */
void explain_steps(struct explanation *e, const struct plan *plan);

/* "before", "prefilter", "per event", … ; static storage. */
const char *explain_phase_name(enum explain_phase phase);

#endif
