/*
 * cell.h - text as a terminal shows it: made harmless, measured, cut.
 *
 * What a record holds comes from whoever wrote the file name or command line in
 * it, so escape sequences, control characters and the marks that reverse the
 * reading direction never reach a terminal; they are shown as `\x1b`, `\u202e`.
 * Widths are in columns: wide characters take two, combining ones none.
 */
#ifndef OUTPUT_CELL_H
#define OUTPUT_CELL_H

#include "base/buf.h"

struct arena;

/* Columns that `text` takes; it is one line and clean. */
size_t text_width(struct str text);

/* Length in bytes of the longest prefix that takes at most `width` columns. */
size_t text_prefix(struct str text, size_t width);

/*
 * A harmless copy of `text`: newlines stay, every other control character and
 * every byte that is no UTF-8 is spelled out. p is NULL when memory ran out.
 */
struct str text_clean(struct str text, struct arena *arena);

/* As text_clean(), appended; tabs stay as well. For whole lines on a terminal. */
void text_add_clean(struct buf *out, struct str text);

/*
 * Append `text` cut to `width` columns, at least one, with `…` where something is
 * missing. A path loses its middle, since its end says most; other text its end.
 */
void text_add_cut(struct buf *out, struct str text, size_t width);

#endif
