/*
 * translator.h - the state of one pass over a pattern, shared by the files that make
 * it.
 *
 * dialect.c knows groups and quantifiers, escape.c escapes and classes; both read with
 * translator_peek() and write with translator_emit(). Errors are sticky.
 */
#ifndef REGEX_TRANSLATOR_H
#define REGEX_TRANSLATOR_H

#include "regex/dialect.h"

/* X(name, words, what a lenient compile notes) - what LogScale does not have. */
#define CONSTRUCT_LIST(X)                                                              \
    X(LOOK_BEHIND, "look-behind", "LogScale has no look-behind")                       \
    X(ATOMIC, "an atomic group", "LogScale has no atomic groups")                      \
    X(POSSESSIVE, "a possessive quantifier", "LogScale has no possessive quantifiers") \
    X(BACK_REFERENCE, "a back-reference", "LogScale has no back-references")           \
    X(PROPERTY, "a \\p property", "LogScale has no \\p properties")                    \
    X(POSIX_CLASS, "a POSIX class", "LogScale has no POSIX classes")                   \
    X(PCRE_ESCAPE, "this escape", "LogScale has no \\h, \\v, \\R, \\G, \\X or \\N")    \
    X(UNKNOWN_ESCAPE, "an unknown escape",                                             \
      "an unknown escape stands for its letter; LogScale may refuse it")               \
    X(PROPERTY_TYPO, "\\p without a property",                                         \
      "\\p without a property is taken as the letter p; double the backslash")         \
    X(INLINE_FLAG, "this inline flag",                                                 \
      "LogScale has only the inline flags i, m, s and d")                              \
    X(SAME_NAME, "a second group of this name",                                        \
      "two groups have the same name; LogScale refuses that")

enum construct {
#define X(name, words, note) CONSTRUCT_##name,
    CONSTRUCT_LIST(X)
#undef X
};

/* What stood before, to tell `a?` from `a+?` and `a++`. */
enum before { BEFORE_NOTHING, BEFORE_ATOM, BEFORE_QUANTIFIER };

/* An open group; level 0 is the pattern itself. */
struct level {
    bool outer_ignores_case; /* to be restored behind the group */
    bool is_wrapped;         /* its first branch stands in a group of its own */
    bool has_repeat;         /* a quantifier other than `?` stands in it */
};

struct translator {
    struct str in;
    size_t pos;
    unsigned flags;
    struct dialect *out;
    struct regex_notes *notes;
    struct diag *diag;
    enum status status; /* sticky */
    enum before before;
    bool at_start; /* nothing of the level's first branch was read yet */
    bool ignores_case;
    bool before_repeats; /* the atom before is a group that holds a repeat */
    size_t repeats;      /* quantifiers `*` and `+` */
    bool plain_capture;  /* a back-reference by number: plain groups count */
    uint32_t captures;
    size_t depth;
    struct level level[DIALECT_DEPTH_MAX + 1];
};

/* Fail with ST_SYNTAX at `offset`, unless something failed before. */
void translator_fail(struct translator *t, size_t offset, const char *what);

/* Tell the caller a sentence, once; static storage. */
void translator_note(struct translator *t, const char *text);

/* Refuse in strict, note in lenient. */
void translator_foreign(struct translator *t, enum construct c);

/* The byte `ahead` of the position, or 0 at the end. */
char translator_peek(const struct translator *t, size_t ahead);

/* Does `text` stand at the position? */
bool translator_sees(const struct translator *t, const char *text);

/* Append to both translations. */
void translator_emit(struct translator *t, const char *text);
void translator_emit_bytes(struct translator *t, struct str s);

/* Copy `n` bytes of the pattern and move behind them. */
void translator_copy(struct translator *t, size_t n);

/* Append a character that stands for itself, escaped where that is needed. */
void translator_emit_literal(struct translator *t, char c, bool in_class);

/* Translate the escape, or the class, at the position. */
void translator_escape(struct translator *t);
void translator_class(struct translator *t);

/* Translate \\k<name> or (?P=name), with `skip` bytes before the name and `end` behind.
 */
void translator_reference(struct translator *t, size_t skip, char end);

#endif
