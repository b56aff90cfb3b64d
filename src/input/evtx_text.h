/*
 * evtx_text.h - text that is written piece by piece into an arena.
 *
 * Values of a record are many and short: they are written one after another into a
 * slab, which the arena gives once for many. A piece of text is begun, added to, and
 * ended; only one is open at a time. Text lives as long as the arena.
 *
 * Out of memory shows in the arena; what is added then is lost.
 */
#ifndef INPUT_EVTX_TEXT_H
#define INPUT_EVTX_TEXT_H

#include "base/arena.h"
#include "base/str.h"

struct evtx_text {
    struct arena *arena;
    char *start; /* of the text that is open */
    char *at, *end;
};

void evtx_text_init(struct evtx_text *t, struct arena *arena);

/* Room for `n` more bytes of the open text, or NULL. Whoever writes moves t->at. */
NODISCARD char *evtx_text_room(struct evtx_text *t, size_t n);

/* Start a text, forgetting what was not ended; end it. */
void evtx_text_begin(struct evtx_text *t);
struct str evtx_text_end(struct evtx_text *t);

/* Append bytes. */
void evtx_text_add(struct evtx_text *t, struct str s);

/* Append `n` in decimal, and in hexadecimal with at least `digits` digits. */
void evtx_text_decimal(struct evtx_text *t, uint64_t n);
void evtx_text_hex(struct evtx_text *t, uint64_t n, unsigned digits);

/*
 * Append `units` characters of UTF-16LE at `p`, up to the first NUL. A surrogate
 * without its other half becomes U+FFFD.
 */
void evtx_text_utf16(struct evtx_text *t, const uint8_t *p, size_t units);

#endif
