/*
 * subquery.h - passes over the input that run before the query, and what they leave.
 *
 * A subquery is a pass of its own over the same input. Its rows are kept as a table
 * by column (defineTable), by key (join), or as a set of keys (selfJoinFilter), and
 * then only read, by all workers.
 */
#ifndef EXEC_SUBQUERY_H
#define EXEC_SUBQUERY_H

#include "base/buf.h"
#include "base/hash.h"
#include "exec/internal.h"

/* Rows of a subquery are handed to `take` one by one, up to a limit. */
struct taking {
    struct exec *x;
    struct arena *arena;
    size_t n, limit;
    /* False: memory. */
    bool (*take)(struct taking *t, struct row row);
    void *into;
};

/* Run `pipeline` over the input and take its rows. */
enum status subquery_run(struct exec *x, const struct pipeline *pipeline,
                         struct taking *t, struct diag *diag);

/* The argument called `name`; one that is not given when there is no such parameter. */
const struct func_arg *subquery_argument(const struct func_call *call,
                                         const char *name);

enum { KEY_BYTES_MAX = 1 << 20 };

/* The values of the key fields, each behind its length; false when one is missing. */
bool key_of_row(const struct func_arg *fields, struct row row, struct arena *arena,
                struct buf *out);

/* Rows of one key, in order of the input. */
struct joined {
    const struct kept_row *row;
    struct joined *next, *last;
    uint32_t n;
};

/* What a join or selfJoinFilter looks rows up in. */
struct join {
    const struct step *step;
    const struct func_arg *field, *key, *include, *max;
    bool is_left;
    bool prefilter;  /* of a self join: a row must pass a where-query itself */
    struct map keys; /* key to index into `group`; of selfJoinFilter: to a bit set */
    struct joined **group;
    size_t ngroups, groups_cap;
};

/* Fill `j` for a join() step. */
enum status join_fill(struct exec *x, struct join *j, const struct step *s,
                      struct diag *diag);

/* Is the step a selfJoinFilter(), or that of a selfJoin()? */
static inline bool is_self_join(const struct step *s)
{
    enum func_special special = s->call->call.func->special;

    return special == FUNC_SELF_JOIN_FILTER || special == FUNC_SELF_JOIN;
}

/* Fill `j` for such a step. */
enum status self_join_fill(struct exec *x, struct join *j, const struct step *s,
                           struct diag *diag);

/* Does the row's key occur in rows of every where-query? */
bool self_join_row(struct func_run *run, const struct join *j, struct row row);

#endif
