/*
 * zones.h - the system's time zone database, for functions that take timezone=.
 *
 * Zones are read from /usr/share/zoneinfo, or from the folder that TZDIR names. Without
 * a database only UTC and fixed offsets are known.
 */
#ifndef CLI_ZONES_H
#define CLI_ZONES_H

#include "text/tz.h"

/* Static storage; may be used by several threads. */
const struct tz_source *zone_database(void);

#endif
