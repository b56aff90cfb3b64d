/*
 * bind.h - one argument of a call and the parameter that it goes to.
 */
#ifndef QUERY_BIND_H
#define QUERY_BIND_H

#include "query/checker.h"

struct binding {
    struct checker *c;
    const struct func *func;
    const struct func_param *param;
    struct func_arg *arg;    /* filled */
    const struct ast *value; /* what was written, or the default as a tree */
    struct str written;      /* the name as written: of a PARAM_QUERIES, the query's */
};

/* Read the argument as its parameter wants it. False: see problems. */
bool bind_argument(const struct binding *b);

/* One more query of a PARAM_QUERIES (bind_query.c). */
bool bind_query(const struct binding *b);

#endif
