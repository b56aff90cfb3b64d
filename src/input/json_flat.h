/*
 * json_flat.h - rows from lines of flat JSON objects, by the fast scanner.
 *
 * Most records of telemetry are flat. Here they become rows without being walked: the
 * scanner checks them as masks, and only at keys that begin like a wanted name does
 * anybody look at single bytes. Whatever the scanner does not understand is left to
 * json_row_add(), which gives the same row for what both understand.
 */
#ifndef INPUT_JSON_FLAT_H
#define INPUT_JSON_FLAT_H

#include "input/json_row.h"
#include "text/json_scan.h"

struct json_flat {
    const struct json_job *job;
    const struct json_scanner *scanner;
    size_t run;      /* blocks to scan at a time, at most JSON_RUN; 0: that many */
    unsigned misses; /* records that lacked usual fields: 0 at first */
};

/*
 * Add rows for the lines from *pos of the chunk on until `most` are added, the batch is
 * full, or a line comes that is not flat or too near to the end of the chunk; or
 * earlier, when more can be had by calling again. *pos moves behind the last line
 * added. Counts events and bytes. Returns the number of rows.
 */
uint32_t json_flat_add(struct json_flat *flat, size_t *pos, uint32_t most);

#endif
