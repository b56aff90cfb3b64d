/*
 * ast.h - a query as a tree.
 *
 * One node type; what `text`, `op` and the children mean is written beside each
 * kind. The tree says what was written, not what it means: names are not
 * resolved, parentheses and comments are not nodes (the printer sets its own
 * parentheses). A filter is an AND, OR, NOT, COMPARE, FREE_TEXT, TRUE, FALSE or
 * NESTED, and in the lenient dialect a CALL or SAVED as an operand of those. A
 * bare value with signs in it, such as `Europe/Paris`, is a BINARY: where a
 * parameter wants text, take that of the span. Nodes live in the query arena.
 */
#ifndef QUERY_AST_H
#define QUERY_AST_H

#include "base/str.h"

struct arena;

/* A piece of the query text. */
struct span {
    size_t offset; /* bytes from the start of the text */
    size_t length;
};

/* X(NAME, what text, op and kids hold) */
#define AST_LIST(X)                                                                    \
    X(PIPELINE, "kids: steps")                                                         \
    /* filters */                                                                      \
    X(AND, "kids: two or more filters")                                                \
    X(OR, "kids: two or more filters")                                                 \
    X(NOT, "kid: a filter or a call")                                                  \
    X(COMPARE, "text: field; op; kid: PATTERN, REGEX, NUMBER (right of < <= > >=) or"  \
               " PARAM; a quoted PATTERN right of those is no number")                 \
    X(FREE_TEXT, "kid: PATTERN, REGEX or PARAM")                                       \
    X(TRUE, "matches every event: true or *")                                          \
    X(FALSE, "matches none")                                                           \
    X(BRANCH, "lenient `X OR ( P )`, always a whole step: kids: X, then one PIPELINE"  \
              " an alternative")                                                       \
    X(NESTED, "lenient `( a | b )` inside a filter: kid: PIPELINE of filters")         \
    /* steps */                                                                        \
    X(CALL, "text: name; kids: ARG")                                                   \
    X(ASSIGN, "text: field; kid: expression or CALL")                                  \
    X(APPLY, "text: field; kid: CALL or NOT(CALL): field =~ call")                     \
    X(CASE, "kids: PIPELINE")                                                          \
    X(MATCH, "text: field; kids: GUARD")                                               \
    X(GUARD, "kids: what matches (PATTERN, REGEX, PARAM, CALL, TRUE), PIPELINE")       \
    X(STATS, "kid: ARRAY: [f(), g()] as a step")                                       \
    X(SAVED, "text: name; kids: ARG")                                                  \
    /* arguments and expressions */                                                    \
    X(ARG, "text: name, empty when unnamed; kid: expression, or a filter for a"        \
           " condition parameter")                                                     \
    X(BINARY, "op; kids: two")                                                         \
    X(UNARY, "op; kid")                                                                \
    X(WORD, "text: a bare word that is no number: field or name, as the parameter"     \
            " decides")                                                                \
    X(STRING, "text: decoded")                                                         \
    X(NUMBER, "text: as written; in COMPARE op is OP_QUOTED when it was in quotes")    \
    X(REGEX, "text: pattern as written, \\/ and all; text2: flags in the order dmigF") \
    X(PATTERN, "text: decoded, wildcards still in it; op is OP_QUOTED or OP_NONE")     \
    X(PARAM, "text: name; kid: default (STRING or WORD), if any")                      \
    X(ARRAY, "kids: elements")                                                         \
    X(ELEMENT, "text: field; kid: CALL: `x := f()` inside an array")                   \
    X(SUBQUERY, "kid: PIPELINE")                                                       \
    X(NAMED_QUERY, "kid of an ARG that bears the name: `A: { } include: [x]` inside"   \
                   " correlate(); kids: PIPELINE, then what is included, if any")      \
    X(LINK, "text: field; text2: other field: `a <=> B.b` inside correlate()")         \
    X(ERROR, "what could not be parsed and was skipped")

enum ast_kind {
#define X(name, what) AST_##name,
    AST_LIST(X)
#undef X
};

enum ast_op {
    OP_NONE,
    OP_QUOTED, /* of a PATTERN or a field: written in quotes */
    OP_EQ,     /* = in filters, == in expressions */
    OP_NE,
    OP_LIKE,
    OP_LT,
    OP_LE,
    OP_GT,
    OP_GE,
    OP_ADD,
    OP_SUB,
    OP_MUL,
    OP_DIV,
    OP_MOD,
    OP_NEG,
    OP_NOT,
};

struct ast {
    enum ast_kind kind;
    enum ast_op op;
    struct span span;
    struct str text;  /* see AST_LIST; lives as the tree */
    struct str text2; /* REGEX: flags in canonical order; LINK: other field */
    bool quoted;      /* the field or name in `text` was written in quotes */
    struct ast **kid;
    uint32_t nkids;
    /* Levels below and with this node; the parser keeps it <= QUERY_DEPTH_MAX. */
    uint32_t height;
};

/* Same tree but for spans, and for the case of function names. */
bool ast_equal(const struct ast *a, const struct ast *b);

/* "PIPELINE", "AND", … ; static storage. */
const char *ast_kind_name(enum ast_kind kind);

#endif
