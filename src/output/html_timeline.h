/*
 * html_timeline.h - when findings were first seen, as columns over time.
 */
#ifndef OUTPUT_HTML_TIMELINE_H
#define OUTPUT_HTML_TIMELINE_H

#include "base/buf.h"

struct arena;

struct timeline {
    struct arena *arena;
    struct moment {
        int64_t ms;
        unsigned severity; /* 0 to 2 */
    } * moment;
    size_t n, cap;
};

void timeline_init(struct timeline *t, struct arena *arena);

/* Note a moment; out of memory shows in the arena. */
void timeline_add(struct timeline *t, int64_t ms, unsigned severity);

/* A figure of inline SVG; nothing when there are no two different moments. */
void timeline_draw(const struct timeline *t, struct buf *out);

#endif
