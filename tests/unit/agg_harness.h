/*
 * agg_harness.h - run one aggregate over rows of text, with any number of workers.
 *
 * Calls are written as in a query (`groupBy(k, function=[count(), sum(n)])`) and bound
 * by a small binder of this harness; conditions are the name of a field, which is
 * tested for "true". Rows are flat NDJSON: strings, and bare whole numbers for values
 * that were computed. Results are NDJSON too.
 */
#ifndef TESTS_AGG_HARNESS_H
#define TESTS_AGG_HARNESS_H

#include "base/buf.h"
#include "func/func.h"

struct rig {
    struct arena arena; /* the query's */
    struct slots slots;
    struct func_env env;
    struct diag diag;
    struct buf out;  /* rows of the last run */
    struct buf warn; /* its warnings, one a line: code, blank, text */
    bool has_failed; /* an arena was exhausted */
};

/* What stands for an expression here: a field. */
struct expr {
    struct field field;
};

/* How rows are dealt out. Zeroed: one worker, one large batch. */
struct rig_run {
    unsigned workers;    /* 0: 1 */
    unsigned seed;       /* of chunk sizes, batch sizes and merge order */
    bool is_partitioned; /* merge with merge_partition() where there is one */
    size_t state_limit;  /* bytes of an arena for states; 0: plenty */
    size_t rows_limit;   /* bytes of the arena for rows; 0: plenty */
};

void rig_init(struct rig *rig);
void rig_release(struct rig *rig);

/* A field of the rig, with a slot; what func_env.field does. */
enum status rig_field(const struct func_env *env, struct str name, struct field *out,
                      struct diag *diag);

/* Bind and open a call; NULL with rig->diag set when open() refuses it. */
const struct func_call *rig_call(struct rig *rig, const char *text);

/* Run the call over the rows; the result is rig->out. */
const char *rig_go(struct rig *rig, const struct func_call *call, const char *rows,
                   const struct rig_run *how);

/* One call, one run with one worker, and several more that must give the same. */
void rig_check(const char *call, const char *rows, const char *expected);

/* Run every example that is a single call, also behind `head() | `: rows come in order.
 */
void rig_examples(const struct func *func);

/* A small generator of numbers, the same everywhere. */
unsigned rig_random(unsigned *seed);

#endif
