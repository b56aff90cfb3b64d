/*
 * reading.h - bytes in memory as a container sees them.
 */
#ifndef TESTS_READING_H
#define TESTS_READING_H

#include "signature/container.h"

struct reading {
    struct arena arena;
    struct subject subject;
    struct str bytes;
    struct found found;
};

/* Let the container look for signatures; aborts when it does not bid, or fails. */
void reading_open(struct reading *r, const struct container *c, const char *path,
                  struct str bytes);
void reading_release(struct reading *r);

/* What the container bids for the bytes. */
int reading_bid(const struct container *c, const char *path, struct str bytes);

#endif
