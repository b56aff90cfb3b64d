/*
 * scenario.h - the forged cases that people ask for by name, and the story of each.
 *
 * All of them are judged with the same material: one trusted root, two revocation
 * lists, one catalog. So a folder with all of them is one exercise, whose answers are
 * known. Verdicts hold from 2026 on for many years, not on a certain day only.
 */
#ifndef FORGE_SCENARIO_H
#define FORGE_SCENARIO_H

#include "forge/forge.h"

struct scenario {
    struct forge_case made; /* name, what it shows, verdict, findings, how it is made */
    const char *story;      /* what to expect, for the README: a few sentences */

    /*
     * What ran in PowerShell on the invented host, as script block logging has it; a
     * form feed begins the next part of a long block. NULL: the program was copied.
     */
    const char *shell;
};

extern const struct scenario scenario_table[];
extern const size_t scenario_count;

/* The scenario of that name, or NULL. */
const struct scenario *scenario_find(const char *name);

/* The revocation lists that all are judged with. */
enum { SCENARIO_CRLS = 2 };
extern const struct crl_recipe scenario_crl[SCENARIO_CRLS];

#endif
