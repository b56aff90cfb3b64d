/*
 * kept_text.h - a text that is replaced often, in memory that it keeps.
 *
 * An arena takes nothing back, so a text that follows the newest event must reuse
 * its bytes: they grow by doubling and all together take at most twice what the
 * longest text needed.
 */
#ifndef FUNC_KEPT_TEXT_H
#define FUNC_KEPT_TEXT_H

#include "base/arena.h"
#include "event/value.h"

/* Zeroed is missing. */
struct kept_text {
    char *p;
    uint32_t n, cap;
    bool is_present;
};

/* Become the text of `v`, or missing. `scratch` is for decoding. */
void kept_text_set(struct kept_text *t, struct value v, struct arena *scratch,
                   struct arena *arena);

/* The text; a view that lives until it is set again. */
struct value kept_text_value(const struct kept_text *t);

#endif
