/*
 * appx_write.h - packages of apps, signed: zip files with a block map.
 */
#ifndef FORGE_APPX_WRITE_H
#define FORGE_APPX_WRITE_H

#include "forge/cms_write.h"

/*
 * A package of `program` and a file of two blocks, stored without compression, signed
 * as ordered.
 */
struct str appx_sign(struct forge *f, const struct order *order, struct str program);

#endif
