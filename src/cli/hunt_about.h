/*
 * hunt_about.h - what a report of findings says of the detections behind them.
 */
#ifndef CLI_HUNT_ABOUT_H
#define CLI_HUNT_ABOUT_H

#include "cli/packs.h"
#include "output/about.h"

/* Describe the packs; texts are those of the packs, lists lie in `arena`. */
NODISCARD enum status hunt_about_make(struct about *out, const struct packs *packs,
                                      struct arena *arena, struct diag *diag);

#endif
