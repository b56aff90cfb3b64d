/*
 * explain_print.h - explanations as text for people and as data for tools.
 */
#ifndef CLI_EXPLAIN_PRINT_H
#define CLI_EXPLAIN_PRINT_H

#include "base/buf.h"
#include "query/explain.h"
#include "query/problem.h"

/* One code: what it is, why, a query that has it, and the same as it should be. */
void explain_code_text(const struct problem_code *code, bool has_color,
                       struct buf *out);

/* Every code with its title, a line each. */
void explain_codes_list(bool has_color, struct buf *out);

/* `n` codes as one JSON array of objects. */
void explain_codes_json(const struct problem_code *code, size_t n, struct buf *out);

/* A plan: phase, step, words; lines of at most `width` columns. */
void explain_plan_text(const struct explanation *e, bool has_color, size_t width,
                       struct buf *out);

/* A plan as one JSON array of objects: step, depth, phase, text, offset, length. */
void explain_plan_json(const struct explanation *e, struct buf *out);

#endif
