/*
 * baseline_pair.h - what baseline.c and the file's reader share; private to detect/.
 */
#ifndef DETECT_BASELINE_PAIR_H
#define DETECT_BASELINE_PAIR_H

#include "detect/baseline.h"

/* The pair of a hash and an image, made if new; NULL when memory ran out. */
struct baseline_pair *baseline_pair(struct baseline *b, struct str sha256,
                                    struct str image);

/* Note a host unless it is there or there are enough of them. */
void baseline_add_host(struct baseline_pair *pair, uint64_t host);

#endif
