/*
 * explain_mapping.h - the rules that give events Falcon's names, for reading.
 */
#ifndef CLI_EXPLAIN_MAPPING_H
#define CLI_EXPLAIN_MAPPING_H

#include "base/buf.h"

/*
 * Append the rules of `source` ("sysmon"), or of all when it is NULL. False when there
 * is no such source.
 */
NODISCARD bool explain_mapping_text(const char *source, bool has_color,
                                    struct buf *out);

/* The same as one JSON array with an object a rule. */
NODISCARD bool explain_mapping_json(const char *source, struct buf *out);

#endif
