/*
 * nearest.h - the known name that was probably meant: "did you mean …".
 *
 *     struct nearest n = nearest_start(word);
 *     for (each candidate)
 *         nearest_offer(&n, candidate);
 *     use(n.name);    NULL when nothing is near enough
 *
 * Distance counts inserted, deleted, replaced and swapped neighbouring bytes,
 * whatever their case; a third of the word may differ. On a tie the first offered
 * wins. Words beyond NEAREST_BYTES_MAX are near to nothing.
 */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include "base/str.h"

enum { NEAREST_BYTES_MAX = 63 };

struct nearest {
    struct str word;
    const char *name; /* the best so far, or NULL */
    size_t distance;  /* of the best; the bound while there is none */
};

struct nearest nearest_start(struct str word);
void nearest_offer(struct nearest *n, const char *name);

/* Number of single edits that make `b` of `a`; SIZE_MAX when one is too long. */
size_t edit_distance(struct str a, struct str b);

#endif
