/*
 * match_index.h - the rows of a table, found by the values of key columns.
 *
 * Three modes. Text: equal values, in a hash table. Networks: the narrowest that holds
 * an address. Patterns: every pattern is tried. Rows are found from the last to the
 * first: the last one wins. Built once, then shared by threads.
 */
#ifndef FUNC_MATCH_INDEX_H
#define FUNC_MATCH_INDEX_H

#include "func/func.h"
#include "func/ip_set.h"
#include "text/glob.h"

enum match_mode { MATCH_STRING, MATCH_CIDR, MATCH_GLOB };

enum { MATCH_GLOBS_MAX = 20000 };

#define MATCH_NONE UINT32_MAX

struct match_index {
    const struct func_table *table;
    enum match_mode mode;
    bool ignore_case;
    const size_t *column; /* the key columns, ncolumns of them */
    size_t ncolumns;
    struct map map;      /* text: key to its last row */
    struct ip_set *nets; /* networks likewise */
    struct glob *glob;   /* one a row */
    bool *has_glob;
    uint32_t *next; /* text and networks: the row before with the same key */
};

/*
 * Index the table; mode, ignore_case, column and ncolumns are set. A row that lacks a
 * key or, in the mode, holds no network, is never found. ST_LIMIT for too many
 * patterns.
 */
NODISCARD enum status match_index_build(struct match_index *x, struct arena *arena,
                                        struct diag *diag);

/* A search for the rows that match `key`, ncolumns texts, in `arena`. */
struct match_search {
    const struct match_index *index;
    struct str key; /* of a single column: to be matched by patterns */
    uint32_t row;   /* the next to hand out, or MATCH_NONE */
};

void match_search_init(struct match_search *s, const struct match_index *x,
                       const struct str *key, struct arena *arena);

/* The next row; false when there is none. */
bool match_search_next(struct match_search *s, uint32_t *row);

#endif
