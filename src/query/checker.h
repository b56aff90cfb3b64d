/*
 * checker.h - what the files of the checker share. Not for other folders.
 *
 * The checker walks the tree once. Errors go to plan->problems and the walk goes
 * on, so that one run shows them all; a node that could not be checked gives
 * NULL, and whoever gets NULL passes it on.
 */
#ifndef QUERY_CHECKER_H
#define QUERY_CHECKER_H

#include "query/plan.h"

/* Values bound by a saved query's arguments, innermost first. */
struct bindings {
    const struct plan_param *v;
    size_t n;
    const struct bindings *up;
};

/* The links of a query of correlate(), while its steps are checked. */
enum { LINKS_MAX = 16 };
struct links {
    struct func_link v[LINKS_MAX];
    size_t n;
};

struct saved_scope;

struct checker {
    struct plan *plan;
    const struct plan_options *options;
    const struct bindings *bindings;
    bool reads_record; /* fields named here are read from the record */
    bool after_aggregate;
    bool in_clause;      /* inside case, match or a condition: no aggregates */
    bool in_subquery;    /* of a join or table: no further ones */
    bool in_argument;    /* in a pipeline that a function runs: no joins */
    struct links *links; /* where `a <=> B.b` goes; NULL: it may not stand here */
    bool is_preamble;    /* only sources and definitions so far */
    unsigned depth;      /* of nested pipelines and saved queries */
    const struct saved_scope *saved; /* the saved query that is being read, or NULL */
    const struct span *inside;       /* of the saved query call that is being checked */
    struct span calling;             /* of the call that is being opened */
    const struct call_site *source;  /* of the pipeline that is being checked */
    struct field *sets; /* what open() has resolved so far, SETS_MAX of them */
    uint32_t nsets;
};

enum { CHECK_DEPTH_MAX = 64, SETS_MAX = 256 };

/* ---- common (check.c) */

/* The span to report for a node: its own, or the saved query call around it. */
struct span check_span(const struct checker *c, struct span own);

/* Resolve a field; false when out of slots. Marks it as read where records are read. */
bool check_field(struct checker *c, struct str name, struct span span,
                 struct field *out);

/* The same for a name that is only written. */
bool check_output(struct checker *c, struct str name, struct span span,
                  struct field *out);

/* Memory from the query arena; NULL puts an error on the list. */
void *check_alloc(struct checker *c, size_t count, size_t size);

/* A pipeline in the current mode (records or rows). NULL: see problems. */
struct pipeline *check_pipeline(struct checker *c, const struct ast *ast);

/* A pipeline that starts from the source: of a join or a table. */
struct pipeline *check_source_pipeline(struct checker *c, const struct ast *ast);

/* ---- conditions (check_cond.c) */

/* `is_top`: an operand of the step's own AND, where a regex may set fields. */
struct cond *check_cond(struct checker *c, const struct ast *ast, bool is_top);

/* The condition of a match guard on `field`; *always is set when it holds for all. */
struct cond *check_guard(struct checker *c, const struct ast *guard,
                         const struct field *field, struct str name, bool *always);

/* ---- expressions (check_expr.c) */

/* A checked expression; NULL: see problems. */
struct expr *check_expr(struct checker *c, const struct ast *ast);

/* ---- calls (check_call.c, bind.c) */

/* How a call was written: `out := f()`, `field =~ f()`, `!f()`. */
struct call_form {
    struct str as;    /* empty: not given */
    struct str field; /* empty: not given */
    bool is_negated;
    bool is_guard; /* a match guard: `field` is its field */
};

/* Find the function, bind the arguments, open the call; NULL: see problems. */
struct call_site *check_call(struct checker *c, const struct ast *ast,
                             const struct call_form *form);

/* Remember a call to be closed, or a composite to be filled in, with the plan. */
bool plan_keep_call(struct checker *c, struct call_site *site);
bool plan_keep_composite(struct checker *c, struct pipeline *p);

/* The field that the parameter `as` names, or NULL. */
const struct field *call_output(const struct func_call *call);

/* ---- parameters of the query (params.c) */

/* Values of ?name, at least one; 0 and a problem when it is not bound. */
size_t param_values(struct checker *c, const struct ast *param, const struct str **out);

/* Every ?{name=default} of the tree becomes a binding. */
void param_collect_defaults(struct checker *c, const struct ast *ast,
                            struct bindings *out);

/* ---- saved queries (saved.c) */

/* A saved query that is being read in place of its call. */
struct saved_scope {
    struct str name;
    const struct saved_scope *up;
    struct bindings arguments;
    const struct bindings *outer; /* of the caller */
    const struct span *inside;
};

/*
 * Go into the saved query that a call names: its tree, until saved_leave(); NULL: see
 * problems, and there is nothing to leave.
 */
const struct ast *saved_enter(struct checker *c, const struct ast *call,
                              struct saved_scope *scope);
void saved_leave(struct checker *c, const struct saved_scope *scope);

/* ---- after checking */

/* Find the derived fields among the wanted ones; false: see problems (derived.c). */
bool plan_derive(struct checker *c);

/* Tell each step which fields it sets and in which order they print (columns.c). */
bool plan_columns(struct checker *c, struct pipeline *pipeline);

/* Tell each step whether fields without a slot may still be seen (liveness.c). */
void mark_liveness(struct pipeline *pipeline, bool all_after);

#endif
