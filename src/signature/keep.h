/*
 * keep.h - text that was put together in a buf, kept in an arena.
 */
#ifndef SIGNATURE_KEEP_H
#define SIGNATURE_KEEP_H

#include "base/arena.h"
#include "base/buf.h"

/*
 * Copy the text into the arena and release the buf. A text that reached its maximum is
 * kept cut; memory that ran out sets arena->failed. Pieces that were appended must be
 * shorter than half of the maximum, or the two cannot be told apart.
 */
struct str keep_text(struct buf *text, struct arena *arena);

#endif
