/*
 * plan.h - a query after checking: names resolved, arguments bound, ready to
 * run.
 *
 * plan_new() parses and checks; what is wrong lands on plan->problems. The plan
 * is a tree of pipelines of steps. Every field has its slot, every call its
 * bound arguments and its compiled state. Once made, a plan does not change
 * while it runs, so that threads share it.
 *
 *     plan
 *      └─ main: pipeline ── step filter   ── cond AND
 *                        ├─ step case     ── branch: pipeline, pipeline
 *                        ├─ step aggregate ─ call groupBy ─ arg: calls
 *                        └─ step filter   ── …
 */
#ifndef QUERY_PLAN_H
#define QUERY_PLAN_H

#include "event/derive.h"
#include "func/func.h"
#include "query/parse.h"
#include "query/problem.h"

struct matcher;
struct call_site;
struct pipeline;

/* ---- conditions and expressions --------------------------------------- */

enum cond_kind {
    COND_TRUE,
    COND_FALSE,
    COND_AND,       /* kid[nkids] */
    COND_OR,        /* kid[nkids] */
    COND_NOT,       /* kid[0] */
    COND_EXISTS,    /* field */
    COND_MATCH,     /* field, matcher */
    COND_COMPARE,   /* field, op, number; false when missing or no number */
    COND_FREE_TEXT, /* matcher: some field of the event as it was read */
    COND_CALL,      /* call: a test function */
    COND_EXPR,      /* expr is "true" */
};

struct cond {
    enum cond_kind kind;
    enum ast_op op;
    struct span span;
    struct cond **kid;
    uint32_t nkids;
    struct field field;
    const struct matcher *matcher;
    const struct field *group; /* top-level regex: its groups become these fields */
    uint32_t ngroups;
    double number;
    struct call_site *call;
    struct expr *expr;
};

enum expr_kind {
    EXPR_CONST,
    EXPR_FIELD,
    EXPR_BINARY,
    EXPR_UNARY,
    EXPR_CALL,
    EXPR_COND
};

struct expr {
    enum expr_kind kind;
    enum ast_op op;
    struct span span;
    struct value constant;
    struct field field;
    struct expr *kid[2];
    struct call_site *call; /* of class value or test */
    struct cond *cond;
};

/* A call as it stands in the query. */
struct call_site {
    struct func_call call;
    struct field out; /* where a value goes; name empty when inside an expression */
    bool is_negated;  /* of a test */
    /* Fields that the call sets beside `out`: those that its open() resolved. */
    const struct field *sets;
    uint32_t nsets;
    void *open_state; /* to be given to func->close */
};

/* ---- steps ------------------------------------------------------------ */

enum step_kind {
    STEP_FILTER,    /* cond */
    STEP_ASSIGN,    /* field, expr */
    STEP_CALL,      /* call: value, test or rewrite */
    STEP_EXPAND,    /* call: expand */
    STEP_CASE,      /* branch[nbranches]: the first that lets the event through */
    STEP_AGGREGATE, /* call: aggregate */
    STEP_JOIN,      /* call, branch[0]: the subquery */
};

struct step {
    enum step_kind kind;
    struct span span;
    struct cond *cond;
    struct field field;
    struct expr *expr;
    struct call_site *call;
    struct pipeline **branch;
    uint32_t nbranches;
    bool all_before, all_after; /* may fields that no slot stands for be seen there? */
    /* Fields that the step sets, in the order in which they print (columns.c). */
    const struct field *sets;
    uint32_t nsets;
    bool projects; /* behind it only `sets` are left */
};

struct pipeline {
    struct step *step;
    size_t n;
    const struct call_site
        *source; /* createEvents() or readFile() in place of the input */
    /*
     * A composite function argument `{ filter | agg() | … }` is an aggregate
     * whose code only the executor has: it fills composite.aggregate before it
     * runs.
     */
    struct func composite;
    struct func_call composite_call;
};

/* ---- the plan --------------------------------------------------------- */

struct table_definition {
    struct str name;
    struct call_site *call;
    struct pipeline *pipeline;
    struct func_table table; /* filled by the executor before the query runs */
};

/* A field that is made from others when the record lacks it (event/derive.h).
 */
struct derived_slot {
    const struct derived *derived;
    int32_t slot;
    int32_t source[DERIVED_SOURCES_MAX];
};

enum { WHOLE_EVENT_MAX = 8 };

/* explain:asTable(): the query is not run, its explanation comes out. */
enum { EXPLAIN_STEP, EXPLAIN_PHASE, EXPLAIN_WHAT, EXPLAIN_QUERY, EXPLAIN_FIELDS };

struct explain_request {
    bool wanted;
    bool prefilters;
    struct field out[EXPLAIN_FIELDS];
};

struct plan {
    struct arena arena;
    struct str text;
    struct ast *ast;
    struct problems problems;
    struct slots slots;
    struct func_env env;
    struct pipeline *main;

    struct table_definition *table;
    size_t ntables;

    bool *is_wanted; /* by slot: read from the record by some per-event step */
    bool *is_spare;  /* by slot: wanted, but only for want of better sources */
    /* With whole events as result: what they show beside the record's own fields.
     */
    struct field whole_event[WHOLE_EVENT_MAX];
    struct field timestamp; /* @timestamp, when env.has_interval */
    struct derived_slot *derived;
    size_t nderived;
    /* Of a joined plan: see plan_cut_to_leading(). */
    struct field join_key;
    size_t nleading;
    struct explain_request explain;
    bool has_free_text; /* some step searches the event as it was read */
    bool wants_raw;     /* some step looks at the text of the record */
    bool has_aggregate;
    bool reads_twice; /* a join or a table reads the input again */

    /* Everything that has to be closed, in the order in which it was opened. */
    struct call_site **opened;
    size_t nopened, opened_cap;
    struct matcher **matcher;
    size_t nmatchers, matchers_cap;
    struct pipeline **composite; /* every pipeline used as an aggregate */
    size_t ncomposites, composites_cap;
    const struct plan_options *options;
};

/* A value for ?name; several values of one name are alternatives. */
struct plan_param {
    struct str name, value;
};

struct plan_options {
    enum dialect dialect;
    int64_t now_ms;
    int64_t start_ms, end_ms; /* the search interval; has_interval */
    bool has_interval;
    /*
     * The reader fills in what other records tell (derive_find_joined): what that
     * is looked up by is read, and nobody searches the raw bytes for it.
     */
    bool is_joined;
    bool implied_tail;  /* add tail(200) where LogScale would */
    bool allow_unbound; /* a parameter without a value is `*`: for checking only */
    const struct plan_param *param;
    size_t nparams;

    /* Where lookup files and saved queries come from; NULL: there are none. */
    void *files_ctx;
    enum status (*read_file)(void *ctx, struct str name, struct arena *arena,
                             struct str *bytes, struct diag *diag);
    bool (*saved_query)(void *ctx, struct str name, struct arena *arena,
                        struct str *text);
    const char *location_db, *network_db; /* MaxMind databases; NULL: none */
    const struct tz_source *zones; /* the time zone database; NULL: offsets and UTC */
    size_t memory_limit;           /* of the query arena; 0: default */
};

/*
 * Parse, check and compile `text`. `*out` is made even when the query has
 * errors (then status is ST_SYNTAX or ST_TYPE and plan->problems says what), so
 * that the caller can print them; NULL only for ST_NOMEM. `text` and `options`
 * must live as long as the plan. Heap; free with plan_free().
 *
 * Source: cql-language.md.
 */
enum status plan_new(struct plan **out, struct str text,
                     const struct plan_options *options);
void plan_free(struct plan *plan);

/* The rule for a field of this plan that records lack, or NULL. */
const struct derived *plan_find_derived(const struct plan *plan, struct str name);

/*
 * Leave only the leading steps of a joined plan, which work on single events
 * and look at nothing that a join fills in, and its last step, an aggregate.
 * What gets to that are the events for which a join matters; the reader may
 * note in plan->join_key, which no other step can touch, what each would be
 * looked up by. False: there are no leading steps, or others read the input as
 * well.
 */
bool plan_cut_to_leading(struct plan *plan);

/* Does any part of the query read the input? Not when all make their own
 * events. */
bool plan_reads_input(const struct plan *plan);

#endif
