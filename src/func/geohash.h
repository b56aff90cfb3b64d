/*
 * geohash.h - a place on the globe as a short text.
 */
#ifndef FUNC_GEOHASH_H
#define FUNC_GEOHASH_H

#include "base/base.h"

enum { GEOHASH_MAX = 12 };

/*
 * Write `precision` characters, at most GEOHASH_MAX, to `out`: longitude and latitude
 * are halved in turn, beginning with longitude, and five of these bits make one
 * character. Latitude is within 90, longitude within 180 degrees of zero.
 */
void geohash_write(double lat, double lon, size_t precision,
                   char out[static GEOHASH_MAX]);

#endif
