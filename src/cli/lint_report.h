/*
 * lint_report.h - the problems of one or more queries, as text, JSON or SARIF.
 *
 * Text goes to stderr as each query is done, as every message about a query does; JSON
 * and SARIF are one document on stdout for all of them.
 */
#ifndef CLI_LINT_REPORT_H
#define CLI_LINT_REPORT_H

#include "cli/query_source.h"

enum lint_format { LINT_TEXT, LINT_JSON, LINT_SARIF };

struct lint_report {
    enum lint_format format;
    const struct console *console;
    struct buf out;
    bool has_one; /* problem in the document so far */
};

/* `format`: "text", "json", "sarif", or NULL for text. */
void lint_report_begin(struct lint_report *r, const char *format,
                       const struct console *console);

/* The problems of one query. */
void lint_report_add(struct lint_report *r, const struct query_source *source,
                     const struct problems *problems);

/* Print the document and release all. EXIT_CLEAN or EXIT_FAILED. */
NODISCARD int lint_report_end(struct lint_report *r);

/* ---- SARIF 2.1.0 (lint_sarif.c) */

/* All up to the results: the tool and its rules, which are the codes. */
void sarif_begin(struct buf *out);
/* The problems as results; *has_one: is there one before? */
void sarif_add(struct buf *out, const struct query_source *source,
               const struct problems *problems, bool *has_one);
/* What closes the document. */
void sarif_end(struct buf *out);

#endif
