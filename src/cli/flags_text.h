/*
 * flags_text.h - `--flags text`: SignInfoFlags in words while records are decoded.
 *
 * Queries from the field match SignInfoFlags against /invalid|expired|revoked/, while
 * Falcon sends a bit mask. This wraps the decoder of every chunk and turns the mask
 * into the words of event/sign_flags.h before the query sees it; values that are no
 * mask stay. The raw bytes do not hold the words, so the prefilter must be off.
 */
#ifndef CLI_FLAGS_TEXT_H
#define CLI_FLAGS_TEXT_H

#include "event/feed.h"

struct flags_text;

/* NULL: memory. One for a whole run; it lives longer than every chunk it changed. */
NODISCARD struct flags_text *flags_text_new(void);
void flags_text_free(struct flags_text *f);

/* Put the wrapper in the place of chunk->decoder. Any thread. */
void flags_text_wrap(struct flags_text *f, struct chunk *chunk);

#endif
