/*
 * query_source.h - the text of a query, where it came from, and what is wrong with it.
 */
#ifndef CLI_QUERY_SOURCE_H
#define CLI_QUERY_SOURCE_H

#include "cli/console.h"
#include "query/problem.h"

struct query_source {
    struct str text; /* heap; released by query_source_release() */
    struct str name; /* "query", or the file; borrowed, and NUL-terminated */
    bool is_file;    /* `name` is a path, not standard input */
};

/* Read the file `path`; "-" is standard input. */
NODISCARD enum status query_source_load(struct query_source *q, const char *path,
                                        struct diag *diag);

/* A query that stands on the command line. */
NODISCARD enum status query_source_copy(struct query_source *q, const char *text,
                                        struct diag *diag);
void query_source_release(struct query_source *q);

/*
 * Print the problems from number `first` on; with --quiet only errors. Returns how
 * many there are now, so that the next call prints only what came since.
 */
size_t query_source_complain(const struct query_source *q,
                             const struct problems *problems, size_t first,
                             const struct console *console);

/*
 * Read each of `files` and each operand (one that ends in .cql is a file, any other a
 * query; without any, standard input) and call `fn`. Returns the worst exit status.
 */
int query_source_each(const char *const *files, const char *const *operand,
                      size_t noperands, const struct console *console,
                      int (*fn)(void *ctx, const struct query_source *q), void *ctx);

#endif
