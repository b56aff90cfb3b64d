/*
 * func.h - what a query function is.
 *
 * One descriptor a function holds everything that is true of it: name,
 * parameters with kinds and defaults, summary, source of the rule, handlers,
 * examples. The checker binds the arguments of a call by the parameter table,
 * so that a handler never sees a wrong kind; the catalogue, `countersign
 * functions`, completion and the example tests are generated. To add one, write
 * the descriptor and name it in src/func/meson.build.
 *
 * A function is one of five classes, told by the handler that is set:
 *
 *   value      one value from the row: `lower(x)`; stored in the field that the
 *              parameter `as` names, or used inside an expression
 *   test       a condition: `in(...)`, `cidr(...)`; may be negated, nested in
 *              expressions and used as a match guard
 *   rewrite    changes the row's fields and says whether it lives on: rename(),
 *              regex(), kvParse()
 *   expand     makes 0 to n rows of one: split()
 *   aggregate  maps many rows to rows: count(), groupBy(), sort(), table()
 *
 * and two that the executor runs by itself, `source` (createEvents(),
 * readFile()) and `special` (join(), defineTable(), …), named by an enum.
 *
 * Handlers may not keep pointers into the row past the call, except aggregates
 * that copy into the arena they are given. A call is compiled once, by open(),
 * and then shared by all threads, read only; what changes while running is in
 * `struct func_run`, one a worker.
 */
#ifndef FUNC_FUNC_H
#define FUNC_FUNC_H

#include "base/arena.h"
#include "base/diag.h"
#include "event/batch.h"

struct func;
struct func_call;
struct plan; /* of the query; only query/ and exec/ look inside */
struct func_run;
struct expr; /* a checked expression; only the executor looks inside */
struct regex_memory;
struct tz_source;
struct zone_memory;
struct pipeline; /* a compiled sub-pipeline; only the executor looks inside */

/* ---- parameters ------------------------------------------------------- */

/* What an argument is, and which member of `struct func_arg` it is bound to. */
enum param_kind {
    PARAM_FIELD,       /* field[0]: a field, bare or quoted */
    PARAM_FIELDS,      /* field[n]: one or a list */
    PARAM_FIELD_PAIRS, /* field[2n]: [[a,b],[c,d]]; a single [a,b] is one pair */
    PARAM_ARRAY,       /* text[0]: name of an array field without the closing [] */
    PARAM_OUT,         /* field[0]: name of an output field */
    PARAM_EXPR,        /* func_expr(run, arg, 0, row) */
    PARAM_EXPRS,       /* func_expr(run, arg, i, row), n of them: a list */
    PARAM_CONDITION,   /* func_expr(run, arg, 0, row) is "true" or not; a filter or
                          { } */
    PARAM_STRING,      /* text[0] */
    PARAM_STRINGS,     /* text[n] */
    PARAM_TEXT_PAIRS,  /* text[2n]: [[0,SELF_SIGNED],…] */
    PARAM_REGEX,       /* text[0]: pattern; compile it in open() */
    PARAM_ENUM,        /* text[0], checked against param->choices, canonical case */
    PARAM_ENUMS,       /* text[n], likewise */
    PARAM_INT,         /* integer */
    PARAM_NUMBER,      /* number */
    PARAM_BOOL,        /* boolean */
    PARAM_LIMIT,       /* integer; `max` is the maximum of the parameter */
    PARAM_DURATION,    /* integer: milliseconds; number: the same */
    PARAM_AGGREGATES,  /* call[n]: aggregate calls; a list or one */
    PARAM_PIPELINE,    /* pipeline: { ... } */
    PARAM_PIPELINES,   /* pipelines[n]: one { ... } or a list */
    PARAM_QUERIES,     /* query[n]: name: { ... } include: [...], any number of them
                        */
    PARAM_ASSIGNMENTS, /* any name = expression; eval() alone */
};

enum {
    PARAM_REQUIRED = 1 << 0,
    PARAM_UNNAMED = 1 << 1, /* the name may be left out */
    PARAM_DEPRECATED = 1 << 2,
    PARAM_LENIENT = 1 << 3, /* not in the language: the lenient dialect takes it,
                               with a warning */
};

struct func_param {
    const char *name;
    enum param_kind kind;
    unsigned flags;
    /*
     * Default as a user would write it, bound like an argument; NULL: arg->given
     * is false and the function decides. "=field" means: the first field
     * parameter.
     */
    const char *def;
    const char *choices; /* PARAM_ENUM(S): "asc desc" */
    int64_t min, max;    /* PARAM_INT, PARAM_LIMIT: range, when max > 0 */
    const char *help;    /* one clause for the manual; may be NULL */
};

/* `field <=> Query.field` at the end of a query of correlate(). */
struct func_link {
    struct field field;
    struct str other; /* as written: the name of a query, a point, its field */
    size_t offset;
};

/* A named query of correlate(). */
struct func_query {
    struct str name;
    size_t offset;
    struct pipeline *pipeline; /* per-event steps, for func_run.pipeline() */
    const struct func_link *link;
    size_t nlinks;
    const struct field *include;
    size_t ninclude;
    bool includes_all; /* include: * */
};

/* One bound argument. Arrays live as long as the query. */
struct func_arg {
    bool given; /* by the user or by a default */
    bool by_user;
    size_t offset, length; /* of the argument in the query text, for messages */
    size_t n;
    const struct field *field;
    const struct str *text;
    const struct func_call *const *call;
    struct pipeline *pipeline;
    struct pipeline *const *pipelines;
    const struct func_query *query;
    const struct expr *const *expr; /* n of them; evaluate with func_expr() */
    int64_t integer;
    double number;
    bool boolean;
};

/* ---- a call ----------------------------------------------------------- */

/* The surroundings of a query while it is compiled and while it runs. */
struct func_env {
    void *ctx;               /* the checker's, while the query is compiled; then NULL */
    const struct plan *plan; /* for table() */
    void *run_ctx;           /* the executor's, while it runs */
    struct arena *arena;     /* the query's */
    int64_t now_ms;          /* one value for the whole query */
    int64_t start_ms, end_ms;
    bool strict; /* dialect */
    bool has_interval;

    /* MaxMind databases of places and of networks that the user named, or NULL.
     */
    const char *location_db, *network_db;

    const struct tz_source *zones; /* where time zones are read from; NULL: nowhere */

    /* The field called `name`, given a slot if it has none. Only inside open().
     */
    enum status (*field)(const struct func_env *env, struct str name, struct field *out,
                         struct diag *diag);

    /* Bytes of a lookup file that the user made reachable; they live as the
     * query. */
    enum status (*read_file)(const struct func_env *env, struct str name,
                             struct str *bytes, struct diag *diag);

    /* Rows of an ad-hoc table (defineTable) or NULL. */
    const struct func_table *(*table)(const struct func_env *env, struct str name);

    /* The value of a query parameter ?name; false when it has none. */
    bool (*param)(const struct func_env *env, struct str name, struct str *out);

    /* Say something about the query as a whole: `code` as in "W204". */
    PRINTF(3, 4)
    void (*warn)(const struct func_env *env, const char *code, const char *fmt, ...);
};

/* A table of text with named columns: a CSV file or the result of
 * defineTable(). */
struct func_table {
    const struct str *column; /* ncolumns names */
    size_t ncolumns;
    struct value *cell; /* nrows * ncolumns, row after row */
    size_t nrows;
};

struct func_call {
    const struct func *func;
    const struct func_env *env;
    const struct func_arg *arg; /* one a parameter, in the descriptor's order */
    const void *state;          /* what open() made; shared, read only */
    struct pipeline *pipeline;  /* of a composite `{ filter | agg() }`; else NULL */
    size_t offset, length;      /* of the call in the query text */
    bool is_nested;             /* an argument of groupBy(), stats() or the like */
};

/* What belongs to the worker that runs a call. */
struct func_run {
    struct arena *arena;        /* the batch's: values live until it is reset */
    struct regex_memory *regex; /* for regex_search() */
    struct zone_memory *zones;  /* for zone_of_row(); NULL: zones are read each time */
    /* The value of an expression argument for a row; see func_expr(). */
    struct value (*eval)(struct func_run *run, const struct expr *expr, struct row row);
    void *ctx; /* the executor's */
    /* Count something that a user should be told, once a query: `code` is static.
     */
    void (*warn)(struct func_run *run, const char *code, const char *text);
    /*
     * Run the per-event steps of a sub-pipeline on one row, in place; false when
     * a filter in it dropped the row. The row keeps what was set before that.
     */
    bool (*pipeline)(struct func_run *run, struct pipeline *pipeline, struct row row);
};

/* Evaluate expression `i` of an argument for `row`; missing when it has no
 * value. */
static inline struct value func_expr(struct func_run *run, const struct func_arg *arg,
                                     size_t i, struct row row)
{
    return run->eval(run, arg->expr[i], row);
}

/* ---- aggregates ------------------------------------------------------- */

/* Where finish() puts its rows. The first row exists; set nothing and it is
 * empty. */
struct agg_rows {
    void *ctx;
    struct arena *arena; /* what finish() makes; lives until its rows are out */
    void (*set)(struct agg_rows *rows, const struct field *f, struct value v);
    /* Copy a whole kept row into the current one. */
    void (*keep)(struct agg_rows *rows, const struct kept_row *row);
    void (*next)(struct agg_rows *rows); /* end the current row, start another */
    void (*none)(struct agg_rows *rows); /* there is no current row */
    void (*warn)(struct agg_rows *rows, const char *code, const char *text);
};

/*
 * An aggregate's state is `size` zeroed bytes, aligned to 8, at an address that
 * does not move, plus what it allocates from the arena it is given; the arena
 * has the byte limit and `failed` is looked at by the caller. merge() and
 * finish() are called by one thread at a time. No state needs to be released.
 *
 * The order of add() calls within one worker is the order of (ord, sub);
 * merge() is called with the workers' states in any order and must not let it
 * show.
 */
struct aggregate {
    /* Bytes of state; NULL: `size` below. */
    size_t (*state_size)(const struct func_call *call);
    size_t size;
    /* NULL when zero bytes are the empty state. */
    void (*init)(const struct func_call *call, void *state, struct arena *arena);
    void (*add)(const struct func_call *call, void *state, struct row row,
                struct func_run *run, struct arena *arena);
    /* All selected rows of a batch; NULL: add() for each. */
    void (*add_batch)(const struct func_call *call, void *state, struct batch *batch,
                      struct func_run *run, struct arena *arena);
    /* Add `from` to `into`; `from` and its arena stay alive until finish() is
     * done. */
    void (*merge)(const struct func_call *call, void *into, void *from,
                  struct arena *arena);
    /*
     * Merge on several threads; both hooks or neither. partitions() says in how
     * many parts the states can be merged independently; with 1 merge() is the
     * better way. Then merge_partition() is called once for each part from 0 to
     * nparts - 1, at the same time on any threads, each with an arena that no
     * other thread uses meanwhile. When all are done state[0] is the result; no
     * other merge may follow, and every state and every arena stays alive until
     * finish() is done.
     */
    size_t (*partitions)(const struct func_call *call, void *const *state,
                         size_t nstates);
    void (*merge_partition)(const struct func_call *call, void *const *state,
                            size_t nstates, size_t part, size_t nparts,
                            struct arena *arena);
    /*
     * Changes nothing: more rows may be added and finish() called again. Not
     * called when an arena has failed before; when rows->arena fails, rows may be
     * missing.
     */
    void (*finish)(const struct func_call *call, void *state, struct agg_rows *rows);
};

/* ---- the descriptor --------------------------------------------------- */

enum {
    FUNC_READS_ALL = 1 << 0, /* looks at fields that no argument names */
    FUNC_READS_RAW = 1 << 1, /* looks at the record as read */
    FUNC_KEEPS_FIELDS =
        1 << 2, /* aggregate whose rows are whole events: sort(), head() */
    /*
     * Aggregate that needs rows in an order, so another aggregate before it. It
     * has one state for all rows, which are added in that order; merge() is never
     * called.
     */
    FUNC_SEQUENCE = 1 << 3,
    FUNC_EARLY_STOP = 1 << 4, /* reserved for head() without an order */
    FUNC_PROJECTS = 1 << 5,   /* behind it only the fields it names are left */
    FUNC_DEPRECATED = 1 << 6,
    FUNC_NOT_DETERMINISTIC = 1 << 7,
    FUNC_NEGATABLE = 1 << 8, /* a rewrite that may be negated: match(), regex() */
    FUNC_REFUSED = 1 << 9,   /* open() always says why not; so there are no examples */
    /*
     * Aggregate over events as they were read: not behind another aggregate or a
     * source, nor inside another function.
     */
    FUNC_ON_EVENTS = 1 << 10,
    FUNC_IN_BUCKETS = 1 << 11,    /* aggregate that stands only in one of the next */
    FUNC_MAKES_BUCKETS = 1 << 12, /* bucket(), timeChart() */
    /* A rewrite that sets no fields but those that it names or that open()
       resolves. */
    FUNC_SETS_NAMED = 1 << 13,
};

/* Texts, one of which must occur. They live as long as the call. */
struct literals {
    const struct str *text;
    size_t n;
    bool ignore_case;
};

/* What only the executor can do; it knows these by the enum, never by name. */
enum func_special {
    FUNC_ORDINARY,
    FUNC_CREATE_EVENTS,
    FUNC_READ_FILE,
    FUNC_DEFINE_TABLE,
    FUNC_JOIN,
    FUNC_SELF_JOIN_FILTER,
    FUNC_SELF_JOIN, /* the filter, then groupBy(): the checker adds that */
    FUNC_SET_TIME_INTERVAL,
    FUNC_EXPLAIN,
    FUNC_EVAL, /* the checker turns it into assignments */
};

/* A worked example: shown in the manual, run as a test. */
struct func_example {
    const char *query;
    const char *input;  /* NDJSON */
    const char *output; /* NDJSON */
};

/*
 * Where expand() puts its rows. begin() starts a row that is a copy of the one
 * given, and returns it; the sink passes it on when the next begins or when
 * expand() returns.
 */
struct row_sink {
    void *ctx;
    struct row (*begin)(struct row_sink *sink, struct row copy_of);
};

struct func {
    const char *name;    /* canonical spelling, "bitfield:extractFlags" */
    const char *summary; /* one sentence for the manual */
    const char *source;  /* where the behaviour is documented */
    const char *family;  /* heading in the catalogue: "aggregate", "filter", … */
    const struct func_param *params; /* ends with a name of NULL */
    unsigned flags;
    enum func_special special;

    /*
     * Check what the parameter table cannot, compile patterns, resolve output
     * names (env->field), and leave the result in *state (in env->arena, or an
     * outside resource that close() releases). NULL: nothing to do. On error
     * diag->offset is the place in the query: take it from call->arg[i].offset.
     */
    enum status (*open)(const struct func_call *call, void **state, struct diag *diag);
    void (*close)(void *state);

    /*
     * Called by one thread before rows flow, and again whenever another ad-hoc
     * table has its rows (env->table): the place to index them. The state may be
     * written here.
     */
    enum status (*prepare)(const struct func_call *call, struct diag *diag);

    /*
     * Exactly one of these, or special != FUNC_ORDINARY. A rewrite may have
     * expand as well (see below), and test for where it is a condition: negated,
     * in an expression, as a guard. There it only answers and sets nothing.
     */
    struct value (*value)(const struct func_call *call, struct row row,
                          struct func_run *run);
    bool (*test)(const struct func_call *call, struct row row, struct func_run *run);
    bool (*rewrite)(const struct func_call *call, struct row row, struct func_run *run);
    /*
     * Puts each new row on the sink; `row` itself is not passed on. A function
     * that does so only with some arguments has expands() as well, and rewrite()
     * for the rest.
     */
    void (*expand)(const struct func_call *call, struct row row, struct func_run *run,
                   struct row_sink *sink);
    bool (*expands)(const struct func_call *call);
    const struct aggregate *aggregate;

    /*
     * Of a test or rewrite that can drop rows: texts, one of which a passing
     * row's field `*field` must contain as it stands in the record (an OR). False
     * when there is no such list. For the search in raw bytes; must
     * over-approximate. NULL: none.
     */
    bool (*literals)(const struct func_call *call, const struct field **field,
                     struct literals *out);

    /*
     * Of a function with FUNC_READS_ALL: does this call look at fields that it
     * does not name? NULL: always. See func_reads_all().
     */
    bool (*reads_all)(const struct func_call *call);

    const struct func_example *examples; /* ends with a query of NULL */
};

/* May the call look at fields that no argument names? */
static inline bool func_reads_all(const struct func_call *call)
{
    const struct func *func = call->func;

    return (func->flags & FUNC_READS_ALL) &&
           (!func->reads_all || func->reads_all(call));
}

/* Every function, sorted by name; generated. */
extern const struct func *const func_table[];
extern const size_t func_table_len;

/* Find a function by the name in a query, whatever its case, or NULL. */
const struct func *func_find(struct str name);

/*
 * Does the language have a function of this name that is not built yet? Returns
 * its canonical spelling, or NULL.
 */
const char *func_find_planned(struct str name);

/* Old names that the language still accepts: "lookup" is match(strict=false).
 */
struct func_alias {
    const char *name;
    const char *canonical;
    const char *note;
    const char *param, *value; /* what the old name implies; NULL: nothing */
};
const struct func_alias *func_find_alias(struct str name);

/* The known name nearest to `name` by edit distance, or NULL when none is near.
 */
const char *func_nearest(struct str name);

#endif
