/*
 * cat_write.h - catalogs of version 2: SHA-256 digests of programs, signed as a list.
 */
#ifndef FORGE_CAT_WRITE_H
#define FORGE_CAT_WRITE_H

#include "forge/cms_write.h"

/* A catalog with one member, the unsigned program in `file`. */
struct str cat_sign(struct forge *f, const struct order *order, struct str file);

#endif
