/*
 * table_match.h - look fields of a row up in a table: what match() and matchAsArray()
 * share.
 *
 * A file is read and indexed when the query is compiled; an ad-hoc table has its rows
 * only when the query before it has run, so it is indexed by prepare(). Both functions
 * have the same parameters at the same places, then their own.
 */
#ifndef FUNC_TABLE_MATCH_H
#define FUNC_TABLE_MATCH_H

#include "func/match_index.h"

enum {
    MATCH_FILE,
    MATCH_FIELD,
    MATCH_COLUMN,
    MATCH_IGNORE_CASE,
    MATCH_INCLUDE,
    MATCH_NROWS,
    MATCH_STRICT,
    MATCH_TABLE,
    MATCH_OWN, /* the first that belongs to one function alone */
};

enum { MATCH_ROWS_MAX = 500 };

/* What a call looks up, and what a row that it finds gives. Lives as the query. */
struct table_match {
    struct str name;
    const struct func_table *table;
    bool is_file; /* it has its rows when the query is compiled */
    struct match_index index;
    struct field *out; /* nout fields, from the columns out_column */
    size_t *out_column;
    size_t nout;
};

/* The state of such a call: behind a pointer, so that prepare() may fill it. */
struct table_match_handle {
    struct table_match *m;
};

static inline struct table_match *table_match_of(const struct func_call *call)
{
    const struct table_match_handle *handle = call->state;

    return handle->m;
}

/*
 * open() for a call: `*state` becomes its handle. The output fields have no slots yet.
 */
NODISCARD enum status table_match_open(const struct func_call *call,
                                       enum match_mode mode, void **state,
                                       struct diag *diag);

/* prepare() for a call: index the table if its rows have come since. */
NODISCARD enum status table_match_prepare(const struct func_call *call,
                                          struct diag *diag);

/* Begin a search for the row's fields; false when one of them is missing. */
bool table_match_begin(const struct func_call *call, struct row row,
                       struct func_run *run, struct match_search *search);

/* test(): does the table hold the row's fields? */
bool table_match_test(const struct func_call *call, struct row row,
                      struct func_run *run);

/* What output `i` is in row `found` of the table; missing when the table lacks it. */
static inline struct value table_match_cell(const struct table_match *m, uint32_t found,
                                            size_t i)
{
    return m->table->cell[found * m->table->ncolumns + m->out_column[i]];
}

#endif
