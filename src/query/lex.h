/*
 * lex.h - query text to tokens.
 *
 * The same bytes are different tokens in a filter and in an expression: a slash
 * divides only in an expression, a star multiplies only behind an operand. So
 * the parser says where it stands, and the lexer is one pure function from text,
 * position and mode to the token that begins there. The parser may look at one
 * place in several modes; a token is consumed by asking for the next one behind it.
 *
 * Allocates nothing. A token that is wrong in itself (a string that does not end)
 * carries a fault and still has the kind it would have had, so that the parser
 * can report it and go on.
 *
 * Source: cql-language.md, section 2.
 */
#ifndef QUERY_LEX_H
#define QUERY_LEX_H

#include "query/ast.h"

/* X(NAME, how a message calls it) */
#define LEX_LIST(X)                  \
    X(END, "the end of the query")   \
    X(WORD, "a word")                \
    X(STRING, "a string")            \
    X(REGEX, "a regular expression") \
    X(PARAM, "a parameter")          \
    X(PARAM_OPEN, "'?{'")            \
    X(SAVED, "a saved query")        \
    X(PIPE, "'|'")                   \
    X(COMMA, "','")                  \
    X(SEMICOLON, "';'")              \
    X(COLON, "':'")                  \
    X(PAREN_OPEN, "'('")             \
    X(PAREN_CLOSE, "')'")            \
    X(BRACKET_OPEN, "'['")           \
    X(BRACKET_CLOSE, "']'")          \
    X(BRACE_OPEN, "'{'")             \
    X(BRACE_CLOSE, "'}'")            \
    X(EQUAL, "'='")                  \
    X(EQUAL_EQUAL, "'=='")           \
    X(NOT_EQUAL, "'!='")             \
    X(LESS, "'<'")                   \
    X(LESS_EQUAL, "'<='")            \
    X(GREATER, "'>'")                \
    X(GREATER_EQUAL, "'>='")         \
    X(ASSIGN, "':='")                \
    X(APPLY, "'=~'")                 \
    X(ARROW, "'=>'")                 \
    X(LINK, "'<=>'")                 \
    X(BANG, "'!'")                   \
    X(PLUS, "'+'")                   \
    X(MINUS, "'-'")                  \
    X(STAR, "'*'")                   \
    X(SLASH, "'/'")                  \
    X(PERCENT, "'%'")

enum lex_kind {
#define X(name, words) LEX_##name,
    LEX_LIST(X)
#undef X
};

enum lex_mode {
    LEX_FILTER,   /* where a filter or a step may begin */
    LEX_VALUE,    /* right of an operator in a filter */
    LEX_OPERAND,  /* where an expression may begin */
    LEX_OPERATOR, /* behind an operand of an expression */
};

/* What is wrong with a token itself. */
enum lex_fault {
    LEX_OK,
    LEX_STRING_OPEN,   /* no closing quote */
    LEX_STRING_LINES,  /* a line break inside quotes */
    LEX_STRING_TRIPLE, /* """ */
    LEX_REGEX_OPEN,    /* no closing slash on the line */
    LEX_REGEX_FLAG,    /* a letter behind it that is no flag */
    LEX_WORD_COMMENT,  /* a word that ends with // */
    LEX_PARAM_NAME,    /* ? without a name */
    LEX_COMMENT_OPEN,  /* no closing star and slash; kind is END */
    LEX_BYTE,          /* a control character */
};

struct lex_token {
    enum lex_kind kind;
    enum lex_fault fault;
    struct span span;
    /* STRING: between the quotes, not decoded; REGEX: between the slashes; PARAM,
     * SAVED: name. */
    struct str text;
    struct str flags; /* REGEX: as written */
    bool spaced;      /* white space or a comment stands before it */
    bool quoted;      /* PARAM, SAVED: the name is in quotes, `text` not decoded */
};

/* The token that begins at or behind `pos`. Linear in the token and the blanks before
 * it. */
struct lex_token lex_at(struct str text, size_t pos, enum lex_mode mode);

/* "'('"; static storage. */
const char *lex_kind_words(enum lex_kind kind);

/* First byte at or behind `pos` that is neither white space nor comment. */
size_t lex_skip_blanks(struct str text, size_t pos);

/* Does `s` read as a decimal number: sign, digits, fraction, exponent? */
bool lex_is_number(struct str s);

/* May `s` stand unquoted as the name of a field? */
bool lex_is_field_name(struct str s);

/* May `s` follow a question mark without braces? */
bool lex_is_param_name(struct str s);

/* A byte of a name in an expression, a digit or a dot included. */
bool lex_is_name_byte(char c);

#endif
