/*
 * print.h - tree to query text.
 */
#ifndef QUERY_PRINT_H
#define QUERY_PRINT_H

#include "base/buf.h"
#include "query/ast.h"

enum print_style {
    PRINT_LAYOUT,   /* the canonical layout of `countersign fmt`: a step a line */
    PRINT_ONE_LINE, /* for messages */
};

/* Print so that parse_query() gives an equal tree. Comments are not in the tree. */
void print_query(const struct ast *query, enum print_style style, struct buf *out);

/*
 * The canonical layout of `text`, which parsed to `query`, with its comments
 * kept where they stood relative to the steps.
 */
void print_formatted(const struct ast *query, struct str text, struct buf *out);

#endif
