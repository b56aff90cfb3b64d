/*
 * backtrack.h - PCRE2 with its JIT, which finds groups, within limits.
 *
 * A search that would take too long or too much memory is given up and counted. The
 * limits bound a single search to some milliseconds whatever the pattern.
 */
#ifndef REGEX_BACKTRACK_H
#define REGEX_BACKTRACK_H

#include "base/diag.h"
#include "base/str.h"

struct pcre2_real_code_8;

enum { BACKTRACK_PAIRS = 128 }; /* bounds of the whole match and of 127 groups */

/* Working memory of one thread. */
struct backtrack_memory {
    struct pcre2_real_match_context_8 *limits;
    struct pcre2_real_match_data_8 *data;
    struct pcre2_real_jit_stack_8 *stack;
    uint64_t limited; /* searches given up */
};

NODISCARD bool backtrack_memory_init(struct backtrack_memory *m);
void backtrack_memory_release(struct backtrack_memory *m);

enum backtrack_mode {
    BACKTRACK_BYTES,   /* a character is a byte */
    BACKTRACK_UTF,     /* characters; what is no UTF-8 in a subject matches nothing */
    BACKTRACK_UTF_UCP, /* and \b goes by Unicode */
};

/*
 * Compile with the flags of regex.h. NULL on failure: then *error holds PCRE2's words
 * and *offset the place, or *is_text_bad is set when `pattern` is no UTF-8.
 */
struct backtrack_error {
    char text[120];
    size_t offset;
    bool is_text_bad;
};
struct pcre2_real_code_8 *backtrack_new(struct str pattern, unsigned flags,
                                        enum backtrack_mode mode,
                                        struct backtrack_error *error);
/* Is the pattern tried at few places only: behind one letter, or at a line's start? */
bool backtrack_starts_fast(const struct pcre2_real_code_8 *code);

void backtrack_free(struct pcre2_real_code_8 *code);

/*
 * Find the first match at or behind `from`, which is at most s.n. Returns its bounds,
 * followed by those of each numbered group as pairs (SIZE_MAX when unset); they live
 * until the next search with `m`. NULL when there is none, or it was given up.
 */
HOT const size_t *backtrack_search(const struct pcre2_real_code_8 *code,
                                   struct backtrack_memory *m, struct str s,
                                   size_t from);

#endif
