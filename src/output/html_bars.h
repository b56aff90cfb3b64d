/*
 * html_bars.h - words counted and drawn as horizontal bars.
 */
#ifndef OUTPUT_HTML_BARS_H
#define OUTPUT_HTML_BARS_H

#include "base/buf.h"
#include "base/hash.h"

struct bars {
    struct arena *arena;
    struct map index; /* word to place in `bar` */
    struct bar {
        struct str word;
        uint64_t n;
    } * bar;
    size_t n, cap;
};

void bars_init(struct bars *b, struct arena *arena);

/* Count a word, which is copied; out of memory shows in the arena. */
void bars_count(struct bars *b, struct str word);

/* A figure with a title and the `max` most frequent words; nothing when there is none.
 */
void bars_draw(struct bars *b, const char *title, size_t max, struct buf *out);

/*
 * Append text for HTML, in an element or a quoted attribute: `&<>"'` are escaped, line
 * ends stay. The text is clean already (cell.h).
 */
void html_add(struct buf *out, struct str text);

#endif
