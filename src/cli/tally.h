/*
 * tally.h - how often each of a few words occurred, in order of first appearance.
 */
#ifndef CLI_TALLY_H
#define CLI_TALLY_H

#include "base/buf.h"
#include "base/hash.h"

struct tally {
    struct map index; /* word to place */
    struct tally_entry {
        struct str word;
        uint64_t n;
    } * entry;
    size_t n, cap;
    uint64_t total;
};

void tally_init(struct tally *t, struct arena *arena);

/* Count `word`; it is copied. False when memory ran out. */
NODISCARD bool tally_add(struct tally *t, struct str word);

/* "a 12, b 3, c 1 and 4 more": the most frequent first, at most `max` of them. */
void tally_print(const struct tally *t, size_t max, struct buf *out);

#endif
