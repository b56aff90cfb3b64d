/*
 * dialect.h - LogScale's regular expressions in the words of our engines.
 *
 * One pass over the pattern writes it twice, because PCRE2 and Vectorscan agree with
 * each other, and bytes with characters, only as long as the text is ASCII:
 *
 *   plain   for subjects that are ASCII: no Unicode rules, run byte by byte
 *   utf     for all other subjects, with PCRE2_UTF. Case folding is kept from crossing
 *           between ASCII and the rest outside of classes (PCRE2 would let /k/i match
 *           U+212A and /s/i U+017F), so that a search for ASCII literals stays sound.
 *           If `needs_ucp`, \b goes by Unicode and \w \d \s are spelled out as ASCII.
 *
 * Named groups become numbered ones, plain groups do not capture, \Q..\E, \uhhhh and
 * misplaced braces are spelled out.
 */
#ifndef REGEX_DIALECT_H
#define REGEX_DIALECT_H

#include "base/buf.h"
#include "regex/regex.h"

enum {
    DIALECT_PATTERN_MAX = 1 << 16, /* bytes of a pattern */
    DIALECT_DEPTH_MAX = 200,       /* groups within groups */
    DIALECT_CAPTURES_MAX = 120 /* named groups, and plain ones if referred back to */
};

struct dialect {
    struct buf plain, utf;
    struct str name[REGEX_GROUPS_MAX]; /* named groups: views into the pattern */
    uint32_t number[REGEX_GROUPS_MAX]; /* their numbers in the engine's pattern */
    size_t ngroups;
    bool is_ascii;          /* `plain` may be used: no character above U+007F */
    bool needs_ucp;         /* compile `utf` with Unicode word boundaries */
    bool has_extended;      /* (?x): blanks and comments are not literals */
    bool is_for_pcre;       /* holds what Vectorscan reads otherwise, or not at all */
    bool may_explode;       /* repeats within repeats, or many: slow to backtrack */
    uint64_t repeat_factor; /* product of the upper bounds of {n,m}, to a limit */
};

/*
 * Translate `pattern`, which must outlive *out. Release with dialect_release() also
 * after failure. ST_SYNTAX with the offset into `pattern`; ST_LIMIT for a pattern
 * that is too long or too deep.
 */
NODISCARD enum status dialect_translate(struct dialect *out, struct str pattern,
                                        unsigned flags, struct regex_notes *notes,
                                        struct diag *diag);
void dialect_release(struct dialect *d);

/* Where in `pattern` stands what begins at `offset` of d->utf or (is_utf false) plain.
 */
size_t dialect_source_offset(struct str pattern, unsigned flags, size_t offset,
                             bool is_utf);

#endif
