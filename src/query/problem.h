/*
 * problem.h - what is wrong or odd about a query, in words and with a place.
 *
 * Lexer, parser, checker and linter put problems on one list. Each has a code
 * from the table in problem.c, which holds its severity, one-sentence reason and
 * example, so that `countersign explain CODE` and the documentation are generated.
 * A failed parse is a list with an error on it, not a single diag: all errors of
 * a query are shown in one run.
 */
#ifndef QUERY_PROBLEM_H
#define QUERY_PROBLEM_H

#include "base/buf.h"
#include "query/ast.h"

struct arena;

enum severity { SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR };

enum { PROBLEMS_MAX = 100 }; /* the rest is counted, not kept */

/* Replace `span` of the query text by `text`. */
struct fix {
    struct span span;
    struct str text;
    bool present;
};

struct problem {
    const char *code; /* "E101"; a key of the code table */
    enum severity severity;
    struct span span;
    struct str message; /* lower case, no full stop */
    struct str help;    /* what to write instead, "did you mean …"; may be empty */
    struct fix fix;     /* certain enough for `lint --fix` */
};

struct problems {
    struct arena *arena; /* borrowed */
    struct problem *v;
    size_t n, cap;
    size_t dropped; /* beyond PROBLEMS_MAX */
    size_t errors, warnings;
    struct problem spare; /* takes what is not kept */
};

/* Put the problems in the order of their places in the query; equal ones stay as they
 * are. */
void problems_sort(struct problems *list);

/* What is true of a code. */
struct problem_code {
    const char *code;
    enum severity severity;
    const char *title;   /* a few words */
    const char *reason;  /* one or two sentences */
    const char *example; /* a query that has it; empty where none is short enough */
    const char *fixed;   /* that query as it should be; empty where nobody can say */
};
extern const struct problem_code problem_codes[];
extern const size_t problem_codes_len;
const struct problem_code *problem_code_find(const char *code);

void problems_init(struct problems *list, struct arena *arena);

/* Add a problem; the severity comes from the code. Returns it, to add help or a fix;
 * never NULL. */
PRINTF(4, 5)
struct problem *problems_add(struct problems *list, const char *code, struct span span,
                             const char *fmt, ...);

/* What to write instead, and what to replace by it; copied. */
PRINTF(3, 4)
void problem_help(struct problems *list, struct problem *p, const char *fmt, ...);
void problem_fix(struct problems *list, struct problem *p, struct span span,
                 struct str text);

/* Line and column (in characters), both from 1. */
struct place {
    size_t line, column;
    struct str text; /* the line, without its end */
};
struct place place_of(struct str query, size_t offset);

/*
 * Print a problem for people: place, message, the source line with a caret span,
 * help. `name` is the query's file or "query".
 */
void problem_print(const struct problem *p, struct str query, struct str name,
                   bool color, struct buf *out);

/*
 * Append the problems as members of a JSON array, for editors. *has_one: is there one
 * in front of them already?
 */
void problems_add_json(const struct problems *list, struct str query, struct str name,
                       bool *has_one, struct buf *out);

#endif
