/*
 * parse.h - query text to tree.
 */
#ifndef QUERY_PARSE_H
#define QUERY_PARSE_H

#include "query/problem.h"

enum dialect { DIALECT_LENIENT, DIALECT_STRICT };

enum { QUERY_BYTES_MAX = 1 << 20, QUERY_DEPTH_MAX = 256 };

/*
 * Parse `text` into a PIPELINE in `arena`. Recovers at the next step and goes on,
 * so that `problems` holds every error. Never NULL unless memory ran out; usable
 * for checking only when problems->errors == 0. Depth and length are limited by
 * the constants above. `text` must live as long as the tree.
 *
 * Source: cql-language.md, sections 2, 3 and 13.
 */
struct ast *parse_query(struct str text, enum dialect dialect, struct arena *arena,
                        struct problems *problems);

/*
 * The comments of `text`, in order: sets *comments to an array in `arena` and returns
 * its length. A comment to the end of the line is without that end.
 */
size_t parse_comments(struct str text, struct arena *arena,
                      const struct span **comments);

#endif
