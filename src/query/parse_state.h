/*
 * parse_state.h - what the files of the parser share; nobody else includes it.
 *
 * parse.c holds the pipeline and the recovery, parse_filter.c filters,
 * parse_expr.c calls and expressions, parse_block.c case and match, parse_tree.c
 * nodes, tokens and brackets, parse_error.c what goes wrong and its words.
 *
 * Errors: who notices one reports it and sets `panic`; from then on every function
 * returns as soon as it can, and tokens are not consumed. The loop over steps in
 * parse_pipeline() clears the panic: it skips to the next pipe or clause and goes on.
 */
#ifndef QUERY_PARSE_STATE_H
#define QUERY_PARSE_STATE_H

#include "base/arena.h"
#include "query/lex.h"
#include "query/parse.h"

/* What a bracket that is open at the moment holds. */
enum bracket { BRACKET_PAREN, BRACKET_SQUARE, BRACKET_BRACE, BRACKET_CLAUSES };

struct open_bracket {
    enum bracket kind;
    struct span span;
};

/* An opener at every level of recursion, and a few steps of reserve. */
enum { OPEN_MAX = QUERY_DEPTH_MAX + 8 };

struct parser {
    struct str text;
    enum dialect dialect;
    struct arena *arena;
    struct problems *problems;
    struct lex_token token; /* the token at `pos` in `mode`, when has_token */
    enum lex_mode mode;
    bool has_token;
    size_t pos;         /* behind the last token consumed */
    struct span last;   /* the last token consumed */
    bool panic;         /* an error was reported, its step is not yet skipped */
    bool stopped;       /* nothing more is parsed: too deep, or too many errors */
    unsigned depth;     /* of recursion */
    size_t lost_parens; /* open when a panic left them */
    struct open_bracket open[OPEN_MAX];
    size_t nopen;
    bool wants_comments;
    struct span *comment; /* where they stand, in order */
    size_t ncomments, comments_cap;
    struct ast spare; /* stands in for a node when memory ran out */
};

/* Children while a node is built. */
struct kids {
    struct ast **v;
    uint32_t n, cap;
};

/* ---- parse_tree.c --------------------------------------------------------- */

/* The next token as `mode` sees it; not consumed. END while in panic. */
struct lex_token peek(struct parser *p, enum lex_mode mode);
/* The token behind `t`, which was only looked at. */
struct lex_token peek_behind(struct parser *p, struct lex_token t, enum lex_mode mode);
/* Consume the token that was last looked at and report its fault; END while in panic.
 */
struct lex_token take(struct parser *p);
/* Note the comments among the blanks from `pos` to `end`. */
void keep_comments(struct parser *p, size_t pos, size_t end);
/* Consume the next token if it is of this kind. */
bool accept(struct parser *p, enum lex_mode mode, enum lex_kind kind);
bool is_word(struct lex_token t, const char *word);

/* Never NULL. The span runs from `start` to the last token consumed. */
struct ast *node(struct parser *p, enum ast_kind kind, size_t start, struct kids *kids);
struct ast *leaf(struct parser *p, enum ast_kind kind, struct lex_token t);
void kids_add(struct parser *p, struct kids *kids, struct ast *kid);

/* The text of a string, with \" \\ \n \t \r decoded. */
struct str decoded(struct parser *p, struct str raw);
/* Set text and `quoted` of a node that names a field by a WORD or STRING. */
void name_node(struct parser *p, struct ast *n, struct lex_token t);

/* True if there is room for one more level; else reports and stops. Pair with leave().
 */
bool enter(struct parser *p, struct span at);
void leave(struct parser *p);

/* Consume the opener just looked at; close_bracket() is called on every path after it.
 */
void open_bracket(struct parser *p, enum bracket kind);
/* Consume the closer, or report that it is missing. */
void close_bracket(struct parser *p, enum lex_mode mode, const char *expected);
/* Is a bracket of this kind open? */
bool is_open(const struct parser *p, enum bracket kind);

/* ---- parse_error.c -------------------------------------------------------- */

/* Report and panic. The result, for help and fix, is never NULL. */
PRINTF(4, 5)
struct problem *fail(struct parser *p, const char *code, struct span span,
                     const char *fmt, ...);
/* Report and go on: a warning, or an error that leaves the parser in step. */
PRINTF(4, 5)
struct problem *note(struct parser *p, const char *code, struct span span,
                     const char *fmt, ...);
/* As note(), by dialect: `strict` is an error code, `lenient` a warning. */
PRINTF(5, 6)
struct problem *odd(struct parser *p, const char *strict, const char *lenient,
                    struct span span, const char *fmt, ...);
PRINTF(3, 4) void help(struct parser *p, struct problem *problem, const char *fmt, ...);
void fix(struct parser *p, struct problem *problem, struct span span, const char *text);

/* "'foo'", "'|'", "the end of the query": a token for a message; in the arena. */
const char *describe(struct parser *p, struct lex_token t);
/* The bytes of a span. */
struct str source(const struct parser *p, struct span span);
struct span span_between(size_t from, size_t to);

/* Say what is wrong with a token itself; parsing goes on as if it were right. */
void report_fault(struct parser *p, struct lex_token t);
/* Warn of a word in quotes that are none: “x” and 'x'. */
void check_quotes(struct parser *p, struct lex_token word);
/* A closer should stand where `found` does; `expected` says what else might. */
void fail_not_closed(struct parser *p, struct open_bracket open, struct lex_token found,
                     const char *expected);
/* A step ended and neither a pipe nor an end follows. */
void fail_after_step(struct parser *p, const struct ast *step, struct lex_token found);
/* No filter, step or operand can begin with this token. */
void fail_no_step(struct parser *p, struct lex_token found);

/* As above, in an expression and right of an operator. */
void fail_no_operand(struct parser *p, struct lex_token found);
void fail_no_value(struct parser *p, struct lex_token op, struct lex_token found);
void fail_no_number(struct parser *p, struct lex_token field, struct lex_token op,
                    struct lex_token found);
/* An unquoted name with bytes that a name may not have. */
void fail_bad_name(struct parser *p, struct lex_token name);
/* Behind an expression stands what belongs to none: `=`, `and`, a second comparison. */
bool fail_after_expression(struct parser *p, struct lex_token found);

/* ---- the grammar ---------------------------------------------------------- */

struct ast *parse_pipeline(struct parser *p); /* parse.c */
void recover(
    struct parser *p); /* clear the panic, skip to a pipe or the pipeline's end */
struct ast *parse_filter(struct parser *p); /* parse_filter.c */
struct ast *parse_operand_value(struct parser *p,
                                struct lex_token t); /* PATTERN … PARAM */
bool begins_call(struct parser *p, struct lex_token word);
struct ast *parse_expression(struct parser *p); /* parse_expr.c */
struct ast *parse_call(struct parser *p);
struct ast *parse_saved(struct parser *p);
struct ast *parse_array(struct parser *p);
struct ast *parse_param(struct parser *p);
struct ast *parse_case(struct parser *p);  /* parse_block.c; `case` is next */
struct ast *parse_match(struct parser *p); /* the field is next */

/* What groups `( a | b )` mean, now that the step is complete; parse_group.c. */
struct ast *settle_groups(struct parser *p, struct ast *filter);

#endif
