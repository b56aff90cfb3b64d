/*
 * print_state.h - what the files of the printer share; nobody else includes it.
 *
 * print.c prints a node on one line, print_layout.c breaks what does not fit and sets
 * comments where they stood, print_comment.c keeps them.
 */
#ifndef QUERY_PRINT_STATE_H
#define QUERY_PRINT_STATE_H

#include "query/parse.h"
#include "query/print.h"

struct printer {
    struct buf *out;
    enum print_style style;
    /* The text the tree was parsed from, to keep its spelling; p is NULL when unknown.
     */
    struct str text;
    const struct span *comment; /* not yet printed, in order */
    size_t ncomments;
    size_t seen;    /* where in `text` the last thing printed ended, for blank lines */
    bool is_trying; /* printing on one line to see whether it fits */
    bool is_over;   /* it did not; nothing more is printed */
    size_t limit;   /* length of `out` that may not be passed while trying */
};

/* ---- print.c: on one line ---------------------------------------------------------
 */

/* `n` so that it parses to an equal node where it stands. */
void print_node(struct printer *pr, const struct ast *n);
/* Bytes as they are; nothing once a try is over. */
void put(struct printer *pr, const char *text);
void put_str(struct printer *pr, struct str text);
/* The name of a field at the beginning of a node's text. */
void put_name(struct printer *pr, const struct ast *n);
void put_call_name(struct printer *pr, const struct ast *n);
void put_arg_name(struct printer *pr, const struct ast *n);
/* " AND ", " OR " or " ": what joins the operands. */
const char *joiner(const struct ast *n);
/* Does the operand `kid` of `n` stand in parentheses? */
bool wants_parens(const struct ast *n, const struct ast *kid);
void put_not(struct printer *pr, const struct ast *n);

/* ---- print_comment.c ----------------------------------------------------------------
 */

/* Start a line, `indent` blanks in. */
void new_line(struct printer *pr, size_t indent);
/* Is a comment left that stands before `end` in the text? */
bool has_comment_before(const struct printer *pr, size_t end);
/*
 * At the beginning of a line: print what stands before `start`, each on its own line,
 * and a blank line where the text has one.
 */
void put_comments_before(struct printer *pr, size_t start, size_t indent);
/* At the end of a line: print what is left before `end`, each on its own line. */
void put_last_comments(struct printer *pr, size_t end, size_t indent);
/* The first of several parts begins at `start`: no blank line before it. */
void begin_parts(struct printer *pr, size_t start);
/* At the end of the line of something that ends at `end`: its comments up to `until`.
 */
void put_comments_behind(struct printer *pr, size_t end, size_t until);

/* ---- print_layout.c
 * ------------------------------------------------------------------ */

/* A step a line; `suffix` follows the last, whose comments end at `until`. */
void layout_pipeline(struct printer *pr, const struct ast *pipeline, size_t indent,
                     const char *suffix, size_t until);

#endif
